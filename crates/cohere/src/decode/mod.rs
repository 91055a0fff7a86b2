//! From what Cohere answers to messages and chunks.

mod answer;
mod logprobs;
mod message;
mod one_or_many;
mod outcome;
mod pieces;
mod stream;
mod usage;

pub(crate) use answer::whole;
pub(crate) use pieces::{CITATIONS, is_plan};
pub use stream::CohereDecoder;
