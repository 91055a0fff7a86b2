use std::pin::Pin;
use std::task::{Context, Poll};

use async_trait::async_trait;
use futures_util::Stream;

use super::RateLimiter;
use super::bill::Bill;
use crate::runnable::pieces::Source;
use crate::{ChunkStream, Profile, Result, Runnable};

/// A runnable whose calls start when a [`RateLimiter`] lets them; made by
/// [`with_rate_limit`](crate::RunnableExt::with_rate_limit).
///
/// Retries around it wait for their turn like any call. Those of the transport are within it: they take no turn, and of a
/// refusal that they get over nothing is known here. A cache around it takes no turn for what it has.
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct RateLimited<R> {
    inner: R,
    limiter: RateLimiter,
}

impl<R> RateLimited<R> {
    pub(in crate::runnable) fn new(inner: R, limiter: RateLimiter) -> Self {
        Self { inner, limiter }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R: Runnable> Runnable for RateLimited<R> {
    type Input = R::Input;
    type Output = R::Output;
    type Chunk = R::Chunk;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<R::Output> {
        self.limiter.turn().await?;
        let mut bill = Bill::new(self.limiter.clone());
        let answer = self.inner.invoke_opts(input, options).await;
        bill.read(&answer);
        answer
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<R::Chunk>> {
        self.limiter.turn().await?;
        let mut bill = Bill::new(self.limiter.clone());
        let stream = self.inner.stream_opts(input, options).await;
        bill.read(&stream);
        let source = Source::new(stream?);
        Ok(Box::pin(Metered { source, bill }))
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.inner.profile_opts(options)
    }
}

/// A stream whose cost is charged as it is told.
struct Metered<C> {
    source: Source<C>,
    bill: Bill,
}

impl<C: 'static> Stream for Metered<C> {
    type Item = Result<C>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<C>>> {
        let Self { source, bill } = &mut *self;
        Pin::new(source).poll_seen(cx, |item| item.into_iter().for_each(|item| bill.read(item)))
    }
}
