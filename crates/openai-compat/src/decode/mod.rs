//! From Chat Completions' JSON to messages and chunks.
//!
//! One reader serves the whole answer and the streamed chunk, which differ in `message` and `delta`
//! alone: so `invoke` and the sum of `stream` agree by construction.

mod beside;
mod choice;
mod completion;
mod entry;
mod error;
mod filter;
mod legacy;
mod logprobs;
mod parts;
mod prompt;
mod reading;
mod refusal;
mod spelling;
mod stream;
mod tool_call;
mod usage;

pub(crate) use completion::Completion;
pub use error::{cut_off, service_error, without_refused};
pub(crate) use error::{is_flat_error, words};
pub use logprobs::token_logprobs;
pub(crate) use reading::Reading;
pub use reading::top_hint;
pub use stream::ChatDecoder;
