use async_trait::async_trait;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Capabilities, ChunkStream, ListModels, Messages,
    ModelCard, Profile, Result, Runnable, ScoreText, Scored,
};
use surprisal_http::{BaseUrl, HttpChatModel};

use crate::builder::ChatCompletionsBuilder;
use crate::dialect::Dialect;
use crate::listing::list_models;
use crate::protocol::ChatProtocol;
use crate::score::score_text;

/// A chat model of a service that speaks Chat Completions in this dialect.
///
/// A clone is cheap and shares the connections.
#[derive(Debug)]
pub struct ChatCompletions<D>(HttpChatModel<ChatProtocol<D>>);

impl<D: Dialect> ChatCompletions<D> {
    pub(crate) fn new(model: HttpChatModel<ChatProtocol<D>>) -> Self {
        Self(model)
    }

    /// A model of this name, with everything else from the environment.
    ///
    /// # Errors
    ///
    /// As [`ChatCompletionsBuilder::build`].
    pub fn from_env(model: impl Into<String>) -> Result<Self> {
        Self::builder(model).from_env().build()
    }

    /// A builder of a model of this name, which reads no environment unless told to.
    pub fn builder(model: impl Into<String>) -> ChatCompletionsBuilder<D> {
        ChatCompletionsBuilder::new(model)
    }

    /// The name of the model.
    pub fn model(&self) -> &str {
        &self.0.protocol().model
    }

    /// What the service can do, as far as it is known.
    pub fn capabilities(&self) -> &Capabilities {
        self.0.protocol().capabilities()
    }

    /// Where the requests go.
    pub fn base_url(&self) -> &BaseUrl {
        self.0.base_url()
    }
}

impl<D> Clone for ChatCompletions<D> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

#[async_trait]
impl<D: Dialect> Runnable for ChatCompletions<D> {
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
impl<D: Dialect> ListModels for ChatCompletions<D> {
    async fn list_models(&self) -> Result<Vec<ModelCard>> {
        list_models(D::PROVIDER, self.0.endpoint()).await
    }
}

/// Over the older interface of completions, as [`Scoring`](crate::Scoring) says: prompt and text are turned into
/// tokens as one text. Of the options that the model was built with, headers, time limits, the service's own and
/// [`CallOptions::extra`] hold. Which distribution the numbers are of is not told.
#[async_trait]
impl<D: Dialect> ScoreText for ChatCompletions<D> {
    async fn score_text(&self, prompt: &str, text: &str, top_logprobs: u32) -> Result<Scored> {
        score_text(&self.0, self.0.protocol(), prompt, text, top_logprobs).await
    }
}
