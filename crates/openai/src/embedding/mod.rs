//! OpenAI's embedding models.

mod builder;
mod model;

pub use builder::OpenAiEmbeddingsBuilder;
pub use model::OpenAiEmbeddings;
