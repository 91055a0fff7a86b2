//! Every recording of Google's answers is read without loss. The recordings are not part of this repository: without them
//! the tests say that they are skipped.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod read;
mod twice;
