//! Ollama's own API by its bytes: what is sent, and what is made of what comes.
//!
//! The answers are built from Ollama's schema and the examples of its documentation, unless it is said that they were
//! recorded.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod channels;
mod embeddings;
mod errors;
mod lines;
mod models;
mod requests;
mod support;
mod turns;
