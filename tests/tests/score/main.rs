//! Given texts are scored over completions, and nothing is a score that is not of what was sent.
//!
//! The answers are made up: they have the shape of OpenAI's published schema (`CreateCompletionResponse`) and of
//! vLLM's, with numbers that can be told apart. No real answer of either way to score was at hand.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod choices;
mod echo;
mod errors;
mod guard;
mod prompt_logprobs;
mod real;
mod support;
