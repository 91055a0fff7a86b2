//! Real answers of Anthropic and of llama.cpp's Messages endpoint, as they were recorded: nothing of them is lost, a
//! stream adds up to what it tells of, and what came goes back as it came.
//!
//! Read from `../shared`, or where `SURPRISAL_RECORDINGS` says; without them the tests say that they are skipped.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod rebuilt;
mod recording;
