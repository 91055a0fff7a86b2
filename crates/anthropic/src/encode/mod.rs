mod answer;
mod call_ids;
mod content;
mod format;
mod message;
mod request;
mod tool;

pub(crate) use answer::input;
pub(crate) use request::request;
