//! The conformance suite over the Messages API, and what is Anthropic's own.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]
#![allow(
    clippy::needless_pass_by_value,
    reason = "what is written is made for it"
)]

mod own;
mod wire;

surprisal_testing::conformance_suite!(surprisal_testing::conformance::OverHttp::new(
    wire::Anthropic
));
