//! Bytes in, values out, and the other way round. The answers are made up after the schema that Cohere publishes, unless
//! a test says otherwise.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod content;
mod failures;
mod logprobs;
mod request;
mod streams;
mod support;
mod turns;
