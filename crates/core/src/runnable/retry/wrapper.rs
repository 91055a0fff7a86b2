use std::future::Future;

use async_trait::async_trait;
use tokio::time::{Instant, sleep};

use super::{Retries, RetryPolicy};
use crate::runnable::pieces::begin;
use crate::{ChunkStream, Error, Options as _, Profile, Result, Runnable};

/// A runnable whose calls are made again where they fail; made by [`with_retry`](crate::RunnableExt::with_retry).
///
/// A stream is asked for again up to its first chunk, also where it failed in the place of that; never after it, for
/// what has been given cannot be taken back. So `stream` gives its stream once the first chunk is there.
///
/// An error whose [retries are spent](Error::retries_spent) is given back at once: providers retry by themselves, and
/// two layers of retries would multiply. To have all retries here, build the model with [`RetryPolicy::none`].
///
/// Where the options of the call set a [`timeout`](crate::CallOptions::timeout), no attempt begins after it; each has
/// all of it. To limit all attempts together, put [`with_timeout`](crate::RunnableExt::with_timeout) around them.
///
/// A clone shares the budget. Waits need a tokio runtime with its timer. LangChain's `with_retry` retries every exception,
/// knows no `Retry-After` and does not retry streams; its `stop_after_attempt` is
/// [`max_attempts`](RetryPolicy::max_attempts), its `retry_if_exception_type` is [`when`](Self::when).
///
/// ```
/// # use surprisal_core::*;
/// # fn example(model: std::sync::Arc<dyn ChatModel>) {
/// let patient = model.with_retry(RetryPolicy::default().max_attempts(5));
/// let other = patient.when(|error| error.is_retryable() || error.kind() == ErrorKind::Truncated);
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Retry<R> {
    inner: R,
    retries: Retries,
}

impl<R> Retry<R> {
    pub(in crate::runnable) fn new(inner: R, policy: RetryPolicy) -> Self {
        Self {
            inner,
            retries: Retries::new(policy),
        }
    }

    /// Retries the errors for which this is true in the place of those that [are retryable](Error::is_retryable).
    pub fn when(mut self, choice: impl Fn(&Error) -> bool + Send + Sync + 'static) -> Self {
        self.retries = self.retries.when(choice);
        self
    }
}

impl<R: Runnable<Input: Clone>> Retry<R> {
    async fn call<T, F>(
        &self,
        input: R::Input,
        options: R::Options,
        call: impl Fn(R::Input, R::Options) -> F,
    ) -> Result<T>
    where
        F: Future<Output = Result<T>>,
    {
        let timeout = options.portable().and_then(|options| options.timeout);
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        let mut attempt = 1;
        while !self.retries.is_last(attempt) {
            let error = match call(input.clone(), options.clone()).await {
                Ok(answer) => return Ok(self.succeeded(answer)),
                Err(error) => error,
            };
            let left = deadline.map(|by| by.duration_since(Instant::now()));
            let Some(wait) = self.retries.next_wait(attempt, &error, left) else {
                return Err(self.retries.give_up(error));
            };
            sleep(wait).await;
            attempt += 1;
        }
        let answer = call(input, options).await;
        answer
            .map(|answer| self.succeeded(answer))
            .map_err(|error| self.retries.give_up(error))
    }

    fn succeeded<T>(&self, answer: T) -> T {
        self.retries.succeeded();
        answer
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R: Runnable<Input: Clone>> Runnable for Retry<R> {
    type Input = R::Input;
    type Output = R::Output;
    type Chunk = R::Chunk;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<R::Output> {
        let invoke = |input, options| self.inner.invoke_opts(input, options);
        self.call(input, options, invoke).await
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<R::Chunk>> {
        let stream = |input, options| async move {
            begin(self.inner.stream_opts(input, options).await?).await
        };
        self.call(input, options, stream).await
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.inner.profile_opts(options)
    }
}
