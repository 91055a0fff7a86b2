use async_trait::async_trait;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Capabilities, ChunkStream, ListModels, Messages,
    ModelCard, Options as _, Profile, Result, Runnable,
};
use surprisal_http::{BaseUrl, HttpChatModel, Protocol as _};
use surprisal_openai_compat::wire;

use super::builder::ChatAzureOpenAiBuilder;
use super::dialect::Azure;
use crate::Api;
use crate::protocol::OpenAiProtocol;

/// A chat model of OpenAI that Azure serves, over Chat Completions or, where an option needs it or the builder
/// says so, the Responses API.
///
/// It takes [`OpenAiOptions`](crate::OpenAiOptions), as [`ChatOpenAi`](crate::ChatOpenAi) does, and is called
/// `azure` in errors, metadata and traces. What Azure's content filters say is in
/// [`AiMessage::content_filter`] and
/// [`ResponseMetadata::prompt_filters`](surprisal_core::ResponseMetadata::prompt_filters).
///
/// ```no_run
/// use surprisal_core::{CallOptions, RunnableExt};
/// use surprisal_openai::ChatAzureOpenAi;
///
/// # async fn example() -> surprisal_core::Result<()> {
/// let llm = ChatAzureOpenAi::from_env("my-gpt-4o")?.bind(CallOptions::new().logprobs(true));
/// let message = llm.invoke(("human", "how are you today")).await?;
/// println!("{:?}", message.logprobs().content());
/// for (name, result) in message.content_filter().into_iter().flat_map(|filter| filter.iter()) {
///     println!("{name}: {:?}", result.severity());
/// }
/// # Ok(()) }
/// ```
///
/// A clone is cheap and shares the connections.
#[derive(Clone, Debug)]
pub struct ChatAzureOpenAi(HttpChatModel<OpenAiProtocol<Azure>>);

impl ChatAzureOpenAi {
    /// The model of this deployment, with `AZURE_OPENAI_ENDPOINT`, `OPENAI_API_VERSION` and
    /// `AZURE_OPENAI_AD_TOKEN` or `AZURE_OPENAI_API_KEY` from the environment. Without a version it is
    /// reached by the v1 API.
    ///
    /// # Errors
    ///
    /// As [`ChatAzureOpenAiBuilder::build`].
    pub fn from_env(deployment: impl Into<String>) -> Result<Self> {
        Self::builder(deployment).from_env().build()
    }

    /// A builder of the model of this deployment, which reads no environment unless told to.
    pub fn builder(deployment: impl Into<String>) -> ChatAzureOpenAiBuilder {
        ChatAzureOpenAiBuilder::new(deployment)
    }

    pub(super) fn new(model: HttpChatModel<OpenAiProtocol<Azure>>) -> Self {
        Self(model)
    }

    /// The name of the deployment.
    pub fn deployment(&self) -> &str {
        self.0.protocol().model()
    }

    /// Which interface answers a call with these options.
    pub fn api(&self, options: &CallOptions) -> Api {
        let options = options.clone().or(self.0.options());
        self.0.protocol().api(&options)
    }

    /// What Azure can do by this interface, as far as it is known.
    pub fn capabilities(&self, api: Api) -> &Capabilities {
        self.0.protocol().capabilities(api)
    }

    /// Where the API begins. It shows no API version.
    pub fn base_url(&self) -> &BaseUrl {
        self.0.base_url()
    }
}

#[async_trait]
impl Runnable for ChatAzureOpenAi {
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

/// The models that the resource can use, which are not its deployments.
#[async_trait]
impl ListModels for ChatAzureOpenAi {
    async fn list_models(&self) -> Result<Vec<ModelCard>> {
        wire::list_models(self.0.protocol().provider(), self.0.endpoint()).await
    }
}
