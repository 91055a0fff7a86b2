//! What makes a call robust, on a clock that jumps.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod clones;
mod concurrency;
mod double;
mod fallbacks;
mod inspect;
mod laws;
mod rate_limit;
mod rate_limit_feedback;
mod rate_limit_tokens;
mod rate_limit_turns;
mod retry;
mod retry_streams;
mod support;
mod timeout;
