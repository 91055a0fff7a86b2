//! How the double plays an answer.

use std::collections::VecDeque;
use std::sync::{Arc, Weak};
use std::time::Duration;

use futures::stream;
use surprisal_core::{AiMessageChunk, CallOptions, ChunkStream, Error, ErrorKind, Result};
use tokio::time::{Instant, sleep, timeout_at};

use super::service::Service;

/// What comes next of a stream.
#[expect(clippy::large_enum_variant, reason = "most are chunks")]
pub(super) enum Next {
    Chunk(AiMessageChunk),
    Error(Error),
    Stall,
}

/// A stream under way. Dropping it before its end is seen by the service.
pub(super) struct Play {
    pub(super) service: Arc<Service>,
    /// What must live while the answer is read, by a fault.
    pub(super) model: Option<Weak<()>>,
    pub(super) items: VecDeque<Next>,
    pub(super) pause: Duration,
    pub(super) deadline: Option<Instant>,
    pub(super) idle: Option<Duration>,
    pub(super) streamed: bool,
    pub(super) ended: bool,
}

impl Play {
    pub(super) fn limits(&mut self, options: &CallOptions) {
        let fault = self.service.fault;
        let limit = |name: &str, limit: Option<Duration>| limit.filter(|_| fault != name);
        let total = match self.streamed {
            true => limit("a_stream_has_a_time_limit", options.timeout),
            false => limit("an_answer_has_a_time_limit", options.timeout),
        };
        self.deadline = total.map(|limit| Instant::now() + limit);
        self.idle = limit("a_stream_has_an_idle_limit", options.idle_timeout);
        if fault == "a_steady_stream_keeps_the_idle_limit"
            && self.idle.is_some()
            && self.items.len() > 10
        {
            self.deadline = self.idle.map(|limit| Instant::now() + limit);
        }
    }

    pub(super) async fn next(&mut self) -> Option<Result<AiMessageChunk>> {
        if self.ended {
            return None;
        }
        if self
            .model
            .as_ref()
            .is_some_and(|model| model.strong_count() == 0)
        {
            self.ended = true;
            return Some(Err(Error::new(ErrorKind::Connection, "the model is gone")));
        }
        let idle = self.idle.map(|limit| Instant::now() + limit);
        let far = Instant::now() + Duration::from_secs(86_400);
        let by = [self.deadline, idle]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(far);
        let (next, pause) = (self.items.pop_front(), self.pause);
        let wait = async {
            sleep(pause).await;
            if matches!(next, Some(Next::Stall)) {
                std::future::pending::<()>().await;
            }
        };
        let outcome = match timeout_at(by, wait).await {
            Err(_) => Some(Err(
                Error::new(ErrorKind::Timeout, "it took too long").with_provider("double")
            )),
            Ok(()) => match next {
                Some(Next::Chunk(chunk)) => Some(Ok(chunk)),
                Some(Next::Error(error)) => Some(Err(error)),
                Some(Next::Stall) | None => None,
            },
        };
        self.ended = !matches!(outcome, Some(Ok(_)));
        outcome
    }

    pub(super) fn into_stream(self) -> ChunkStream<AiMessageChunk> {
        Box::pin(stream::unfold(self, |mut play| async move {
            let next = play.next().await?;
            Some((next, play))
        }))
    }
}

impl Drop for Play {
    fn drop(&mut self) {
        let is_unseen = match self.streamed {
            true => "a_stream_that_is_dropped_is_given_up",
            false => "a_call_that_is_dropped_is_given_up",
        };
        if !self.ended && self.service.fault != is_unseen {
            self.service.hang_up();
        }
    }
}
