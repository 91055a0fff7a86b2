//! The local model against llama.cpp's server on the same file: token ids, log probabilities, speed, memory.
//!
//! Each test prints that it was skipped where there is no server or no model; see [`surprisal_tests::llama`].

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod child;
mod choices;
mod families;
mod greedy;
mod patterns;
mod precision;
mod probe;
mod reference;
mod speed;
mod split;
mod support;
mod tokens;
