//! Every target of `surprisal-fuzz-targets` over its seeds, what once broke it, and random changes of both.
//!
//! The fuzzer that is guided by coverage is in `tests/fuzz`, and so are the seeds; this is what of it a test can do.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::needless_pass_by_value,
    reason = "clippy excepts test functions, not their helpers; what is written is made for it"
)]

mod answers;
mod folder;
mod mutate;
mod seeds;
mod smoke;

// How services write: what the conformance suite of each provider is run on. Gemini's is of three files, which know
// each other by these names.
#[allow(dead_code, reason = "only what is written is used here")]
#[path = "../../../crates/gemini/tests/conformance/answer.rs"]
mod answer;
#[allow(dead_code, reason = "only what is written is used here")]
#[path = "../../../crates/anthropic/tests/conformance/wire.rs"]
mod anthropic;
#[allow(dead_code, reason = "only what is written is used here")]
#[path = "../../../crates/cohere/tests/conformance/wire.rs"]
mod cohere;
#[allow(dead_code, reason = "only what is written is used here")]
#[path = "../../../crates/gemini/tests/conformance/errors.rs"]
mod errors;
#[allow(dead_code, reason = "only what is written is used here")]
#[path = "../../../crates/mistral/tests/conformance/wire.rs"]
mod mistral;
#[allow(dead_code, reason = "only what is written is used here")]
#[path = "../../../crates/ollama/tests/conformance/wire.rs"]
mod ollama;
#[allow(dead_code, reason = "only what is written is used here")]
#[path = "../../../crates/openai/tests/conformance/responses.rs"]
mod responses;
#[allow(dead_code, reason = "only what is written is used here")]
#[path = "../../../crates/gemini/tests/conformance/wire.rs"]
mod wire;
