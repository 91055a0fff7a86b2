//! From messages and options to requests.

mod content;
mod message;
mod own;
mod prompt;
mod request;
mod tool;

pub(crate) use prompt::is_prompt;
pub(crate) use request::request;
