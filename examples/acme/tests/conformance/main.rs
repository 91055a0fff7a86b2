//! The conformance suite over Acme, and what is Acme's own.

#![allow(
    clippy::unwrap_used,
    reason = "clippy excepts test functions, not their helpers"
)]

mod own;
mod wire;

surprisal_testing::conformance_suite!(surprisal_testing::conformance::OverHttp::new(wire::Acme));
