//! The proxy that breaks connections, seen by a client that reads the socket by hand.

#![allow(
    clippy::unwrap_used,
    reason = "clippy excepts test functions, not their helpers"
)]

mod answers;
mod requests;
mod support;
