//! The proxy that breaks connections, seen by a client that reads the socket by hand.

#![allow(
    clippy::unwrap_used,
    clippy::string_slice,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod requests;
mod support;
