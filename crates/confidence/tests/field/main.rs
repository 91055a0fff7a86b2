//! The confidence of the values of JSON answers.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod breaks;
mod common;
mod json;
mod laws;
mod numbers;
mod reasons;
mod recorded;
mod reference;
mod stream;
