use surprisal_core::{CallOptions, Capabilities, Result, Secret};
use surprisal_http::{HttpChatModel, HttpClient};
use surprisal_openai_compat::ChatCompletionsBuilder;

use crate::account::{ORGANIZATION, PROJECT, headers_from_env};
use crate::dialect::OpenAi;
use crate::protocol::OpenAiProtocol;
use crate::{Api, ChatOpenAi};

/// Builds a [`ChatOpenAi`]. Setters never fail; [`build`](Self::build) checks.
///
/// ```
/// use surprisal_openai::ChatOpenAi;
///
/// let llm = ChatOpenAi::builder("gpt-4o-mini").api_key("secret").project("proj_1").build()?;
/// assert!(!format!("{llm:?}").contains("secret"));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Debug)]
#[must_use]
pub struct ChatOpenAiBuilder {
    chat: ChatCompletionsBuilder<OpenAi>,
    api: Option<Api>,
    capabilities: Vec<(Api, Capabilities)>,
}

impl ChatOpenAiBuilder {
    pub(crate) fn new(chat: ChatCompletionsBuilder<OpenAi>) -> Self {
        Self {
            chat,
            api: None,
            capabilities: Vec::new(),
        }
    }

    /// Takes key, base URL, organisation and project from `OPENAI_API_KEY`, `OPENAI_BASE_URL`,
    /// `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`, where they are set.
    pub fn from_env(mut self) -> Self {
        self.chat = self.chat.from_env();
        for (header, value) in headers_from_env() {
            self.chat = self.chat.header(header, value);
        }
        self
    }

    /// The key.
    pub fn api_key(mut self, key: impl Into<Secret>) -> Self {
        self.chat = self.chat.api_key(key);
        self
    }

    /// Where the requests go, such as `http://localhost:8080/v1`.
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.chat = self.chat.base_url(url);
        self
    }

    /// The organisation that the request counts for.
    pub fn organization(self, id: impl Into<Secret>) -> Self {
        self.header(ORGANIZATION, id)
    }

    /// The project that the request counts for.
    pub fn project(self, id: impl Into<Secret>) -> Self {
        self.header(PROJECT, id)
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
    /// use surprisal_openai::{Api, ChatOpenAi};
    ///
    /// let known = Api::Responses.capabilities();
    /// let builder = ChatOpenAi::builder("m").capabilities(Api::Responses, known.yes(&[Feature::Seed]));
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
    /// [`ErrorKind::Authentication`](surprisal_core::ErrorKind::Authentication) if there is neither a key
    /// nor a base URL, and [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the base
    /// URL, the key or a header cannot be sent.
    pub fn build(self) -> Result<ChatOpenAi> {
        let parts = self.chat.into_parts()?;
        let mut protocol = OpenAiProtocol::new(parts.protocol, self.api);
        for (api, capabilities) in self.capabilities {
            protocol.set_capabilities(api, capabilities);
        }
        Ok(ChatOpenAi::new(HttpChatModel::new(
            protocol,
            parts.endpoint,
            parts.options,
        )))
    }
}
