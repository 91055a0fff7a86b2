//! From a conversation to the chunks of its answer.

mod answer;
mod assembly;
mod halt;
mod score;

pub(crate) use answer::answer;
pub(crate) use halt::{Halt, Watch};
pub(crate) use score::{Prompt, score};
