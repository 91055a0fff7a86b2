use surprisal_core::{EmbeddingOptions, Result, Secret};
use surprisal_http::HttpClient;
use surprisal_openai_compat::TextEmbeddingsBuilder;

use super::OpenAiEmbeddings;
use crate::account::{ORGANIZATION, PROJECT, headers_from_env};
use crate::dialect::OpenAi;

/// Builds an [`OpenAiEmbeddings`]. Setters never fail; [`build`](Self::build) checks.
///
/// ```
/// use surprisal_openai::OpenAiEmbeddings;
///
/// let model = OpenAiEmbeddings::builder("text-embedding-3-small")
///     .api_key("secret")
///     .dimensions(256)
///     .build()?;
/// assert!(!format!("{model:?}").contains("secret"));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct OpenAiEmbeddingsBuilder(TextEmbeddingsBuilder<OpenAi>);

impl OpenAiEmbeddingsBuilder {
    pub(super) fn new(embeddings: TextEmbeddingsBuilder<OpenAi>) -> Self {
        Self(embeddings)
    }

    /// Takes key, base URL, organisation and project from `OPENAI_API_KEY`, `OPENAI_BASE_URL`,
    /// `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`, where they are set.
    pub fn from_env(self) -> Self {
        headers_from_env().fold(Self(self.0.from_env()), |builder, (name, value)| {
            builder.header(name, value)
        })
    }

    /// The key.
    pub fn api_key(self, key: impl Into<Secret>) -> Self {
        Self(self.0.api_key(key))
    }

    /// Where the requests go, such as `http://localhost:8080/v1`.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        Self(self.0.base_url(url))
    }

    /// The organisation that the request counts for.
    pub fn organization(self, id: impl Into<Secret>) -> Self {
        self.header(ORGANIZATION, id)
    }

    /// The project that the request counts for.
    pub fn project(self, id: impl Into<Secret>) -> Self {
        self.header(PROJECT, id)
    }

    /// A header for every request.
    pub fn header(self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        Self(self.0.header(name, value))
    }

    /// The HTTP client: its transport, proxy, time limits, retries. Models may share one.
    pub fn client(self, client: HttpClient) -> Self {
        Self(self.0.client(client))
    }

    /// Options for every call; what a call sets wins over them.
    pub fn options(self, options: EmbeddingOptions) -> Self {
        Self(self.0.options(options))
    }

    /// How many numbers a vector has, for models that can shorten theirs: `text-embedding-3` and later.
    pub fn dimensions(self, dimensions: u32) -> Self {
        Self(self.0.dimensions(dimensions))
    }

    /// How many texts a request has at most; see [`TextEmbeddingsBuilder::batch_size`].
    pub fn batch_size(self, texts: usize) -> Self {
        Self(self.0.batch_size(texts))
    }

    /// Whether to ask for the vectors in base64; see [`TextEmbeddingsBuilder::base64`].
    pub fn base64(self, on: bool) -> Self {
        Self(self.0.base64(on))
    }

    /// Builds the model. No request is made.
    ///
    /// # Errors
    ///
    /// As [`TextEmbeddingsBuilder::build`].
    pub fn build(self) -> Result<OpenAiEmbeddings> {
        self.0.build().map(OpenAiEmbeddings::new)
    }
}
