//! What a user or a server can do wrong, through the public model: each with its kind, its whole
//! message, and the key printed nowhere.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    reason = "clippy excepts test functions, not their helpers"
)]

mod bodies;
mod cut;
mod input;
mod logprobs;
mod request;
mod retries;
mod setup;
mod status;
mod stream_errors;
mod stream_shapes;
mod support;
mod time;
