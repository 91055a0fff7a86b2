//! Models that are asked, left or stopped by confidence.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod cascade;
mod consistency;
mod escalation;
mod laws;
mod log;
mod stop;
mod support;
