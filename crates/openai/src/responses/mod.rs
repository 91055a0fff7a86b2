//! The Responses API.

mod call;
mod decode;
mod encode;

pub(crate) use call::{decode_answer, encode_call};
pub(crate) use decode::ResponsesDecoder;
