//! An embedding model whose vectors are given, or made of the words of a text.

mod call;
mod model;
mod state;
mod words;

pub use call::FakeEmbeddingCall;
pub use model::FakeEmbeddingModel;
