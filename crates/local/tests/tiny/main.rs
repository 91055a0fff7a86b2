//! The local model on a tiny file with random weights: what holds for every model.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "clippy excepts test functions, not their helpers"
)]

mod alignment;
mod answers;
mod broken_files;
mod broken_metadata;
mod cache;
mod cancel;
mod context;
mod logprobs;
mod metadata;
mod queue;
mod runtimes;
mod sampling;
mod sampling_logprobs;
mod score;
mod stop;
mod support;
mod time;
mod unsupported;
