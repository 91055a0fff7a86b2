use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use surprisal_core::{EmbeddingModel, EmbeddingOptions, Embeddings, Error, Result};

use super::FakeEmbeddingCall;
use super::state::State;

/// An embedding model without a service. A text has the vector that the test gives it, or one that is made of its words:
/// the same for the same text, of length 1, and the nearer to another the more words both have. (LangChain's
/// `DeterministicFakeEmbedding` knows of no words.)
///
/// All vectors of a call have as many dimensions as [`EmbeddingOptions::dimensions`] asks for, or else as those that are
/// given, or else 64. A given vector of another length is an error of
/// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput). Other options are kept with the call. A clone
/// shares vectors and calls.
///
/// ```
/// use surprisal_core::{EmbeddingModelExt, Result};
/// use surprisal_testing::FakeEmbeddingModel;
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let model = FakeEmbeddingModel::new();
/// let vectors = model.embed(["a black cat", "the cat is black", "rain"]).await?.into_vectors();
/// let nearness = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
/// assert!(nearness(&vectors[0], &vectors[1]) > nearness(&vectors[0], &vectors[2]) + 0.2);
/// assert_eq!(model.calls()[0].texts.len(), 3);
///
/// let model = FakeEmbeddingModel::new().vector("north", [0.0, 1.0]);
/// assert_eq!(model.embed_one("north").await?, [0.0, 1.0]);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct FakeEmbeddingModel {
    state: Arc<Mutex<State>>,
}

impl FakeEmbeddingModel {
    /// A model that makes its vectors of words.
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives this text this vector.
    #[must_use]
    pub fn vector(self, text: impl Into<String>, vector: impl Into<Vec<f32>>) -> Self {
        self.state().given.insert(text.into(), vector.into());
        self
    }

    /// The next call fails.
    #[must_use]
    pub fn fail(self, error: Error) -> Self {
        self.state().errors.push_back(error);
        self
    }

    /// The calls so far. One without texts is none.
    pub fn calls(&self) -> Vec<FakeEmbeddingCall> {
        self.state().calls.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A test that failed elsewhere must not hide behind this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl EmbeddingModel for FakeEmbeddingModel {
    async fn embed_opts(
        &self,
        texts: Vec<String>,
        options: EmbeddingOptions,
    ) -> Result<Embeddings> {
        match texts.is_empty() {
            true => Ok(Embeddings::default()),
            false => self.state().embed(texts, options),
        }
    }
}
