use async_trait::async_trait;
use tokio::time::Instant;

use super::TimeLimits;
use super::limit::{FIRST_CHUNK, Limit, WHOLE};
use super::stream::Timed;
use crate::{ChunkStream, Profile, Result, Runnable};

/// A runnable whose calls are held to [`TimeLimits`]; made by [`with_timeout`](crate::RunnableExt::with_timeout).
///
/// What takes longer ends with an error of [`ErrorKind::Timeout`](crate::ErrorKind::Timeout) that names the limit and
/// what had come, and the work below is dropped. The limits hold for all that is within, such as the waits and
/// attempts of [`with_retry`](crate::RunnableExt::with_retry), or the turn of a rate limit; around it, each attempt has
/// its own time. [`CallOptions::timeout`](crate::CallOptions::timeout) is the provider's own limit of a call. A tokio
/// runtime with its timer is needed.
///
/// ```
/// # use std::time::Duration;
/// # use surprisal_core::*;
/// # fn example(model: std::sync::Arc<dyn ChatModel>) {
/// let brisk = model.clone().with_timeout(Duration::from_secs(30));
/// let limits = TimeLimits::new().first_chunk(Duration::from_secs(10)).between_chunks(Duration::from_secs(2));
/// let lively = model.with_timeout(limits).with_retry(RetryPolicy::default());
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Timeout<R> {
    inner: R,
    limits: TimeLimits,
}

impl<R> Timeout<R> {
    pub(in crate::runnable) fn new(inner: R, limits: TimeLimits) -> Self {
        Self { inner, limits }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R: Runnable> Runnable for Timeout<R> {
    type Input = R::Input;
    type Output = R::Output;
    type Chunk = R::Chunk;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<R::Output> {
        let whole = Limit::from(Instant::now(), WHOLE, self.limits.whole);
        Limit::hold(whole, self.inner.invoke_opts(input, options)).await
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<R::Chunk>> {
        if self.limits == TimeLimits::new() {
            return self.inner.stream_opts(input, options).await;
        }
        let start = Instant::now();
        let whole = Limit::from(start, WHOLE, self.limits.whole);
        let first = Limit::from(start, FIRST_CHUNK, self.limits.first_chunk);
        let called = self.inner.stream_opts(input, options);
        let stream = Limit::hold(Limit::earlier(whole, first), called).await?;
        Ok(Box::pin(Timed::new(stream, self.limits, whole, start)))
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.inner.profile_opts(options)
    }
}
