use std::env;
use std::marker::PhantomData;

use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use surprisal_core::{CallOptions, Error, ErrorKind, Options as _, Result, Secret};
use surprisal_http::{BaseUrl, HttpChatModel, HttpClient};

use crate::dialect::Dialect;
use crate::model::ChatCompletions;
use crate::protocol::ChatProtocol;

/// Builds a [`ChatCompletions`] model. Setters never fail; [`build`](Self::build) checks.
#[derive(Debug)]
#[must_use]
pub struct ChatCompletionsBuilder<D> {
    model: String,
    // It may hold a password.
    base_url: Option<Secret>,
    api_key: Option<Secret>,
    headers: Vec<(String, Secret)>,
    options: CallOptions,
    client: Option<HttpClient>,
    stream_usage: bool,
    dialect: PhantomData<D>,
}

impl<D: Dialect> ChatCompletionsBuilder<D> {
    pub(crate) fn new(model: impl Into<String>) -> Self {
        Self {
            model: model.into(),
            base_url: None,
            api_key: None,
            headers: Vec::new(),
            options: CallOptions::default(),
            client: None,
            stream_usage: true,
            dialect: PhantomData,
        }
    }

    /// Takes the key and the base URL from the dialect's environment variables, where they are set.
    pub fn from_env(mut self) -> Self {
        let variable = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
        self.api_key = variable(D::KEY_VARIABLE).map(Secret::from).or(self.api_key);
        self.base_url = variable(D::BASE_URL_VARIABLE)
            .map(Secret::from)
            .or(self.base_url);
        self
    }

    /// The key, sent as a bearer token.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.api_key = Some(key.into());
        self
    }

    /// Where the requests go, such as `http://localhost:8080/v1`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into().into());
        self
    }

    /// A header for every request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.headers.push((name.into(), value.into()));
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
        self.client = Some(client);
        self
    }

    /// Whether to ask for the usage of a stream, which is so unless set. A server that refuses to be
    /// asked is asked again without; turning it off here saves that second request.
    pub fn stream_usage(mut self, on: bool) -> Self {
        self.stream_usage = on;
        self
    }

    /// Builds the model. No request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Authentication`] if the service needs a key and there is none, and
    /// [`ErrorKind::InvalidInput`] if the base URL, the key or a header cannot be sent.
    pub fn build(self) -> Result<ChatCompletions<D>> {
        let parts = self.into_parts()?;
        Ok(ChatCompletions::new(HttpChatModel::new(
            parts.protocol,
            parts.client,
            parts.base_url,
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
        if self.model.trim().is_empty() {
            return Err(named(Error::invalid_input("the model has no name")));
        }
        // Whoever names another server knows whether that one needs a key.
        if self.api_key.is_none() && self.base_url.is_none() && !D::KEY_IS_OPTIONAL {
            return Err(named(missing_key::<D>()));
        }
        let base_url: BaseUrl = self
            .base_url
            .as_ref()
            .map_or(D::BASE_URL, Secret::expose)
            .parse()
            .map_err(named)?;
        let mut headers = HeaderMap::new();
        if let Some(key) = &self.api_key {
            let bearer = Secret::from(format!("Bearer {}", key.expose().trim()));
            headers.insert(
                AUTHORIZATION,
                header_value("API key", &bearer).map_err(named)?,
            );
        }
        for (name, value) in &self.headers {
            let value =
                header_value(&format!("value of the header {name:?}"), value).map_err(named)?;
            let name = HeaderName::try_from(name).map_err(|_| {
                named(Error::invalid_input(format!(
                    "{name:?} cannot be the name of a header"
                )))
            })?;
            headers.insert(name, value);
        }
        let client = match self.client {
            Some(client) => client,
            None => HttpClient::builder().build().map_err(named)?,
        };
        Ok(Parts {
            protocol: ChatProtocol {
                model: self.model,
                headers,
                stream_usage: self.stream_usage,
                dialect: PhantomData,
            },
            client,
            base_url,
            options: self.options,
        })
    }
}

/// What a chat model is built of; [`HttpChatModel::new`] takes it.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parts<D> {
    /// The protocol, with the model's name and the headers.
    pub protocol: ChatProtocol<D>,
    /// The HTTP client.
    pub client: HttpClient,
    /// Where the requests go.
    pub base_url: BaseUrl,
    /// The options for every call.
    pub options: CallOptions,
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

/// A secret as a header. What is wrong with it is said without it.
fn header_value(what: &str, value: &Secret) -> Result<HeaderValue> {
    let mut header = HeaderValue::from_str(value.expose()).map_err(|_| {
        Error::invalid_input(format!(
            "the {what} has a character that a header cannot have, such as a line break"
        ))
    })?;
    header.set_sensitive(true);
    Ok(header)
}
