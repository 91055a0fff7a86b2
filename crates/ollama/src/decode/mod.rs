//! From lines to chunks.

mod channels;
mod line;
mod logprobs;
mod spelling;
mod stream;
mod text;
mod usage;

pub use stream::OllamaDecoder;
