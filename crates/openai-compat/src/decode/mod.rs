//! From Chat Completions' JSON to messages and chunks.
//!
//! One reader serves the whole answer and the streamed chunk, which differ in `message` and `delta`
//! alone: so `invoke` and the sum of `stream` agree by construction.

mod choice;
mod completion;
mod error;
mod filter;
mod logprobs;
mod stream;
mod tool_call;
mod usage;

pub(crate) use completion::Completion;
pub(crate) use error::is_flat_error;
pub use error::{cut_off, service_error};
pub use logprobs::token_logprobs;
pub use stream::{ChatDecoder, top_hint};
