use std::borrow::Cow;
use std::fmt;

use surprisal_core::{CallOptions, Capabilities, Error, Options as _, Result, Secret};
use surprisal_http::{
    Endpoint, EndpointBuilder, HttpChatModel, HttpClient, Provider as _, TokenProvider,
};

use crate::dialect::Dialect;
use crate::model::ChatCompletions;
use crate::protocol::ChatProtocol;
use crate::score::Scoring;

/// Builds a [`ChatCompletions`] model. Setters never fail; [`build`](Self::build) checks.
#[must_use]
pub struct ChatCompletionsBuilder<D> {
    protocol: ChatProtocol<D>,
    endpoint: EndpointBuilder,
    options: CallOptions,
}

impl<D: Dialect> ChatCompletionsBuilder<D> {
    pub(crate) fn new(model: impl Into<String>) -> Self {
        Self {
            protocol: ChatProtocol::new(model.into()),
            endpoint: EndpointBuilder::new(),
            options: CallOptions::default(),
        }
    }

    /// Takes the key and the base URL from the dialect's environment variables, where they are set.
    pub fn from_env(mut self) -> Self {
        self.endpoint = self.endpoint.from_env::<ChatProtocol<D>>();
        self
    }

    /// The key, sent as a bearer token.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.endpoint = self.endpoint.api_key(key);
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

    /// Options for every call; what a `bind` or a call sets wins over them. A later call of this setter
    /// wins over an earlier one, option by option.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options.or(&self.options);
        self
    }

    /// The HTTP client: its transport, proxy, time limits, retries. Models may share one.
    pub fn client(mut self, client: HttpClient) -> Self {
        self.endpoint = self.endpoint.client(client);
        self
    }

    /// Where a bearer token comes from that does not last. It takes the place of the key.
    pub fn token_provider(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.endpoint = self.endpoint.token_provider(provider);
        self
    }

    /// What the service can do, for whoever knows better than the dialect.
    ///
    /// ```
    /// use surprisal_core::Feature;
    /// use surprisal_openai_compat::{ChatCompletions, Dialect, Generic};
    ///
    /// let model = ChatCompletions::<Generic>::builder("m")
    ///     .capabilities(Generic::CAPABILITIES.no(&[Feature::Logprobs]))
    ///     .build()?;
    /// # Ok::<(), surprisal_core::Error>(())
    /// ```
    pub fn capabilities(mut self, capabilities: Capabilities) -> Self {
        self.protocol.capabilities = capabilities;
        self
    }

    /// The field that limits the answer's tokens: `max_tokens` or `max_completion_tokens`.
    pub fn max_tokens_field(mut self, name: impl Into<Cow<'static, str>>) -> Self {
        self.protocol.max_tokens_field = name.into();
        self
    }

    /// Whether to ask for the usage of a stream, which is so unless set or the service tells it unasked. A server that refuses to be
    /// asked is asked again without; turning it off here saves that second request.
    pub fn stream_usage(mut self, on: bool) -> Self {
        self.protocol.stream_usage = on;
        self
    }

    /// How the service is asked for the log probabilities of a given text, for a server that does it otherwise than
    /// the dialect: [`Scoring::PromptLogprobs`] is vLLM's way.
    pub fn scoring(mut self, way: Scoring) -> Self {
        self.protocol.scoring = way;
        self
    }

    /// Builds the model. No request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Authentication`](surprisal_core::ErrorKind::Authentication) if the service needs a key and
    /// there is none, and [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the base URL,
    /// the key or a header cannot be sent.
    pub fn build(self) -> Result<ChatCompletions<D>> {
        let parts = self.into_parts()?;
        Ok(ChatCompletions::new(HttpChatModel::new(
            parts.protocol,
            parts.endpoint,
            parts.options,
        )))
    }

    /// What [`build`](Self::build) builds the model of, for a model that speaks more than Chat
    /// Completions.
    ///
    /// # Errors
    ///
    /// As `build`.
    pub fn into_parts(self) -> Result<Parts<D>> {
        let named = |error: Error| error.with_provider(D::PROVIDER);
        if self.protocol.model.trim().is_empty() {
            return Err(named(Error::invalid_input("the model has no name")));
        }
        let endpoint = self.endpoint.build::<ChatProtocol<D>>().map_err(named)?;
        Ok(Parts {
            protocol: self.protocol,
            endpoint,
            options: self.options,
        })
    }
}

/// What a chat model is built of; [`HttpChatModel::new`] takes it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parts<D> {
    /// The protocol, with the model's name.
    pub protocol: ChatProtocol<D>,
    /// Where the requests go, with the key.
    pub endpoint: Endpoint,
    /// The options for every call.
    pub options: CallOptions,
}

impl<D: Dialect> fmt::Debug for ChatCompletionsBuilder<D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatCompletionsBuilder")
            .field("provider", &D::PROVIDER)
            .field("model", &self.protocol.model)
            .field("endpoint", &self.endpoint)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}
