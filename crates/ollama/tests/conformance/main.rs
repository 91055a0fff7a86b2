//! The conformance suite over Ollama's own API.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod wire;

surprisal_testing::conformance_suite!(surprisal_testing::conformance::OverHttp::new(wire::Ollama));
