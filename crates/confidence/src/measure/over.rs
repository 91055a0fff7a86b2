use std::pin::Pin;
use std::task::{Context, Poll};

use futures::{Stream, StreamExt};
use surprisal_core::{HasLogprobs, Result};

use super::Running;

/// A stream of pieces of an answer, with the statistics of what has come of it; made by [`Running::over`].
#[derive(Clone, Debug)]
pub struct WithRunning<S> {
    pieces: S,
    running: Running,
}

impl Running {
    /// Takes the tokens of a stream into account as its pieces go by.
    ///
    /// ```
    /// use futures::TryStreamExt;
    /// use surprisal_confidence::Running;
    /// use surprisal_core::{CallOptions, Result, RunnableExt};
    /// use surprisal_testing::{FakeChatModel, token};
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let model = FakeChatModel::new()
    ///     .say([token("Par").p(0.5), token("is").p(0.5)])
    ///     .bind(CallOptions::new().logprobs(true));
    /// let mut chunks = Running::new().over(model.stream("What is the capital of France?").await?);
    /// let mut text = String::new();
    /// while let Some(chunk) = chunks.try_next().await? {
    ///     text += &chunk.text();
    ///     println!("{text} {:?}", chunks.running().perplexity());
    /// }
    /// assert!((chunks.running().perplexity().unwrap() - 2.0).abs() < 1e-12);
    /// # Ok(()) }
    /// ```
    pub fn over<S, C>(self, pieces: S) -> WithRunning<S>
    where
        S: Stream<Item = Result<C>> + Unpin,
        C: HasLogprobs,
    {
        let running = self;
        WithRunning { pieces, running }
    }
}

impl<S> WithRunning<S> {
    /// The statistics of what has come.
    pub fn running(&self) -> &Running {
        &self.running
    }

    /// The statistics, without the rest of the stream.
    pub fn into_running(self) -> Running {
        self.running
    }
}

impl<S, C> Stream for WithRunning<S>
where
    S: Stream<Item = Result<C>> + Unpin,
    C: HasLogprobs,
{
    type Item = Result<C>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<C>>> {
        let this = &mut *self;
        let polled = this.pieces.poll_next_unpin(cx);
        if let Poll::Ready(Some(Ok(piece))) = &polled {
            this.running.extend(piece.tokens());
        }
        polled
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.pieces.size_hint()
    }
}
