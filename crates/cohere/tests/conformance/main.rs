//! The conformance suite over Cohere, and what is Cohere's own.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]

mod own;
mod wire;

surprisal_testing::conformance_suite!(surprisal_testing::conformance::OverHttp::new(wire::Cohere));
