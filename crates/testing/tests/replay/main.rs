//! What is recorded, what stands in the file, and what is replayed of it.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod differences;
mod ends;
mod file;
mod laws;
mod matching;
mod network;
mod secrets;
mod support;
mod tape;
