//! From messages to Mistral's JSON.

mod answer;
mod call_ids;
mod content;
mod message;

pub(crate) use message::messages;
