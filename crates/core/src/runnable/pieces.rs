//! What the streams of several combinators have in common.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{self, Stream};
use pin_project_lite::pin_project;

use super::ChunkStream;
use crate::Result;

/// A stream of one chunk: how something that cannot stream streams.
pub(super) fn one<C: Send + 'static>(chunk: C) -> ChunkStream<C> {
    Box::pin(stream::iter([Ok(chunk)]))
}

/// A stream of which the first piece has come: what fails before it is the error of the call.
pub(super) async fn begin<C, S>(pieces: S) -> Result<ChunkStream<C>>
where
    C: Send + 'static,
    S: Stream<Item = Result<C>> + Send + 'static,
{
    let rest = UntilError::new(pieces);
    let mut begun = Box::pin(Begun { first: None, rest });
    let first = poll_fn(|cx| begun.as_mut().project().rest.poll_next(cx)).await;
    *begun.as_mut().project().first = first.transpose()?.map(Box::new);
    Ok(begun)
}

pin_project! {
    /// A stream whose first piece has been taken out of it.
    struct Begun<C, S> {
        // Its place would be held for as long as the stream is open.
        first: Option<Box<C>>,
        #[pin]
        rest: UntilError<S>,
    }
}

impl<C, S: Stream<Item = Result<C>>> Stream for Begun<C, S> {
    type Item = Result<C>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<C>>> {
        let this = self.project();
        match this.first.take() {
            Some(first) => Poll::Ready(Some(Ok(*first))),
            None => this.rest.poll_next(cx),
        }
    }
}

pin_project! {
    /// A stream that ends with its first error. When it ends it drops what is below.
    pub(super) struct UntilError<S> {
        #[pin]
        inner: Option<S>,
    }
}

impl<S> UntilError<S> {
    pub(super) fn new(inner: S) -> Self {
        Self { inner: Some(inner) }
    }
}

impl<S: Unpin> UntilError<S> {
    /// Ends it now, and drops what is below.
    pub(super) fn end(&mut self) {
        self.inner = None;
    }
}

/// What a wrapper reads: the stream of the runnable that it wraps.
pub(super) type Source<C> = UntilError<ChunkStream<C>>;

impl<C, S: Stream<Item = Result<C>>> UntilError<S> {
    /// Polls it, and shows what comes.
    ///
    /// Every wrapper is a layer that each chunk goes through. A layer that returns what this gives moves the chunk once,
    /// and nothing where there is none yet.
    pub(super) fn poll_seen(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        see: impl FnOnce(Option<&Result<C>>),
    ) -> Poll<Option<Result<C>>> {
        let mut inner = self.project().inner;
        let Some(stream) = inner.as_mut().as_pin_mut() else {
            see(None);
            return Poll::Ready(None);
        };
        // It is looked at where it is: to take the item out and to wrap it again would move it twice.
        let polled = stream.poll_next(cx);
        let Poll::Ready(item) = &polled else {
            return Poll::Pending;
        };
        if !matches!(item, Some(Ok(_))) {
            inner.set(None);
        }
        see(item.as_ref());
        polled
    }
}

impl<C, S: Stream<Item = Result<C>>> Stream for UntilError<S> {
    type Item = Result<C>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<C>>> {
        self.poll_seen(cx, |_| {})
    }
}
