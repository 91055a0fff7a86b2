//! From messages and options to Gemini's JSON.

mod answer;
mod content;
mod message;
mod path;
mod request;
mod tool;

pub(crate) use path::path;
pub(crate) use request::body;
