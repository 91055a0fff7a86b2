use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::{Stream, StreamExt as _};
use tokio::time::{Instant, Sleep, sleep_until};

use super::TimeLimits;
use super::limit::{BETWEEN_CHUNKS, FIRST_CHUNK, Limit};
use crate::runnable::pieces::Source;
use crate::{ChunkStream, Result};

/// A stream under time limits.
///
/// One timer serves them all. It is set when the first wait begins and corrected when it fires, or where a limit is
/// earlier, so that a chunk that is ready costs no timer operation.
pub(super) struct Timed<C> {
    source: Source<C>,
    limits: TimeLimits,
    whole: Option<Limit>,
    /// What has been waited for the first chunk already.
    waited: Duration,
    /// The limit of the wait that is under way.
    wait: Option<Limit>,
    chunks: usize,
    timer: Option<Pin<Box<Sleep>>>,
}

impl<C> Timed<C> {
    /// The call was made at `start` and has just given the stream.
    pub(super) fn new(
        stream: ChunkStream<C>,
        limits: TimeLimits,
        whole: Option<Limit>,
        start: Instant,
    ) -> Self {
        Self {
            source: Source::new(stream),
            limits,
            whole,
            waited: start.elapsed(),
            wait: None,
            chunks: 0,
            timer: None,
        }
    }

    /// Pending until the limit that is reached first.
    fn poll_limits(&mut self, cx: &mut Context<'_>) -> Poll<Limit> {
        if self.wait.is_none() {
            self.wait = self.begin_wait();
        }
        let Some(limit) = Limit::earlier(self.whole, self.wait) else {
            return Poll::Pending;
        };
        let by = limit.by;
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(by)));
        if by < timer.deadline() {
            timer.as_mut().reset(by);
        }
        while timer.as_mut().poll(cx).is_ready() {
            if by <= Instant::now() {
                return Poll::Ready(limit);
            }
            timer.as_mut().reset(by);
        }
        Poll::Pending
    }

    /// Whether the clock must be looked at, which costs more than all else here. The timer is never set for later than
    /// the limit of the whole; but a reader that never waits keeps it from firing.
    fn may_be_late(&self) -> bool {
        match &self.timer {
            Some(timer) => timer.is_elapsed() || self.chunks.is_multiple_of(16),
            None => true,
        }
    }

    fn begin_wait(&self) -> Option<Limit> {
        let now = Instant::now();
        match self.chunks {
            0 => {
                let since = now.checked_sub(self.waited).unwrap_or(now);
                Limit::from(since, FIRST_CHUNK, self.limits.first_chunk)
            }
            _ => Limit::from(now, BETWEEN_CHUNKS, self.limits.between_chunks),
        }
    }

    fn end(&mut self) {
        self.source.end();
        self.whole = None;
        // It would wake the task of the reader for nothing.
        self.timer = None;
    }

    fn fail(&mut self, limit: Limit) -> Poll<Option<Result<C>>> {
        self.end();
        Poll::Ready(Some(Err(limit.error(self.chunks))))
    }
}

impl<C> Stream for Timed<C> {
    type Item = Result<C>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<C>>> {
        // What is ready at the last moment is in time, as it is for an answer that is not streamed.
        let passed = self
            .whole
            .filter(|whole| self.may_be_late() && whole.by < Instant::now());
        if let Some(whole) = passed {
            return self.fail(whole);
        }
        let polled = self.source.poll_next_unpin(cx);
        match &polled {
            Poll::Pending => {
                return match self.poll_limits(cx) {
                    Poll::Ready(limit) => self.fail(limit),
                    Poll::Pending => Poll::Pending,
                };
            }
            Poll::Ready(Some(Ok(_))) => {
                self.wait = None;
                self.chunks += 1;
            }
            Poll::Ready(_) => self.end(),
        }
        polled
    }
}
