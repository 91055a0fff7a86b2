use surprisal_core::{EmbeddingOptions, Error, Options as _, Result, Secret};
use surprisal_http::{EndpointBuilder, HttpClient};

use crate::host::endpoint;
use crate::{Ollama, OllamaEmbeddings, PROVIDER};

/// Builds [`OllamaEmbeddings`]. Setters never fail; [`build`](Self::build) checks.
#[derive(Debug)]
#[must_use]
pub struct OllamaEmbeddingsBuilder {
    model: String,
    endpoint: EndpointBuilder,
    options: EmbeddingOptions,
}

impl OllamaEmbeddingsBuilder {
    pub(crate) fn new(model: String) -> Self {
        Self {
            model,
            endpoint: EndpointBuilder::new(),
            options: EmbeddingOptions::default(),
        }
    }

    /// Takes the server from `OLLAMA_HOST` and the key from `OLLAMA_API_KEY`, where they are set.
    pub fn from_env(mut self) -> Self {
        self.endpoint = self.endpoint.from_env::<Ollama>();
        self
    }

    /// The key, which only ollama.com wants.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.endpoint = self.endpoint.api_key(key);
        self
    }

    /// Where the requests go: `http://localhost:11434/api` unless set.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.endpoint = self.endpoint.base_url(url);
        self
    }

    /// A header for every request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.endpoint = self.endpoint.header(name, value);
        self
    }

    /// The HTTP client: its transport, proxy, time limits, retries. Models may share one.
    pub fn client(mut self, client: HttpClient) -> Self {
        self.endpoint = self.endpoint.client(client);
        self
    }

    /// Options for every call; what a call sets wins over them. A later call of this setter wins over an earlier one,
    /// option by option.
    pub fn options(mut self, options: impl Into<EmbeddingOptions>) -> Self {
        self.options = options.into().or(&self.options);
        self
    }

    /// How many numbers a vector has, for models that can shorten theirs.
    pub fn dimensions(self, dimensions: u32) -> Self {
        self.options(EmbeddingOptions::new().dimensions(dimensions))
    }

    /// Builds the model. No request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the model has no name, or the base URL, the
    /// key or a header cannot be sent.
    pub fn build(self) -> Result<OllamaEmbeddings> {
        if self.model.trim().is_empty() {
            return Err(Error::invalid_input("the model has no name").with_provider(PROVIDER));
        }
        let endpoint = endpoint(self.endpoint)?;
        Ok(OllamaEmbeddings::new(self.model, endpoint, self.options))
    }
}
