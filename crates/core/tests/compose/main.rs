//! Programs made of several steps: what reaches the models in them, and when.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod assign;
mod branch;
mod each;
mod options;
mod parallel;
mod programs;
mod streams;
mod try_batch;
mod typist;
