use std::fmt;

use async_trait::async_trait;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, ChunkStream, Messages, Profile, Result,
    Runnable, Takes,
};

use super::stop_when;

/// A model whose answers are stopped where a condition holds of what has come: [`stop_when`] for each call. A chat
/// model itself.
///
/// Each call has a condition of its own, which the function makes. A call that is invoked is streamed underneath, for
/// only a stream can be stopped. Bind [`logprobs`](CallOptions::logprobs) where the condition is about them.
///
/// The profile is that of the model and does not tell of the condition: in a cache that both use, the answers need
/// [namespaces](surprisal_core::Cached::with_namespace).
///
/// The small model of a [`Cascade`](super::Cascade) need not write an answer to its end that is not going to be taken:
///
/// ```
/// use surprisal_confidence::{Cascade, StopWhen, mean_surprisal_above};
/// use surprisal_core::{AiMessage, ChatModel, FinishReason};
///
/// fn brisk(small: impl ChatModel, big: impl ChatModel) -> impl ChatModel {
///     let small = StopWhen::new(small, || mean_surprisal_above(2.0, 16));
///     Cascade::new(small, big).escalate_when(|answer: &AiMessage| {
///         answer.finish_reason() == Some(&FinishReason::LowConfidence)
///     })
/// }
/// ```
#[derive(Clone)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct StopWhen<M, F> {
    model: M,
    condition: F,
}

impl<M, F, C> StopWhen<M, F>
where
    M: ChatModel,
    F: Fn() -> C + Send + Sync,
    C: FnMut(&AiMessageChunk) -> bool + Send + 'static,
{
    /// Stops the answers of this model by such conditions.
    pub fn new(model: M, condition: F) -> Self {
        Self { model, condition }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<M, F, C> Runnable for StopWhen<M, F>
where
    M: ChatModel,
    F: Fn() -> C + Send + Sync,
    C: FnMut(&AiMessageChunk) -> bool + Send + 'static,
{
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        AiMessageChunk::collect(self.stream_opts(input, options).await?).await
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let chunks = self.model.stream_opts(input, options).await?;
        Ok(stop_when(chunks, (self.condition)()))
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.model.profile_opts(options)
    }
}

impl<M: Takes<O>, F, O> Takes<O> for StopWhen<M, F> {}

impl<M: fmt::Debug, F> fmt::Debug for StopWhen<M, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StopWhen")
            .field("model", &self.model)
            .finish_non_exhaustive()
    }
}
