use async_trait::async_trait;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChunkStream, Messages, Profile, Result, Runnable,
};
use surprisal_http::HttpChatModel;

use crate::ChatAcmeBuilder;
use crate::protocol::AcmeProtocol;

/// A chat model of Acme. A clone is cheap and shares the connections.
#[derive(Clone, Debug)]
pub struct ChatAcme(pub(crate) HttpChatModel<AcmeProtocol>);

impl ChatAcme {
    /// A model of this name, with everything else from the environment.
    ///
    /// # Errors
    ///
    /// As [`ChatAcmeBuilder::build`].
    pub fn from_env(model: impl Into<String>) -> Result<Self> {
        Self::builder(model).from_env().build()
    }

    /// A builder of a model of this name, which reads no environment unless told to.
    pub fn builder(model: impl Into<String>) -> ChatAcmeBuilder {
        let mut builder = ChatAcmeBuilder::default();
        builder.model = model.into();
        builder
    }
}

#[async_trait]
impl Runnable for ChatAcme {
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
