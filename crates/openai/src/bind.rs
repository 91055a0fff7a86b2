use std::sync::Arc;

use surprisal_core::{Bind, CallOptions, Runnable};

use crate::{ChatAzureOpenAi, ChatOpenAi, OpenAiOptions};

/// A model that understands [`OpenAiOptions`]: they can be bound to it and to pointers to it.
///
/// A wrapper of your own around such a model is one if it says so:
///
/// ```
/// # use surprisal_core::*;
/// use surprisal_openai::{ChatOpenAi, OpenAiOptions, TakesOpenAiOptions};
///
/// struct Logged(ChatOpenAi);
///
/// # #[async_trait::async_trait]
/// impl Runnable for Logged {
///     // …
/// #     type Input = Messages;
/// #     type Output = AiMessage;
/// #     type Chunk = AiMessageChunk;
/// #     type Options = CallOptions;
/// #     async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
/// #         self.0.invoke_opts(input, options).await
/// #     }
/// #     async fn stream_opts(&self, input: Messages, options: CallOptions) -> Result<ChunkStream<AiMessageChunk>> {
/// #         self.0.stream_opts(input, options).await
/// #     }
/// }
///
/// impl TakesOpenAiOptions for Logged {}
///
/// let llm = Logged(ChatOpenAi::builder("gpt-4o-mini").api_key("secret").build()?);
/// let llm = llm.bind(OpenAiOptions::new().store(false));
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`OpenAiOptions` cannot be bound to `{Self}`: these are not its options",
    label = "not a model of OpenAI",
    note = "`CallOptions` can be bound to any chat model; `CallOptions::from` turns `OpenAiOptions` into some"
)]
pub trait TakesOpenAiOptions: Runnable<Options = CallOptions> {}

impl TakesOpenAiOptions for ChatOpenAi {}

impl TakesOpenAiOptions for ChatAzureOpenAi {}

impl<M: TakesOpenAiOptions + ?Sized> TakesOpenAiOptions for &M {}

impl<M: TakesOpenAiOptions + ?Sized> TakesOpenAiOptions for Box<M> {}

impl<M: TakesOpenAiOptions + ?Sized> TakesOpenAiOptions for Arc<M> {}

impl<M: TakesOpenAiOptions + ?Sized> Bind<M> for OpenAiOptions {
    fn apply(self, to: &mut CallOptions) {
        Bind::<M>::apply(CallOptions::from(self), to);
    }
}
