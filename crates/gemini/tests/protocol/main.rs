//! Bytes in, values out; messages and options in, bytes out. Nothing here was recorded: the answers are made up after the
//! reference of `GenerateContentResponse`, and the words of errors after what issues of public projects cite where there
//! are such, and else after the reference of the API and of Google's status codes.

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
