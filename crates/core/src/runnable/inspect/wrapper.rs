use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use async_trait::async_trait;

use super::CallEvent;
use super::watch::{Watch, Watched};
use crate::{ChunkStream, Profile, Result, Runnable};

/// A runnable that tells what happens to its calls; made by [`inspect`](crate::RunnableExt::inspect).
///
/// It is told at once and by reference, so what the closure does is time of the call, and what it wants to keep it
/// copies. With each [`CallEvent`] comes the number of its call, counted from 0 over all clones, since calls that are under
/// way at once tell theirs in turns. What is told is what happens at this place:
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
/// let model = model.inspect(move |_, event| {
///     if let CallEvent::Output(answer) = event {
///         let tokens = answer.usage().total_tokens.unwrap_or_default();
///         counted.fetch_add(tokens, Ordering::Relaxed);
///     }
/// });
/// # }
/// ```
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Inspect<R, F> {
    inner: R,
    teller: Arc<Teller<F>>,
}

/// What all clones and all their streams share.
pub(super) struct Teller<F> {
    pub(super) tell: F,
    calls: AtomicU64,
}

impl<F> Teller<F> {
    pub(super) fn next_call(&self) -> u64 {
        self.calls.fetch_add(1, Ordering::Relaxed)
    }
}

impl<R, F> Inspect<R, F> {
    pub(in crate::runnable) fn new(inner: R, tell: F) -> Self {
        let calls = AtomicU64::new(0);
        Self {
            inner,
            teller: Arc::new(Teller { tell, calls }),
        }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R, F> Runnable for Inspect<R, F>
where
    R: Runnable + 'static,
    F: Fn(u64, CallEvent<'_, R>) + Send + Sync + 'static,
{
    type Input = R::Input;
    type Output = R::Output;
    type Chunk = R::Chunk;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<R::Output> {
        let mut watch = Watch::start(&self.teller, &input, &options, false);
        let answer = self.inner.invoke_opts(input, options).await;
        match &answer {
            Ok(output) => {
                watch.tell(CallEvent::Output(output));
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
        let mut watch = Watch::start(&self.teller, &input, &options, true);
        match self.inner.stream_opts(input, options).await {
            Ok(stream) => Ok(Box::pin(Watched::new(stream, watch))),
            Err(error) => {
                watch.failed(&error);
                Err(error)
            }
        }
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.inner.profile_opts(options)
    }
}

impl<R: Clone, F> Clone for Inspect<R, F> {
    fn clone(&self) -> Self {
        Self {
            inner: self.inner.clone(),
            teller: Arc::clone(&self.teller),
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
