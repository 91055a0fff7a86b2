//! Pieces of an answer, and the law by which they add up to it.

mod choice;
mod collect;
mod message;
mod serde;

pub use choice::ChoiceChunk;
pub use message::AiMessageChunk;
