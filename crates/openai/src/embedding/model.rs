use async_trait::async_trait;
use surprisal_core::{EmbeddingModel, EmbeddingOptions, Embeddings, ListModels, ModelCard, Result};
use surprisal_http::BaseUrl;
use surprisal_openai_compat::TextEmbeddings;

use super::OpenAiEmbeddingsBuilder;
use crate::dialect::OpenAi;

/// An embedding model of OpenAI, or of a server that takes its place; see [`TextEmbeddings`].
///
/// A clone is cheap and shares the connections.
///
/// ```no_run
/// use surprisal_core::EmbeddingModelExt;
/// use surprisal_openai::OpenAiEmbeddings;
///
/// # async fn example() -> surprisal_core::Result<()> {
/// let model = OpenAiEmbeddings::from_env("text-embedding-3-small")?;
/// let embeddings = model.embed(["a cat", "a dog"]).await?;
/// println!("{} numbers each", embeddings.dimensions().unwrap_or_default());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct OpenAiEmbeddings(TextEmbeddings<OpenAi>);

impl OpenAiEmbeddings {
    /// A model of this name, with `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and
    /// `OPENAI_PROJECT_ID` from the environment. With a base URL a key is not needed.
    ///
    /// # Errors
    ///
    /// As [`OpenAiEmbeddingsBuilder::build`].
    pub fn from_env(model: impl Into<String>) -> Result<Self> {
        Self::builder(model).from_env().build()
    }

    /// A builder of a model of this name, which reads no environment unless told to.
    pub fn builder(model: impl Into<String>) -> OpenAiEmbeddingsBuilder {
        OpenAiEmbeddingsBuilder::new(TextEmbeddings::builder(model))
    }

    pub(super) fn new(model: TextEmbeddings<OpenAi>) -> Self {
        Self(model)
    }

    /// The name of the model.
    pub fn model(&self) -> &str {
        self.0.model()
    }

    /// Where the requests go.
    pub fn base_url(&self) -> &BaseUrl {
        self.0.base_url()
    }
}

#[async_trait]
impl EmbeddingModel for OpenAiEmbeddings {
    async fn embed_opts(
        &self,
        texts: Vec<String>,
        options: EmbeddingOptions,
    ) -> Result<Embeddings> {
        self.0.embed_opts(texts, options).await
    }
}

#[async_trait]
impl ListModels for OpenAiEmbeddings {
    async fn list_models(&self) -> Result<Vec<ModelCard>> {
        self.0.list_models().await
    }
}
