use std::fmt;
use std::sync::Arc;

use http::HeaderName;
use http::header::AUTHORIZATION;
use surprisal_core::{Error, ErrorKind, Result, Secret};

use crate::credential::Credential;
use crate::{
    BaseUrl, Endpoint, HttpClient, Provider, TokenProvider, bearer, secret_header, variable,
};

/// Builds the [`Endpoint`] of a [`Provider`]: what the builders of all its models set. Setters never fail;
/// [`build`](Self::build) checks.
///
/// Of the key, the bearer token and the token provider the last that is set counts, alone.
#[derive(Default)]
#[must_use]
pub struct EndpointBuilder {
    // It may hold a password.
    base_url: Option<Secret>,
    // Where the account that the environment names is with the provider.
    own_base_url: Option<Secret>,
    credential: Option<Credential>,
    headers: Vec<(String, Secret)>,
    client: Option<HttpClient>,
}

impl EndpointBuilder {
    /// An endpoint of which nothing is set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the key or token, the base URL and headers from the provider's environment variables, where they are set.
    pub fn from_env<P: Provider>(mut self) -> Self {
        self.credential = Credential::from_env::<P>().or(self.credential);
        self.base_url = P::base_url_from_env().or(self.base_url);
        self.own_base_url = P::own_base_url_from_env().or(self.own_base_url);
        for (name, header) in P::HEADER_VARIABLES {
            if let Some(value) = variable(name) {
                self = self.header(*header, value);
            }
        }
        self
    }

    /// The key.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.credential = Some(Credential::Key(key.into()));
        self
    }

    /// A bearer token in the place of the key.
    pub fn bearer_token(mut self, token: impl Into<Secret>) -> Self {
        self.credential = Some(Credential::Token(token.into()));
        self
    }

    /// Where a bearer token comes from that does not last, in the place of the key.
    pub fn token_provider(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.credential = Some(Credential::Provider(Arc::new(provider)));
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

    /// The endpoint, [located](Provider::locate) by the provider. No request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Authentication`] if there is neither a key nor a base URL of another server and the provider needs
    /// a key, and [`ErrorKind::InvalidInput`] if the base URL is missing or it, the key or a header cannot be sent.
    pub fn build<P: Provider>(self, provider: &mut P) -> Result<Endpoint> {
        let must_be_told = P::BASE_URL.is_empty();
        if must_be_told && self.base_url.is_none() && self.own_base_url.is_none() {
            return Err(missing_base_url::<P>());
        }
        // Whoever names another server knows whether that one needs a key.
        let is_elsewhere = self.base_url.is_some() && !must_be_told;
        if self.credential.is_none() && !is_elsewhere && !P::KEY_IS_OPTIONAL {
            return Err(missing_key::<P>());
        }
        let told = self.base_url.as_ref().or(self.own_base_url.as_ref());
        let told = told.map_or(P::BASE_URL, Secret::expose);
        let base_url: BaseUrl = provider.locate(told)?.parse()?;
        let mut headers = P::headers();
        let mut token_provider = None;
        match self.credential {
            // A file or a variable that holds it often ends with a line break.
            Some(Credential::Key(key)) => {
                headers.extend([P::key_header(&Secret::from(key.expose().trim()))?]);
            }
            Some(Credential::Token(token)) => {
                headers.insert(AUTHORIZATION, bearer(&token)?);
            }
            Some(Credential::Provider(provider)) => token_provider = Some(provider),
            None => {}
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
        Ok(match token_provider {
            Some(provider) => endpoint.with_token_provider(provider),
            None => endpoint,
        })
    }
}

fn missing_base_url<P: Provider>() -> Error {
    Error::invalid_input(format!(
        "there is no base URL: set the environment variable {}, or pass it by builder(model).base_url(url)",
        P::BASE_URL_VARIABLE
    ))
}

fn missing_key<P: Provider>() -> Error {
    let variables = [P::KEY_VARIABLES, P::TOKEN_VARIABLES].concat();
    let mut message = format!(
        "there is no API key: set the environment variable {}, or pass the key by builder(model).api_key(key), \
         or tokens that do not last by token_provider(provider)",
        variables.join(" or "),
    );
    if !P::BASE_URL.is_empty() {
        message.push_str(&format!(
            "; for a server without keys set {} or call base_url(url)",
            P::BASE_URL_VARIABLE
        ));
    }
    Error::new(ErrorKind::Authentication, message)
}

impl fmt::Debug for EndpointBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EndpointBuilder")
            .field("base_url", &self.base_url)
            .field("own_base_url", &self.own_base_url)
            .field("credential", &self.credential)
            .field("headers", &self.headers)
            .finish_non_exhaustive()
    }
}
