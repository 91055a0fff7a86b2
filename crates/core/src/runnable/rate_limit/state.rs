use std::time::Duration;

use tokio::time::Instant;

use super::bucket::Bucket;
use super::queue::Queue;
use crate::{Error, RateLimits, Result};

/// What the calls of a limiter have used, and what the provider says.
#[derive(Debug)]
pub(super) struct State {
    pub(super) requests: Bucket,
    pub(super) tokens: Bucket,
    pub(super) waiting: Queue,
    /// Nobody starts before that, by what the provider says, or since something was put back then.
    not_before: Option<Instant>,
}

impl State {
    /// Lets the call start that has this ticket and came then, or says when to ask again.
    pub(super) fn start(&mut self, ticket: u64, came: Instant) -> Result<Option<Instant>> {
        if !(self.requests.fills() && self.tokens.fills()) {
            return Err(Error::invalid_input(
                "the rate limiter lets nothing start: give it rates above zero",
            ));
        }
        let now = Instant::now();
        let before = self.waiting.before(ticket);
        let open = self.tokens.ready_at(0, None).max(self.not_before);
        let due = self.requests.ready_at(before, open);
        // Those before have a tick more to start. Who has not started by then does not come, and is not waited for.
        let late = due
            .filter(|_| before > 0)
            .and_then(|due| due.checked_add(TICK));
        if let Some(at) = due.into_iter().chain(late).find(|at| *at > now) {
            return Ok(Some(at));
        }
        self.waiting.go(ticket);
        // A timer fires up to a tick late. Who has waited had its turn when it was due, or else everyone after it would
        // be later still.
        let tick_ago = now.checked_sub(TICK);
        let at = tick_ago.into_iter().chain(due).fold(came, Instant::max);
        self.requests.take(1.0, at);
        Ok(None)
    }

    /// Nobody starts within this time from now.
    pub(super) fn pause(&mut self, time: Duration) {
        self.not_before = self.not_before.max(Instant::now().checked_add(time));
    }

    /// Where nothing is left, nobody starts before there is.
    pub(super) fn heed(&mut self, limits: &RateLimits) {
        for (left, reset) in [
            (limits.remaining_requests, limits.reset_requests),
            (limits.remaining_tokens, limits.reset_tokens),
        ] {
            if let (Some(0), Some(reset)) = (left, reset) {
                self.pause(reset);
            }
        }
    }
}

impl Default for State {
    fn default() -> Self {
        Self {
            requests: Bucket::unlimited(),
            tokens: Bucket::unlimited(),
            waiting: Queue::default(),
            not_before: None,
        }
    }
}

/// How exact the timers of tokio are.
const TICK: Duration = Duration::from_millis(1);
