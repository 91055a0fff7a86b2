//! From texts to vectors.

mod embeddings;
mod ext;
mod model;
mod options;

pub use embeddings::Embeddings;
pub use ext::EmbeddingModelExt;
pub use model::EmbeddingModel;
pub use options::EmbeddingOptions;
