//! From messages and options to Chat Completions' JSON.

mod content;
mod message;
mod request;

pub(crate) use message::messages;
pub(crate) use request::{Wire, body};
