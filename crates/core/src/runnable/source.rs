use std::pin::Pin;
use std::task::{Context, Poll};

use futures::{Stream, StreamExt as _, stream};

use super::ChunkStream;
use crate::Result;

/// The stream below a wrapper's: dropped as soon as it has ended or failed, and ended from then on.
pub(super) struct Source<C>(Option<ChunkStream<C>>);

impl<C> Source<C> {
    pub(super) fn new(stream: ChunkStream<C>) -> Self {
        Self(Some(stream))
    }

    /// Drops the stream before its end.
    pub(super) fn end(&mut self) {
        self.0 = None;
    }
}

impl<C> Stream for Source<C> {
    type Item = Result<C>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<C>>> {
        let Some(stream) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let polled = stream.poll_next_unpin(cx);
        if let Poll::Ready(None | Some(Err(_))) = polled {
            self.end();
        }
        polled
    }
}

/// Waits for the first chunk and gives the same stream, with that chunk still in it. A failure in its place is the
/// error of the call.
pub(super) async fn begun<C: Send + 'static>(mut stream: ChunkStream<C>) -> Result<ChunkStream<C>> {
    match stream.next().await {
        Some(first) => Ok(Box::pin(Begun {
            first: Some(first?),
            rest: Source::new(stream),
        })),
        None => Ok(Box::pin(stream::empty())),
    }
}

struct Begun<C> {
    first: Option<C>,
    rest: Source<C>,
}

/// Nothing in it is pinned.
impl<C> Unpin for Begun<C> {}

impl<C> Stream for Begun<C> {
    type Item = Result<C>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<C>>> {
        match self.first.take() {
            Some(first) => Poll::Ready(Some(Ok(first))),
            None => self.rest.poll_next_unpin(cx),
        }
    }
}
