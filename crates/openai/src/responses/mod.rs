//! The Responses API.

mod decode;
mod encode;
mod protocol;

pub(crate) use decode::ResponsesDecoder;
pub(crate) use protocol::ResponsesProtocol;
