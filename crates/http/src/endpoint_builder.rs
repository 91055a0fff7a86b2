use std::fmt;
use std::sync::Arc;

use http::HeaderName;
use surprisal_core::{Error, ErrorKind, Result, Secret};

use crate::provider::variable;
use crate::{BaseUrl, Endpoint, HttpClient, Provider, TokenProvider, secret_header};

/// Builds the [`Endpoint`] of a [`Provider`]: what the builders of all its models set. Setters never fail;
/// [`build`](Self::build) checks.
#[derive(Default)]
#[must_use]
pub struct EndpointBuilder {
    // It may hold a password.
    base_url: Option<Secret>,
    // Where the account that the environment names is with the provider.
    own_base_url: Option<Secret>,
    api_key: Option<Secret>,
    headers: Vec<(String, Secret)>,
    client: Option<HttpClient>,
    token_provider: Option<Arc<dyn TokenProvider>>,
}

impl EndpointBuilder {
    /// An endpoint of which nothing is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the key and the base URL from the provider's environment variables, where they are set.
    pub fn from_env<P: Provider>(mut self) -> Self {
        let mut keys = P::KEY_VARIABLES.iter();
        self.api_key = keys.find_map(|name| variable(name)).or(self.api_key);
        self.base_url = P::base_url_from_env().or(self.base_url);
        self.own_base_url = P::own_base_url_from_env().or(self.own_base_url);
        self
    }

    /// The key.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Where the requests go.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into().into());
        self
    }

    /// A header for every request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The HTTP client: its transport, proxy, time limits, retries. Models may share one.
    pub fn client(mut self, client: HttpClient) -> Self {
        self.client = Some(client);
        self
    }

    /// Where a bearer token comes from that does not last. It takes the place of the key.
    pub fn token_provider(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.token_provider = Some(Arc::new(provider));
        self
    }

    /// The endpoint. No request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Authentication`] if there is neither a key nor a base URL of another server and the provider needs
    /// a key, and [`ErrorKind::InvalidInput`] if the base URL, the key or a header cannot be sent.
    pub fn build<P: Provider>(self) -> Result<Endpoint> {
        // Whoever names another server knows whether that one needs a key.
        let has_key = self.api_key.is_some() || self.token_provider.is_some();
        if !has_key && self.base_url.is_none() && !P::KEY_IS_OPTIONAL {
            return Err(missing_key::<P>());
        }
        let base_url = self.base_url.as_ref().or(self.own_base_url.as_ref());
        let base_url = base_url.map_or(P::BASE_URL, Secret::expose);
        let base_url: BaseUrl = base_url.parse()?;
        let mut headers = P::headers();
        if let Some(key) = self.api_key.filter(|_| self.token_provider.is_none()) {
            // A file or a variable that holds it often ends with a line break.
            let key = Secret::from(key.expose().trim());
            headers.extend([P::key_header(&key)?]);
        }
        for (name, value) in &self.headers {
            let value = secret_header(&format!("value of the header {name:?}"), value)?;
            let name = HeaderName::try_from(name).map_err(|_| {
                Error::invalid_input(format!("{name:?} cannot be the name of a header"))
            })?;
            headers.insert(name, value);
        }
        let client = match self.client {
            Some(client) => client,
            None => HttpClient::builder().build()?,
        };
        let endpoint = Endpoint::new(client, base_url).with_headers(headers);
        Ok(match self.token_provider {
            Some(provider) => endpoint.with_token_provider(provider),
            None => endpoint,
        })
    }
}

fn missing_key<P: Provider>() -> Error {
    Error::new(
        ErrorKind::Authentication,
        format!(
            "there is no API key: set the environment variable {}, or pass the key by builder(model).api_key(key), \
             or tokens that do not last by token_provider(provider); for a server without keys set {} or call base_url(url)",
            P::KEY_VARIABLES.join(" or "),
            P::BASE_URL_VARIABLE
        ),
    )
}

impl fmt::Debug for EndpointBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndpointBuilder")
            .field("base_url", &self.base_url)
            .field("own_base_url", &self.own_base_url)
            .field("api_key", &self.api_key)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
