use surprisal_core::{CallOptions, Error, Options as _, Result, Secret};

use crate::{EndpointBuilder, HttpChatModel, HttpClient, Provider, TokenProvider};

/// Builds the chat model of a [`Provider`], where there is an example. Setters never fail; [`build`](Self::build) checks.
///
/// Of [`api_key`](Self::api_key), [`bearer_token`](Self::bearer_token) and [`token_provider`](Self::token_provider) the
/// last that is set counts, alone.
#[derive(Debug)]
#[must_use]
pub struct HttpChatModelBuilder<P> {
    protocol: P,
    endpoint: EndpointBuilder,
    options: CallOptions,
}

impl<P: Provider> HttpChatModelBuilder<P> {
    pub(crate) fn new(model: String) -> Self {
        Self {
            protocol: P::new(model),
            endpoint: EndpointBuilder::new(),
            options: CallOptions::default(),
        }
    }

    /// Takes the key or token, the base URL and headers from the provider's environment variables, where they are set.
    pub fn from_env(mut self) -> Self {
        self.endpoint = self.endpoint.from_env::<P>();
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

    /// Options for every call; what a `bind` or a call sets wins over them. A later call of this setter
    /// wins over an earlier one, option by option.
    pub fn options(mut self, options: impl Into<CallOptions>) -> Self {
        self.options = options.into().or(&self.options);
        self
    }

    /// Changes the protocol, for a provider that can be set up in more than one way; see the type of its protocol.
    pub fn protocol(mut self, change: impl FnOnce(&mut P)) -> Self {
        change(&mut self.protocol);
        self
    }

    /// Builds the model. No request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Authentication`](surprisal_core::ErrorKind::Authentication) if there is neither a key nor a base
    /// URL of another server and the provider needs a key, and
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the model has no name, or the base URL,
    /// the key or a header cannot be sent.
    pub fn build(mut self) -> Result<HttpChatModel<P>> {
        let provider = self.protocol.provider();
        let endpoint = match self.protocol.model().trim() {
            "" => Err(Error::invalid_input("the model has no name")),
            _ => self.endpoint.build(&mut self.protocol),
        };
        let endpoint = endpoint.map_err(|error| error.with_provider(provider))?;
        Ok(HttpChatModel::new(self.protocol, endpoint, self.options))
    }
}
