//! What OpenAI's other protocols have in common with Chat Completions: how a token and its alternatives
//! are written, how an error is, how a given text is scored, and the reader of JSON that both are read with.

pub use crate::decode::{cut_off, service_error, token_logprobs, top_hint};
pub use crate::json::Reader;
pub use crate::score::score_text;
