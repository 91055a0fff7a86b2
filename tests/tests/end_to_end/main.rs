//! The library on a real server with a small real model.
//!
//! Each test prints that it was skipped where there is no server; see [`surprisal_tests::llama`].

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod anthropic;
mod compose;
mod dialect;
mod embeddings;
mod errors;
mod logprobs;
mod models;
mod programs;
mod responses;
mod score;
mod support;
