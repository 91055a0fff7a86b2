use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures::Stream as _;
use surprisal_core::{Error, ErrorKind, Result};
use tokio::time::{Instant, Sleep, sleep_until};

use crate::{Body, Timeouts, TransportError, TransportErrorKind};

/// A body that is read under time limits.
///
/// Idle time runs only while the reader waits, so a slow reader is never taken for a slow server.
/// One timer serves all limits: it is set when the first wait begins and corrected when it fires,
/// so that bytes that come cost no timer operation.
pub(crate) struct TimedBody {
    body: Body,
    timeouts: Timeouts,
    deadline: Option<Instant>,
    bytes_awaited_since: Option<Instant>,
    content_awaited_since: Option<Instant>,
    timer: Option<Pin<Box<Sleep>>>,
}

impl TimedBody {
    pub(crate) fn new(body: Body, timeouts: Timeouts, deadline: Option<Instant>) -> Self {
        Self {
            body,
            timeouts,
            deadline,
            bytes_awaited_since: None,
            content_awaited_since: None,
            timer: None,
        }
    }

    /// The next bytes, or `None` at the end.
    pub(crate) fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>>> {
        let now = Instant::now();
        if self.deadline.is_some_and(|by| by <= now) {
            return Poll::Ready(Err(timed_out("total", self.timeouts.total)));
        }
        if let Poll::Ready(chunk) = Pin::new(&mut self.body).poll_next(cx) {
            self.bytes_awaited_since = None;
            return Poll::Ready(chunk.transpose().map_err(broken));
        }
        self.bytes_awaited_since.get_or_insert(now);
        self.content_awaited_since.get_or_insert(now);
        self.poll_limits(cx).map(Err)
    }

    /// Lets the body end within this time from now, if not earlier.
    pub(crate) fn end_within(&mut self, limit: Duration) {
        let by = Instant::now().checked_add(limit);
        self.deadline = self.deadline.into_iter().chain(by).min();
        // It may be set for later.
        self.timer = None;
    }

    /// Tells that content came, so that the wait for it begins anew.
    pub(crate) fn content_seen(&mut self) {
        self.content_awaited_since = None;
    }

    fn poll_limits(&mut self, cx: &mut Context<'_>) -> Poll<Error> {
        let Some((by, name, limit)) = self.first_limit() else {
            return Poll::Pending;
        };
        let timer = self.timer.get_or_insert_with(|| Box::pin(sleep_until(by)));
        while timer.as_mut().poll(cx).is_ready() {
            if by <= Instant::now() {
                return Poll::Ready(timed_out(name, limit));
            }
            timer.as_mut().reset(by);
        }
        Poll::Pending
    }

    /// The limit that is reached first, its name and its length.
    fn first_limit(&self) -> Option<(Instant, &'static str, Option<Duration>)> {
        let Timeouts {
            total,
            idle,
            content_idle,
            ..
        } = self.timeouts;
        let after = |since: Option<Instant>, limit: Option<Duration>| since?.checked_add(limit?);
        let limits = [
            (self.deadline, "total", total),
            (after(self.bytes_awaited_since, idle), "idle", idle),
            (
                after(self.content_awaited_since, content_idle),
                "content_idle",
                content_idle,
            ),
        ];
        limits
            .into_iter()
            .filter_map(|(by, name, limit)| Some((by?, name, limit)))
            .min_by_key(|(by, ..)| *by)
    }
}

fn broken(error: TransportError) -> Error {
    let kind = match error.kind() {
        TransportErrorKind::Timeout => ErrorKind::Timeout,
        _ => ErrorKind::Truncated,
    };
    Error::new(kind, format!("the answer did not end: {error}")).with_source(error)
}

fn timed_out(name: &str, limit: Option<Duration>) -> Error {
    let limit = limit.unwrap_or_default();
    let what = match name {
        "total" => "the answer did not end",
        "idle" => "no more bytes of the answer came",
        _ => "no more content came",
    };
    let message = format!("{what} within {limit:?}, the time limit `{name}`");
    Error::new(ErrorKind::Timeout, message)
}
