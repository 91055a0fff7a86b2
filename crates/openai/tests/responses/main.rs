//! The Responses API through the public model: by bytes in and chunks out, over a loopback server.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::needless_pass_by_value,
    reason = "clippy excepts test functions, not their helpers; values read well where they are built"
)]

mod capabilities;
mod choice;
mod failures;
mod items;
mod logprobs;
mod request;
mod shapes;
mod support;
mod turns;
