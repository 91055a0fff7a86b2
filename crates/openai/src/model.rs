use async_trait::async_trait;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChunkStream, Messages, Result, Runnable,
};
use surprisal_http::BaseUrl;
use surprisal_openai_compat::ChatCompletions;

use crate::ChatOpenAiBuilder;
use crate::dialect::OpenAi;

/// A chat model of OpenAI, or of a server that takes its place, over Chat Completions.
///
/// A clone is cheap and shares the connections.
#[derive(Clone, Debug)]
pub struct ChatOpenAi(ChatCompletions<OpenAi>);

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

    pub(crate) fn new(model: ChatCompletions<OpenAi>) -> Self {
        Self(model)
    }

    /// The name of the model.
    pub fn model(&self) -> &str {
        self.0.model()
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
}
