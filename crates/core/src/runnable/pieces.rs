//! What the streams of several combinators have in common.
//!
//! Every wrapper is a layer that each chunk goes through. A `poll_next` that has one value to return, in one variable, is
//! compiled so that the layer below writes the chunk to where the outermost one wants it; with more than one `return`
//! each layer would move it twice.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::stream::{self, Stream};
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
    *begun.as_mut().project().first = first.transpose()?;
    Ok(begun)
}

pin_project! {
    /// A stream whose first piece has been taken out of it.
    struct Begun<C, S> {
        first: Option<C>,
        #[pin]
        rest: UntilError<S>,
    }
}

impl<C, S: Stream<Item = Result<C>>> Stream for Begun<C, S> {
    type Item = Result<C>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<C>>> {
        let this = self.project();
        // To take what is not there would move as many bytes as a piece has.
        match this.first.is_some() {
            true => Poll::Ready(this.first.take().map(Ok)),
            false => this.rest.poll_next(cx),
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

impl<C, S: Stream<Item = Result<C>>> Stream for UntilError<S> {
    type Item = Result<C>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<C>>> {
        let mut inner = self.project().inner;
        let polled = match inner.as_mut().as_pin_mut() {
            Some(stream) => stream.poll_next(cx),
            None => Poll::Ready(None),
        };
        if let Poll::Ready(None | Some(Err(_))) = polled {
            inner.set(None);
        }
        polled
    }
}
