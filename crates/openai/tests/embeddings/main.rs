//! Embeddings and the list of models through the public models: bytes in and values out, over a loopback
//! server.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod batches;
mod failures;
mod models;
mod request;
mod support;
