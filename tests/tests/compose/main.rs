//! Laws of what is made of runnables: whatever wraps a model, options and log probabilities reach the other end,
//! and nothing goes on below once nobody listens.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod batch;
mod defects;
mod laws;
mod probe;
mod program;
mod wraps;
