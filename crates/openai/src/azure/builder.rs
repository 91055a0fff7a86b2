use std::sync::Arc;

use surprisal_core::{CallOptions, Capabilities, Error, ErrorKind, Result, Secret};
use surprisal_http::{HttpChatModel, HttpClient, TokenProvider};
use surprisal_openai_compat::{ChatCompletions, ChatCompletionsBuilder};

use super::base::{base_url, deployment_path};
use super::credential::{Credential, variable};
use super::dialect::{
    Azure, ENDPOINT_VARIABLE, EXAMPLE, KEY_VARIABLE, PROVIDER, TOKEN_VARIABLE, VERSION_VARIABLE,
};
use super::model::ChatAzureOpenAi;
use crate::Api;
use crate::protocol::OpenAiProtocol;

/// Builds a [`ChatAzureOpenAi`]. Setters never fail; [`build`](Self::build) checks.
///
/// Of [`api_key`](Self::api_key), [`bearer_token`](Self::bearer_token) and
/// [`token_provider`](Self::token_provider) one is needed, and the last one that is set counts.
///
/// ```
/// use surprisal_openai::ChatAzureOpenAi;
///
/// let llm = ChatAzureOpenAi::builder("my-gpt-4o")
///     .endpoint("https://example.openai.azure.com")
///     .api_version("2024-10-21")
///     .api_key("secret")
///     .build()?;
/// assert!(!format!("{llm:?}").contains("secret"));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct ChatAzureOpenAiBuilder {
    deployment: String,
    chat: ChatCompletionsBuilder<Azure>,
    // It may hold a password.
    endpoint: Option<Secret>,
    api_version: Option<String>,
    credential: Option<Credential>,
    api: Option<Api>,
    capabilities: Vec<(Api, Capabilities)>,
}

impl ChatAzureOpenAiBuilder {
    pub(super) fn new(deployment: impl Into<String>) -> Self {
        let deployment = deployment.into();
        Self {
            chat: ChatCompletions::builder(deployment.clone()),
            deployment,
            endpoint: None,
            api_version: None,
            credential: None,
            api: None,
            capabilities: Vec::new(),
        }
    }

    /// Takes endpoint, API version and credential from `AZURE_OPENAI_ENDPOINT`, `OPENAI_API_VERSION` and
    /// `AZURE_OPENAI_AD_TOKEN` or `AZURE_OPENAI_API_KEY`, where they are set.
    pub fn from_env(mut self) -> Self {
        let endpoint = variable(ENDPOINT_VARIABLE).map(Secret::from);
        self.endpoint = endpoint.or(self.endpoint);
        self.api_version = variable(VERSION_VARIABLE).or(self.api_version);
        self.credential = Credential::from_env().or(self.credential);
        self
    }

    /// Where the resource is, such as `https://NAME.openai.azure.com`.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into().into());
        self
    }

    /// The version of the API, such as `2024-10-21`: requests then go to the versioned API. Without one, or
    /// with an empty one, they go to the v1 API.
    pub fn api_version(mut self, version: impl Into<String>) -> Self {
        self.api_version = Some(version.into());
        self
    }

    /// The key, sent in the header `api-key`.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.credential = Some(Credential::Key(key.into()));
        self
    }

    /// A bearer token of Microsoft Entra ID. It lasts for about an hour; a
    /// [`token_provider`](Self::token_provider) goes on from there.
    pub fn bearer_token(mut self, token: impl Into<Secret>) -> Self {
        self.credential = Some(Credential::Token(token.into()));
        self
    }

    /// Where a bearer token of Microsoft Entra ID comes from. It is asked before every request, so it keeps
    /// its token until that is about to expire.
    pub fn token_provider(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.credential = Some(Credential::Provider(Arc::new(provider)));
        self
    }

    /// A header for every request.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.chat = self.chat.header(name, value);
        self
    }

    /// Options for every call; what a `bind` or a call sets wins over them.
    pub fn options(mut self, options: impl Into<CallOptions>) -> Self {
        self.chat = self.chat.options(options.into());
        self
    }

    /// The HTTP client: its transport, proxy, time limits, retries. Models may share one.
    pub fn client(mut self, client: HttpClient) -> Self {
        self.chat = self.chat.client(client);
        self
    }

    /// Sends every call to Chat Completions; what needs the Responses API is then unsupported.
    pub fn chat_completions(mut self) -> Self {
        self.api = Some(Api::ChatCompletions);
        self
    }

    /// Sends every call to the Responses API; what only Chat Completions has is then unsupported.
    pub fn responses(mut self) -> Self {
        self.api = Some(Api::Responses);
        self
    }

    /// What the service can do by this interface, for whoever knows better than
    /// [`Api::capabilities`].
    ///
    /// ```
    /// use surprisal_core::Feature;
    /// use surprisal_openai::{Api, ChatAzureOpenAi};
    ///
    /// let known = Api::Responses.capabilities();
    /// let builder = ChatAzureOpenAi::builder("m").capabilities(Api::Responses, known.yes(&[Feature::Seed]));
    /// ```
    pub fn capabilities(mut self, api: Api, capabilities: Capabilities) -> Self {
        self.capabilities.push((api, capabilities));
        self
    }

    /// Whether to ask Chat Completions for the usage of a stream, which is so unless set.
    pub fn stream_usage(mut self, on: bool) -> Self {
        self.chat = self.chat.stream_usage(on);
        self
    }

    /// Builds the model. No request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] if there is no endpoint or no deployment, or if one of them, the key or a
    /// header cannot be sent, and [`ErrorKind::Authentication`] if there is neither a key nor a token.
    pub fn build(self) -> Result<ChatAzureOpenAi> {
        self.try_build()
            .map_err(|error| error.with_provider(PROVIDER))
    }

    fn try_build(self) -> Result<ChatAzureOpenAi> {
        if self.deployment.trim().is_empty() {
            return Err(Error::invalid_input("the deployment has no name"));
        }
        let endpoint = self.endpoint.ok_or_else(missing_endpoint)?;
        let credential = self.credential.ok_or_else(missing_key)?;
        let version = self.api_version.as_deref().map(str::trim);
        let version = version.filter(|version| !version.is_empty());

        let chat = self.chat.base_url(base_url(&endpoint, version)?);
        let chat = match &credential {
            Credential::Key(key) => chat.header("api-key", key.expose().trim()),
            Credential::Token(token) => chat.api_key(token.clone()),
            Credential::Provider(_) => chat,
        };
        let mut parts = chat.into_parts()?;
        if let Credential::Provider(provider) = credential {
            parts.endpoint = parts.endpoint.with_token_provider(provider);
        }
        let mut protocol = OpenAiProtocol::new(parts.protocol, self.api);
        for (api, capabilities) in self.capabilities {
            protocol.set_capabilities(api, capabilities);
        }
        if version.is_some() {
            protocol.chat_prefix = deployment_path(&self.deployment)?;
        }
        Ok(ChatAzureOpenAi::new(HttpChatModel::new(
            protocol,
            parts.endpoint,
            parts.options,
        )))
    }
}

fn missing_endpoint() -> Error {
    Error::invalid_input(format!(
        "there is no endpoint: set the environment variable {ENDPOINT_VARIABLE}, or pass it by \
         builder(deployment).endpoint(url), such as {EXAMPLE}"
    ))
}

fn missing_key() -> Error {
    Error::new(
        ErrorKind::Authentication,
        format!(
            "there is no API key and no token: set the environment variable {KEY_VARIABLE} or {TOKEN_VARIABLE}, \
             or pass one by builder(deployment).api_key(key), bearer_token(token) or token_provider(provider)"
        ),
    )
}
