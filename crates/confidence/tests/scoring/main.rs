//! Given texts: multiple choice, perplexity, and whether a model has changed.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod choices;
mod drift;
mod perplexity;
mod support;
