//! What a subscriber sees of calls, and what it does not.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod attributes;
mod cancelled;
mod content;
mod disabled;
mod errors;
#[cfg(feature = "metrics")]
mod metrics;
mod parentage;
mod secrets;
mod stream;
mod support;
