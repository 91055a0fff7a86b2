//! The decoders of the providers, through their models: the client, the reader of streams and the decoder that are in
//! use, over a transport that has the input in memory.

mod chat_completions;
mod memory;
mod own;
mod responses;
mod service;
mod services;

pub use chat_completions::chat_completions;
pub use own::{anthropic, cohere, gemini, mistral, ollama};
pub use responses::responses;
pub use services::services;
