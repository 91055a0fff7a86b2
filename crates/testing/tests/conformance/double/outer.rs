use std::pin::Pin;
use std::task::{Context, Poll, ready};

use async_trait::async_trait;
use futures::{Stream, StreamExt as _, stream};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, ChunkStream, ErrorKind, Messages, Profile,
    Result, Runnable,
};

/// What goes wrong outside of the retries, which would set it right.
#[derive(Debug)]
pub(super) struct Outer<M> {
    pub(super) inner: M,
    pub(super) fault: &'static str,
}

#[async_trait]
impl<M: ChatModel> Runnable for Outer<M> {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        self.inner.invoke_opts(input, options).await
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let is_refused = self.fault == "a_stream_that_is_refused_is_an_error_of_the_call";
        match self.inner.stream_opts(input, options).await {
            Err(error)
                if is_refused
                    && error.status().is_some()
                    && error.kind() == ErrorKind::InvalidInput =>
            {
                Ok(Box::pin(stream::iter([Err(error)])))
            }
            Err(error) => Err(error),
            Ok(stream) => Ok(Box::pin(Encore {
                stream,
                after_end: self.fault == "a_stream_stays_ended_after_its_end",
                after_error: self.fault == "a_stream_stays_ended_after_an_error",
                ended: false,
            })),
        }
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.inner.profile_opts(options)
    }
}

/// A stream that goes on behind its end.
struct Encore {
    stream: ChunkStream<AiMessageChunk>,
    after_end: bool,
    after_error: bool,
    ended: bool,
}

impl Stream for Encore {
    type Item = Result<AiMessageChunk>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.ended {
            return Poll::Ready(Some(Ok("encore".into())));
        }
        let next = ready!(self.stream.poll_next_unpin(cx));
        self.ended = match &next {
            Some(Ok(_)) => false,
            Some(Err(_)) => {
                self.after_end = false;
                self.after_error
            }
            None => self.after_end,
        };
        Poll::Ready(next)
    }
}
