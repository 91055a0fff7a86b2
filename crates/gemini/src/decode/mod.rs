//! From Gemini's JSON to messages and chunks.
//!
//! A stream's events have the form of a whole answer, each with what is new. So a whole answer is read as a stream of one
//! event, and `invoke` and the sum of `stream` agree by construction.

mod answer;
mod candidate;
mod filter;
mod logprobs;
mod number;
mod part;
mod stream;
mod text;
mod usage;

pub use stream::GeminiDecoder;
pub(crate) use stream::message;
