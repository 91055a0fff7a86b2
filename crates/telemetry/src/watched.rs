use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::Stream;
use surprisal_core::{AiMessageChunk, ChunkStream, Result};

use crate::call::Call;

/// A stream that is polled and dropped within its span. `None` once it has ended.
pub(crate) struct Watched(Option<(ChunkStream<AiMessageChunk>, Call)>);

impl Watched {
    pub(crate) fn new(chunks: ChunkStream<AiMessageChunk>, call: Call) -> Self {
        Self(Some((chunks, call)))
    }

    /// Drops the stream below, and then the call.
    fn close(&mut self) {
        if let Some((chunks, call)) = self.0.take() {
            call.span().in_scope(|| drop(chunks));
        }
    }
}

impl Stream for Watched {
    type Item = Result<AiMessageChunk>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some((chunks, call)) = &mut self.0 else {
            return Poll::Ready(None);
        };
        let polled = call.span().in_scope(|| chunks.as_mut().poll_next(context));
        let item = ready!(polled);
        match &item {
            Some(Ok(chunk)) => {
                call.chunk(chunk);
                return Poll::Ready(item);
            }
            Some(Err(error)) => call.failed(error),
            None => call.complete(),
        }
        self.close();
        Poll::Ready(item)
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.close();
    }
}
