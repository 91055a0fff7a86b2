//! Files of models, and the tokenizers that they describe.

mod file;
mod gguf;
mod model;
mod tokenizer;

pub use gguf::gguf;
pub use tokenizer::tokenizer;
