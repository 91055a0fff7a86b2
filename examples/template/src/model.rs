use async_trait::async_trait;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChunkStream, Messages, Profile, Result, Runnable,
};
use surprisal_http::HttpChatModel;

use crate::Chat{{type_name}}Builder;
use crate::protocol::{{type_name}}Protocol;

/// A chat model of {{type_name}}. A clone is cheap and shares the connections.
#[derive(Clone, Debug)]
pub struct Chat{{type_name}}(pub(crate) HttpChatModel<{{type_name}}Protocol>);

impl Chat{{type_name}} {
    /// A model of this name, with everything else from the environment.
    ///
    /// # Errors
    ///
    /// As [`Chat{{type_name}}Builder::build`].
    pub fn from_env(model: impl Into<String>) -> Result<Self> {
        Self::builder(model).from_env().build()
    }

    /// A builder of a model of this name, which reads no environment unless told to.
    pub fn builder(model: impl Into<String>) -> Chat{{type_name}}Builder {
        let mut builder = Chat{{type_name}}Builder::default();
        builder.model = model.into();
        builder
    }
}

#[async_trait]
impl Runnable for Chat{{type_name}} {
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
