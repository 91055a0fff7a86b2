use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::Event;
use super::watch::{Watch, Watched};
use crate::{ChunkStream, Profile, Result, Runnable};

/// A runnable that tells what happens to its calls; made by [`inspect`](crate::RunnableExt::inspect).
///
/// It is told at once and by reference, so what the closure does is time of the call, and what it wants to keep it
/// copies. Calls that are under way at once tell their [`Event`]s in turns. What is told is what happens at this place:
/// within a retry, each attempt is a call.
///
/// LangChain's `with_listeners` (`on_start`, `on_end`, `on_error`), the callbacks of a model (`on_chat_model_start`,
/// `on_llm_new_token`, `on_llm_end`, `on_llm_error`) and `astream_events` (`on_chat_model_start`, `on_chat_model_stream`,
/// `on_chat_model_end`) are these events.
///
/// ```
/// # use std::sync::Arc;
/// # use std::sync::atomic::{AtomicU64, Ordering};
/// # use surprisal_core::*;
/// # fn example(model: Arc<dyn ChatModel>) {
/// let spent = Arc::new(AtomicU64::new(0));
/// let counted = Arc::clone(&spent);
/// let model = model.inspect(move |event| {
///     if let Event::Output(answer) = event {
///         let tokens = answer.usage().total_tokens.unwrap_or_default();
///         counted.fetch_add(tokens, Ordering::Relaxed);
///     }
/// });
/// # }
/// ```
pub struct Inspect<R, F> {
    inner: R,
    tell: Arc<F>,
}

impl<R, F> Inspect<R, F> {
    pub(in crate::runnable) fn new(inner: R, tell: F) -> Self {
        let tell = Arc::new(tell);
        Self { inner, tell }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R, F> Runnable for Inspect<R, F>
where
    R: Runnable + 'static,
    F: Fn(Event<'_, R>) + Send + Sync + 'static,
{
    type Input = R::Input;
    type Output = R::Output;
    type Chunk = R::Chunk;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<R::Output> {
        let mut watch = Watch::start(&self.tell, &input, &options, false);
        let answer = self.inner.invoke_opts(input, options).await;
        match &answer {
            Ok(output) => {
                watch.tell(Event::Output(output));
                watch.ended();
            }
            Err(error) => watch.failed(error),
        }
        answer
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<R::Chunk>> {
        let mut watch = Watch::start(&self.tell, &input, &options, true);
        match self.inner.stream_opts(input, options).await {
            Ok(stream) => Ok(Box::pin(Watched::new(stream, watch))),
            Err(error) => {
                watch.failed(&error);
                Err(error)
            }
        }
    }

    fn profile(&self) -> Profile {
        self.inner.profile()
    }
}

impl<R: Clone, F> Clone for Inspect<R, F> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            tell: Arc::clone(&self.tell),
        }
    }
}

impl<R: fmt::Debug, F> fmt::Debug for Inspect<R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inspect")
            .field("inner", &self.inner)
            .finish_non_exhaustive()
    }
}
