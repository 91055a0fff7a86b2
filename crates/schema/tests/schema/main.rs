//! Tools, the loop and structured output, as an application meets them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod errors;
mod methods;
mod options;
mod repair;
mod streaming;
mod strict;
mod support;
mod tool_loop;
mod tool_loop_calls;
mod tool_loop_errors;
mod tool_loop_stream;
mod tools;
