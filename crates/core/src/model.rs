use std::fmt;

use crate::{AiMessage, AiMessageChunk, CallOptions, Messages, Runnable, RunnableExt as _};

/// A chat model: the [`Runnable`] from [`Messages`] to an [`AiMessage`].
///
/// An alias. Implement [`Runnable`] with these four types and it is one; so is every wrapper that keeps
/// them, and so is `Arc<dyn ChatModel>`, which prints as the [profile](crate::RunnableExt::profile) says who it is.
///
/// ```
/// use surprisal_core::{ChatModel, Result, RunnableExt};
///
/// async fn answer(model: &dyn ChatModel, question: &str) -> Result<String> {
///     Ok(model.invoke(("human", question)).await?.text().into_owned())
/// }
/// ```
#[doc(alias = "BaseChatModel")]
pub trait ChatModel:
    Runnable<Input = Messages, Output = AiMessage, Chunk = AiMessageChunk, Options = CallOptions>
{
}

impl<R: ?Sized> ChatModel for R where
    R: Runnable<
            Input = Messages,
            Output = AiMessage,
            Chunk = AiMessageChunk,
            Options = CallOptions,
        >
{
}

impl fmt::Debug for dyn ChatModel + '_ {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let profile = self.profile();
        let mut out = f.debug_struct("ChatModel");
        if let Some(provider) = &profile.provider {
            out.field("provider", provider);
        }
        if let Some(model) = &profile.model {
            out.field("model", model);
        }
        out.finish_non_exhaustive()
    }
}
