mod answer;
mod content;
mod format;
mod message;
mod request;
mod tool;

pub(crate) use answer::input;
pub(crate) use request::request;
