use std::fmt;
use std::marker::PhantomData;

use surprisal_core::{EmbeddingOptions, Error, Options as _, Result, Secret};
use surprisal_http::{EndpointBuilder, HttpClient, Provider as _, TokenProvider};

use super::model::{Inner, TextEmbeddings};
use crate::dialect::Dialect;
use crate::protocol::ChatProtocol;

/// Builds a [`TextEmbeddings`] model. Setters never fail; [`build`](Self::build) checks.
///
/// Of [`api_key`](Self::api_key), [`bearer_token`](Self::bearer_token) and [`token_provider`](Self::token_provider) the
/// last that is set counts, alone.
#[must_use]
pub struct TextEmbeddingsBuilder<D> {
    model: String,
    endpoint: EndpointBuilder,
    options: EmbeddingOptions,
    batch_size: usize,
    base64: bool,
    dialect: PhantomData<D>,
}

impl<D: Dialect> TextEmbeddingsBuilder<D> {
    pub(super) fn new(model: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            endpoint: EndpointBuilder::new(),
            options: EmbeddingOptions::default(),
            batch_size: BATCH_SIZE,
            base64: true,
            dialect: PhantomData,
        }
    }

    /// Takes the key or token, the base URL and headers from the dialect's environment variables, where they are set.
    pub fn from_env(mut self) -> Self {
        self.endpoint = self.endpoint.from_env::<ChatProtocol<D>>();
        self
    }

    /// The key.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.endpoint = self.endpoint.api_key(key);
        self
    }

    /// A bearer token in the place of the key. For one that does not last as long as the model there is
    /// [`token_provider`](Self::token_provider).
    pub fn bearer_token(mut self, token: impl Into<Secret>) -> Self {
        self.endpoint = self.endpoint.bearer_token(token);
        self
    }

    /// Where a bearer token comes from that does not last, in the place of the key. It is asked before every request,
    /// and once more where its token is refused.
    pub fn token_provider(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.endpoint = self.endpoint.token_provider(provider);
        self
    }

    /// Where the requests go, such as `http://localhost:8080/v1`.
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

    /// Options for every call; what a call sets wins over them. A later call of this setter wins over an
    /// earlier one, option by option.
    pub fn options(mut self, options: impl Into<EmbeddingOptions>) -> Self {
        self.options = options.into().or(&self.options);
        self
    }

    /// How many numbers a vector has, for models that can shorten theirs.
    pub fn dimensions(self, dimensions: u32) -> Self {
        self.options(EmbeddingOptions::new().dimensions(dimensions))
    }

    /// How many texts a request has at most: 2,048 unless set, as OpenAI allows. Some services take fewer.
    pub fn batch_size(mut self, texts: usize) -> Self {
        self.batch_size = texts;
        self
    }

    /// Whether to ask for the vectors in base64, which is so unless set: it is exact, and less than half as
    /// long. A server that refuses to be asked is asked again without; turning it off here saves that second
    /// request. Whatever was asked for, both forms are read.
    pub fn base64(mut self, on: bool) -> Self {
        self.base64 = on;
        self
    }

    /// Builds the model. No request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Authentication`](surprisal_core::ErrorKind::Authentication) if the service needs a key and
    /// there is none, and [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the model has no
    /// name, a request no text, or the base URL, the key or a header cannot be sent.
    pub fn build(self) -> Result<TextEmbeddings<D>> {
        let named = |error: Error| error.with_provider(D::PROVIDER);
        if self.model.trim().is_empty() {
            return Err(named(Error::invalid_input("the model has no name")));
        }
        if self.batch_size == 0 {
            return Err(named(Error::invalid_input(
                "batch_size is 0: a request has at least one text",
            )));
        }
        let mut chat = ChatProtocol::<D>::new(self.model);
        let endpoint = self.endpoint.build(&mut chat).map_err(named)?;
        Ok(TextEmbeddings::new(Inner {
            model: chat.model,
            path: chat.model_path + PATH,
            endpoint,
            options: self.options,
            batch_size: self.batch_size,
            base64: self.base64,
            dialect: PhantomData,
        }))
    }
}

/// Below the base URL.
const PATH: &str = "embeddings";

/// OpenAI's limit.
const BATCH_SIZE: usize = 2048;

impl<D: Dialect> fmt::Debug for TextEmbeddingsBuilder<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TextEmbeddingsBuilder")
            .field("provider", &D::PROVIDER)
            .field("model", &self.model)
            .field("endpoint", &self.endpoint)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
