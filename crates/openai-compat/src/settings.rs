use std::env;
use std::fmt;
use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName};
use surprisal_core::{Error, ErrorKind, Result, Secret};
use surprisal_http::{BaseUrl, Endpoint, HttpClient, TokenProvider, bearer, secret_header};

use crate::dialect::Dialect;

/// What all builders set: where the service is, and what goes with every request.
#[derive(Default)]
pub(crate) struct Settings {
    // It may hold a password.
    pub(crate) base_url: Option<Secret>,
    pub(crate) api_key: Option<Secret>,
    pub(crate) headers: Vec<(String, Secret)>,
    pub(crate) client: Option<HttpClient>,
    pub(crate) token_provider: Option<Arc<dyn TokenProvider>>,
}

impl Settings {
    /// Takes the key and the base URL from the dialect's environment variables, where they are set.
    pub(crate) fn read_env<D: Dialect>(&mut self) {
        let variable = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
        if let Some(key) = variable(D::KEY_VARIABLE) {
            self.api_key = Some(key.into());
        }
        if let Some(url) = variable(D::BASE_URL_VARIABLE) {
            self.base_url = Some(url.into());
        }
    }

    /// The service with all that is set. No request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Authentication`] if the service needs a key and there is none, and
    /// [`ErrorKind::InvalidInput`] if the base URL, the key or a header cannot be sent.
    pub(crate) fn endpoint<D: Dialect>(self) -> Result<Endpoint> {
        // Whoever names another server knows whether that one needs a key.
        let has_key = self.api_key.is_some() || self.token_provider.is_some();
        if !has_key && self.base_url.is_none() && !D::KEY_IS_OPTIONAL {
            return Err(missing_key::<D>());
        }
        let base_url = self.base_url.as_ref().map_or(D::BASE_URL, Secret::expose);
        let base_url: BaseUrl = base_url.parse()?;
        let mut headers = HeaderMap::new();
        if let Some(key) = &self.api_key {
            headers.insert(AUTHORIZATION, bearer(key)?);
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

fn missing_key<D: Dialect>() -> Error {
    Error::new(
        ErrorKind::Authentication,
        format!(
            "there is no API key: set the environment variable {}, or pass the key by builder(model).api_key(key); \
             for a server without keys set {} or call base_url(url)",
            D::KEY_VARIABLE,
            D::BASE_URL_VARIABLE
        ),
    )
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings")
            .field("base_url", &self.base_url)
            .field("api_key", &self.api_key)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
