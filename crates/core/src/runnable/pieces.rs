//! What the streams of several combinators have in common.

use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::stream::{self, Stream, StreamExt};
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
    let mut pieces = Box::pin(UntilError::new(pieces).peekable());
    match pieces.as_mut().next_if(Result::is_err).await {
        Some(Err(error)) => Err(error),
        _ => Ok(pieces),
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

impl<C, S: Stream<Item = Result<C>>> Stream for UntilError<S> {
    type Item = Result<C>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<C>>> {
        let mut inner = self.project().inner;
        let item = match inner.as_mut().as_pin_mut() {
            Some(stream) => ready!(stream.poll_next(cx)),
            None => None,
        };
        if !matches!(item, Some(Ok(_))) {
            inner.set(None);
        }
        Poll::Ready(item)
    }
}
