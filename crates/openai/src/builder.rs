use std::env;

use surprisal_core::{CallOptions, Result, Secret};
use surprisal_http::HttpClient;
use surprisal_openai_compat::ChatCompletionsBuilder;

use crate::ChatOpenAi;
use crate::dialect::OpenAi;

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
pub struct ChatOpenAiBuilder(ChatCompletionsBuilder<OpenAi>);

impl ChatOpenAiBuilder {
    pub(crate) fn new(builder: ChatCompletionsBuilder<OpenAi>) -> Self {
        Self(builder)
    }

    /// Takes key, base URL, organisation and project from `OPENAI_API_KEY`, `OPENAI_BASE_URL`,
    /// `OPENAI_ORG_ID` and `OPENAI_PROJECT_ID`, where they are set.
    pub fn from_env(mut self) -> Self {
        self.0 = self.0.from_env();
        for (variable, header) in [
            ("OPENAI_ORG_ID", ORGANIZATION),
            ("OPENAI_PROJECT_ID", PROJECT),
        ] {
            if let Ok(value) = env::var(variable)
                && !value.trim().is_empty()
            {
                self.0 = self.0.header(header, value);
            }
        }
        self
    }

    /// The key.
    pub fn api_key(self, key: impl Into<Secret>) -> Self {
        Self(self.0.api_key(key))
    }

    /// Where the requests go, such as `http://localhost:8080/v1`.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        Self(self.0.base_url(url))
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
    pub fn header(self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        Self(self.0.header(name, value))
    }

    /// Options for every call; what a `bind` or a call sets wins over them.
    pub fn options(self, options: impl Into<CallOptions>) -> Self {
        Self(self.0.options(options.into()))
    }

    /// The HTTP client: its transport, proxy, time limits, retries. Models may share one.
    pub fn client(self, client: HttpClient) -> Self {
        Self(self.0.client(client))
    }

    /// Whether to ask for the usage of a stream, which is so unless set.
    pub fn stream_usage(self, on: bool) -> Self {
        Self(self.0.stream_usage(on))
    }

    /// Builds the model. No request is made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Authentication`](surprisal_core::ErrorKind::Authentication) if there is neither a key
    /// nor a base URL, and [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the base
    /// URL, the key or a header cannot be sent.
    pub fn build(self) -> Result<ChatOpenAi> {
        self.0.build().map(ChatOpenAi::new)
    }
}

const ORGANIZATION: &str = "openai-organization";
const PROJECT: &str = "openai-project";
