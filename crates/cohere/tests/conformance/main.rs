//! The conformance suite over Cohere, and what is Cohere's own.

#![allow(
    clippy::unwrap_used,
    reason = "clippy excepts test functions, not their helpers"
)]

mod own;
mod wire;

surprisal_testing::conformance_suite!(surprisal_testing::conformance::OverHttp::new(wire::Cohere));
