use std::env;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use surprisal_core::{CallOptions, Error, ErrorKind, Options as _, Result, Secret};
use surprisal_http::{Endpoint, HttpChatModel, HttpClient, bearer};

use crate::protocol::{{type_name}}Protocol;
use crate::{Chat{{type_name}}, PROVIDER};

/// Builds a [`Chat{{type_name}}`]. Setters never fail; [`build`](Self::build) checks.
#[derive(Debug, Default)]
#[must_use]
pub struct Chat{{type_name}}Builder {
    pub(crate) model: String,
    api_key: Option<Secret>,
    // It may hold a password.
    base_url: Option<Secret>,
    options: CallOptions,
    client: Option<HttpClient>,
}

impl Chat{{type_name}}Builder {
    /// Takes the key from `{{env_prefix}}_API_KEY` and the base URL from `{{env_prefix}}_BASE_URL`, where they are set.
    pub fn from_env(mut self) -> Self {
        self.api_key = variable("{{env_prefix}}_API_KEY").or(self.api_key);
        self.base_url = variable("{{env_prefix}}_BASE_URL").or(self.base_url);
        self
    }

    /// The key, sent as a bearer token. FILL: another header by `surprisal_http::secret_header`.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Where the requests go.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into().into());
        self
    }

    /// Options for every call; what a `bind` or a call sets wins over them.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options.or(&self.options);
        self
    }

    /// The HTTP client: its transport, time limits, retries. Models may share one.
    pub fn client(mut self, client: HttpClient) -> Self {
        self.client = Some(client);
        self
    }

    /// Builds the model. No request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Authentication`] if there is no key, and [`ErrorKind::InvalidInput`] if the key or the base URL
    /// cannot be sent.
    pub fn build(self) -> Result<Chat{{type_name}}> {
        let endpoint = self
            .endpoint()
            .map_err(|error| error.with_provider(PROVIDER))?;
        let protocol = {{type_name}}Protocol { model: self.model };
        Ok(Chat{{type_name}}(HttpChatModel::new(
            protocol,
            endpoint,
            self.options,
        )))
    }

    fn endpoint(&self) -> Result<Endpoint> {
        let key = self.api_key.as_ref().ok_or_else(|| {
            let advice = "there is no API key: set {{env_prefix}}_API_KEY, or pass it by api_key(key)";
            Error::new(ErrorKind::Authentication, advice)
        })?;
        let key = bearer(key)?;
        let base_url = self.base_url.as_ref().map_or(BASE_URL, Secret::expose);
        let client = self
            .client
            .clone()
            .map_or_else(|| HttpClient::builder().build(), Ok)?;
        let headers = HeaderMap::from_iter([(AUTHORIZATION, key)]);
        Ok(Endpoint::new(client, base_url.parse()?).with_headers(headers))
    }
}

fn variable(name: &str) -> Option<Secret> {
    let value = env::var(name).ok()?;
    (!value.trim().is_empty()).then(|| value.into())
}

const BASE_URL: &str = "{{base_url}}";
