//! From messages and options to the JSON of a request.

mod answer;
mod content;
mod format;
mod message;
mod request;
mod thinking;
mod tool;

pub(crate) use request::body;
