//! Bytes in, values out; messages and options in, bytes out. Nothing here was recorded: the answers are made up after the
//! reference of `GenerateContentResponse`, and the messages of errors are those that issues of public projects cite.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod blocked;
mod environment;
mod errors;
mod options;
mod said;
mod support;
mod turns;
