//! Azure through the public model: by bytes in and chunks out, over a loopback server.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod address;
mod credentials;
mod environment;
mod filters;
mod options;
mod refused;
mod responses;
mod support;
