use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use async_trait::async_trait;
use futures_util::Stream;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::pieces::Source;
use super::{ChunkStream, Runnable};
use crate::{Profile, Result};

/// How many calls are under way at once: what
/// [`with_concurrency_limit`](super::RunnableExt::with_concurrency_limit) holds them to. Clones share it, so it can be
/// that of several models.
#[derive(Clone, Debug)]
pub struct ConcurrencyLimit(Arc<Semaphore>);

impl ConcurrencyLimit {
    /// So many calls at once, and at least one.
    pub fn new(calls: usize) -> Self {
        Self(Arc::new(Semaphore::new(
            calls.clamp(1, Semaphore::MAX_PERMITS),
        )))
    }

    /// A place among the calls that are under way, until it is dropped. `None` never comes: the places are never closed.
    async fn place(&self) -> Option<OwnedSemaphorePermit> {
        Arc::clone(&self.0).acquire_owned().await.ok()
    }
}

impl From<usize> for ConcurrencyLimit {
    fn from(calls: usize) -> Self {
        Self::new(calls)
    }
}

/// A runnable that has only so many calls under way at once; made by
/// [`with_concurrency_limit`](super::RunnableExt::with_concurrency_limit).
///
/// The others wait, in the order in which they came. A stream is under way until it ends or is dropped, read or not. So
/// whoever holds the last place must not wait for another: a call within a call of the same limit, or between the pieces
/// of a stream that has all places, waits for ever. Clones share the limit. LangChain's `max_concurrency` holds within one `batch` alone, as
/// [`batch_with`](super::RunnableExt::batch_with) does.
///
/// ```
/// # use surprisal_core::*;
/// # fn example(small: std::sync::Arc<dyn ChatModel>, large: std::sync::Arc<dyn ChatModel>) {
/// let alone = small.clone().with_concurrency_limit(4);
///
/// let together = ConcurrencyLimit::new(4);
/// let small = small.with_concurrency_limit(together.clone());
/// let large = large.with_concurrency_limit(together);
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct ConcurrencyLimited<R> {
    inner: R,
    limit: ConcurrencyLimit,
}

impl<R> ConcurrencyLimited<R> {
    pub(super) fn new(inner: R, limit: ConcurrencyLimit) -> Self {
        Self { inner, limit }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R: Runnable> Runnable for ConcurrencyLimited<R> {
    type Input = R::Input;
    type Output = R::Output;
    type Chunk = R::Chunk;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<R::Output> {
        let _place = self.limit.place().await;
        self.inner.invoke_opts(input, options).await
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<R::Chunk>> {
        let place = self.limit.place().await;
        let source = Source::new(self.inner.stream_opts(input, options).await?);
        Ok(Box::pin(Placed { source, place }))
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.inner.profile_opts(options)
    }
}

/// A stream in its place. The work behind it is dropped before the place is free.
struct Placed<C> {
    source: Source<C>,
    place: Option<OwnedSemaphorePermit>,
}

impl<C> Stream for Placed<C> {
    type Item = Result<C>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<C>>> {
        let Self { source, place } = &mut *self;
        Pin::new(source).poll_seen(cx, |item| {
            if !matches!(item, Some(Ok(_))) {
                *place = None;
            }
        })
    }
}
