//! Embeddings, as OpenAI's `CreateEmbeddingRequest` and its answer have them.

mod builder;
mod model;
mod request;
mod response;
mod vector;

pub use builder::TextEmbeddingsBuilder;
pub use model::TextEmbeddings;
