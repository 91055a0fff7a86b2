//! What OpenAI's other protocols have in common with Chat Completions: how a token and its alternatives are
//! written, how an error is and what is done about it, and the reader of JSON that answers are read with.

pub use crate::decode::{cut_off, service_error, token_logprobs, top_hint, without_refused};
pub use crate::json::Reader;
