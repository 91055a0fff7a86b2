//! Whatever reads bytes of others, each as a function of bytes that panics where a law does not hold.
//!
//! `tests/fuzz` runs them under a fuzzer that is guided by coverage, `tests/tests/fuzz` over their seeds and random
//! changes of these, as a test. A new one is a function here, a line in [`TARGETS`], and a file in `tests/fuzz/targets`.
//!
//! Where a target has choices to make, as which provider it is, they are the first bytes of its input, from `0` on: so
//! that a seed can be read.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    reason = "to panic where a law does not hold is what it is for"
)]

mod cassette;
mod fields;
mod frames;
mod headers;
mod input;
mod laws;
mod local;
mod messages;
mod pages;
mod providers;
mod runtime;
mod stored;
mod target;

pub use cassette::cassette;
pub use fields::fields;
pub use frames::{ndjson, sse};
pub use headers::headers;
pub use local::{gguf, tokenizer};
pub use messages::messages;
pub use pages::pages;
pub use providers::{
    anthropic, chat_completions, cohere, gemini, mistral, ollama, responses, services,
};
pub use stored::stored;
pub use target::{TARGETS, Target};
