//! From messages and options to Gemini's JSON.

mod answer;
mod content;
mod generation;
mod message;
mod path;
mod refused;
mod request;
mod tool;

pub(crate) use path::path;
pub(crate) use refused::leave_out;
pub(crate) use request::body;
