//! From messages and options to the Responses API's JSON.

mod answer;
mod content;
mod message;
mod request;

pub(super) use request::body;
