use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use super::state::State;
use crate::Result;

/// How often calls start, and how many tokens they may use: what
/// [`with_rate_limit`](crate::RunnableExt::with_rate_limit) holds them to. Clones share it, so it can be that of all
/// models of an account.
///
/// Calls start in the order in which they came, each exactly when it may; nothing is polled in intervals, and a call that
/// is dropped while it waits uses nothing up. One whose task does something else when its turn comes, as a buffered
/// stream that is not read, lets the others go first.
///
/// It also heeds what the provider says, set rates or not. After an error of
/// [`ErrorKind::RateLimited`](crate::ErrorKind::RateLimited) nobody starts before its
/// [`retry_after`](crate::Error::retry_after), or within a second where it names none; after an answer whose
/// [`rate_limits`](crate::ResponseMetadata::rate_limits) say that nothing is left, nobody before that is reset. An answer
/// that is [`cached`](crate::ResponseMetadata::cached) costs nothing.
///
/// Waits need a tokio runtime with its timer. LangChain's `InMemoryRateLimiter` counts requests alone, and looks ten times
/// a second whether one may start.
///
/// ```
/// # use surprisal_core::*;
/// # fn example(small: std::sync::Arc<dyn ChatModel>, large: std::sync::Arc<dyn ChatModel>) {
/// let account = RateLimiter::new().requests_per_second(20.0).tokens_per_minute(90_000.0);
/// let small = small.with_rate_limit(account.clone());
/// let large = large.with_rate_limit(account);
/// # }
/// ```
#[derive(Clone, Debug, Default)]
#[doc(alias = "InMemoryRateLimiter")]
pub struct RateLimiter(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    state: Mutex<State>,
    /// Tells those who wait that they may start earlier.
    earlier: Notify,
}

impl RateLimiter {
    /// Without rates of its own, it heeds what the provider says.
    pub fn new() -> Self {
        Self::default()
    }

    /// How many calls start in a second. A rate that is not above zero makes every call an error of
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput). As all of these, it holds for all clones, and
    /// for calls that wait already.
    #[must_use]
    pub fn requests_per_second(self, rate: impl Into<f64>) -> Self {
        let rate = rate.into();
        self.change(|state| state.requests.set_rate(rate));
        self
    }

    /// How many calls start in a minute: the same limit, in other words.
    #[must_use]
    pub fn requests_per_minute(self, rate: impl Into<f64>) -> Self {
        let rate = rate.into();
        self.requests_per_second(rate / 60.0)
    }

    /// How many tokens, of input and output together, the calls may use in a minute.
    ///
    /// What a call costs is known once its answer tells its usage. So a call starts while some of a minute's tokens are
    /// left; its own are taken when they are known, and others wait until they are made up for. An answer that does not
    /// tell its usage costs none, nor does a stream that is dropped before it does.
    #[must_use]
    pub fn tokens_per_minute(self, rate: impl Into<f64>) -> Self {
        let rate = rate.into();
        self.change(|state| {
            state.tokens.set_rate(rate / 60.0);
            state.tokens.size = rate;
        });
        self
    }

    /// How many calls may start at once after a time without any; at least one, and one unless set. LangChain's
    /// `max_bucket_size`.
    #[must_use]
    pub fn burst(self, count: u32) -> Self {
        self.change(|state| state.requests.size = count.max(1).into());
        self
    }

    /// Waits until it is the caller's turn to start. Each has a timer of its own and holds nothing while it waits, so
    /// that a call that nobody polls keeps no other from starting.
    pub(super) async fn turn(&self) -> Result<()> {
        let place = Place::last(self);
        loop {
            let earlier = self.0.earlier.notified();
            let Some(at) = self.state().start(place.ticket, place.came)? else {
                return Ok(());
            };
            // Whichever comes first, it is looked up again: it may be later by now.
            let _ = timeout_at(at, earlier).await;
        }
    }

    /// Changes the state so that the next call may start earlier, though not before now.
    pub(super) fn change(&self, change: impl FnOnce(&mut State)) {
        let mut state = self.state();
        change(&mut state);
        state.pause(Duration::ZERO);
        drop(state);
        self.0.earlier.notify_waiters();
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // Nothing in it panics; and if it did, a wrong count is better than no call at all.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A place among those who wait, given up where it is dropped.
struct Place<'a> {
    limiter: &'a RateLimiter,
    ticket: u64,
    came: Instant,
}

impl<'a> Place<'a> {
    fn last(limiter: &'a RateLimiter) -> Self {
        Self {
            limiter,
            ticket: limiter.state().waiting.join(),
            came: Instant::now(),
        }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        if self.limiter.state().waiting.leave(self.ticket) {
            self.limiter.0.earlier.notify_waiters();
        }
    }
}
