use async_trait::async_trait;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Capabilities, ChunkStream, ListModels, Messages,
    ModelCard, Options as _, Profile, Result, Runnable, ScoreText, Scored,
};
use surprisal_http::{BaseUrl, HttpChatModel, Protocol as _};
use surprisal_openai_compat::{ChatCompletions, wire};

use crate::dialect::OpenAi;
use crate::protocol::OpenAiProtocol;
use crate::{Api, ChatOpenAiBuilder};

/// A chat model of OpenAI, or of a server that takes its place, over Chat Completions or, where an option
/// needs it or the builder says so, the Responses API.
///
/// A clone is cheap and shares the connections.
#[derive(Clone, Debug)]
pub struct ChatOpenAi(HttpChatModel<OpenAiProtocol<OpenAi>>);

impl ChatOpenAi {
    /// A model of this name, with `OPENAI_API_KEY`, `OPENAI_BASE_URL`, `OPENAI_ORG_ID` and
    /// `OPENAI_PROJECT_ID` from the environment. With a base URL a key is not needed.
    ///
    /// # Errors
    ///
    /// As [`ChatOpenAiBuilder::build`].
    pub fn from_env(model: impl Into<String>) -> Result<Self> {
        Self::builder(model).from_env().build()
    }

    /// A builder of a model of this name, which reads no environment unless told to.
    pub fn builder(model: impl Into<String>) -> ChatOpenAiBuilder {
        ChatOpenAiBuilder::new(ChatCompletions::builder(model))
    }

    pub(crate) fn new(model: HttpChatModel<OpenAiProtocol<OpenAi>>) -> Self {
        Self(model)
    }

    /// The name of the model.
    pub fn model(&self) -> &str {
        self.0.protocol().model()
    }

    /// Which interface answers a call with these options.
    ///
    /// ```
    /// use surprisal_core::CallOptions;
    /// use surprisal_openai::{Api, ChatOpenAi, OpenAiOptions};
    ///
    /// let llm = ChatOpenAi::builder("gpt-5-mini").api_key("secret").build()?;
    /// assert_eq!(llm.api(&CallOptions::new()), Api::ChatCompletions);
    /// let stored = OpenAiOptions::new().previous_response_id("resp_1");
    /// assert_eq!(llm.api(&stored.into()), Api::Responses);
    /// # Ok::<(), surprisal_core::Error>(())
    /// ```
    pub fn api(&self, options: &CallOptions) -> Api {
        let options = options.clone().or(self.0.options());
        self.0.protocol().api(&options)
    }

    /// What the service can do by this interface, as far as it is known.
    pub fn capabilities(&self, api: Api) -> &Capabilities {
        self.0.protocol().capabilities(api)
    }

    /// Where the requests go.
    pub fn base_url(&self) -> &BaseUrl {
        self.0.base_url()
    }
}

#[async_trait]
impl Runnable for ChatOpenAi {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        self.0.invoke_opts(input, options).await
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        self.0.stream_opts(input, options).await
    }

    fn profile(&self) -> Profile {
        self.0.profile()
    }
}

#[async_trait]
impl ListModels for ChatOpenAi {
    async fn list_models(&self) -> Result<Vec<ModelCard>> {
        wire::list_models(self.0.protocol().provider(), self.0.endpoint()).await
    }
}

/// Over the older interface of completions, whichever interface the model's calls go to. OpenAI gives the log
/// probabilities of given texts with its base models (`davinci-002`, `babbage-002`); a server in its place may
/// with all.
#[async_trait]
impl ScoreText for ChatOpenAi {
    async fn score_text(&self, prompt: &str, text: &str, top_logprobs: u32) -> Result<Scored> {
        let chat = self.0.protocol().chat_completions();
        wire::score_text(&self.0, chat, prompt, text, top_logprobs).await
    }
}
