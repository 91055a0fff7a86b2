use std::time::Duration;

/// How often a call is made again, and how long to wait before that: what the transport of providers and
/// [`with_retry`](crate::RunnableExt::with_retry) share.
///
/// A call is made again where its error [is retryable](crate::Error::is_retryable), if no other choice is made: for
/// HTTP 408, 409, 429 and 5xx, where the connection failed, and where a time limit passed before the answer began.
/// What the provider says of it comes first, and an exhausted quota is never tried again. The transport sends nothing
/// again once the answer has begun, and nobody does once a stream has given its first chunk.
///
/// The wait is what the provider asks for and up to a tenth more, or else doubles from the base delay, with jitter. The
/// budget holds all calls together: see [`budget`](Self::budget).
///
/// ```
/// use std::time::Duration;
/// use surprisal_core::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(6).max_delay(Duration::from_secs(300));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    base_delay: Duration,
    max_delay: Duration,
    budget: u32,
}

impl RetryPolicy {
    /// Every call is made once.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// How often a call is made at most, the first time included; 3 unless set.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts;
        self
    }

    /// The wait before the second attempt where the provider names none; half a second unless
    /// set. It doubles with each attempt, and between a half and all of it is waited.
    #[must_use]
    pub fn base_delay(mut self, delay: Duration) -> Self {
        self.base_delay = delay;
        self
    }

    /// The longest wait; 60 seconds unless set. If the provider asks for a longer one, the error
    /// is given back at once, with [`retry_after`](crate::Error::retry_after).
    #[must_use]
    pub fn max_delay(mut self, delay: Duration) -> Self {
        self.max_delay = delay;
        self
    }

    /// How many retries a client, or what `with_retry` gives, and its clones may make before calls succeed
    /// again; 100 unless set. A retry takes one from it and a success gives a fifth of one back, so a server
    /// that is down is not hammered. A wait that the provider asked for costs nothing.
    #[must_use]
    pub fn budget(mut self, retries: u32) -> Self {
        self.budget = retries;
        self
    }

    /// How long to wait before the next attempt, after `attempt` of them (the first is 1) failed; `None` if there
    /// is to be none. `asked` is the wait that the provider [asks for](crate::Error::retry_after), to which up to a tenth
    /// is added, and at most a second; `jitter` is from 0 up to 1. Which errors are retried is not asked here, but by [`Retries`](crate::Retries).
    pub fn next_wait(
        &self,
        attempt: u32,
        asked: Option<Duration>,
        jitter: f64,
    ) -> Option<Duration> {
        if self.is_last(attempt) {
            return None;
        }
        if let Some(wait) = asked {
            // Those who were told to wait as long would all come back at once.
            let late = (wait / 10).min(MOST_LATE);
            let late = Duration::try_from_secs_f64(late.as_secs_f64() * jitter).unwrap_or(late);
            return (wait <= self.max_delay).then(|| wait.saturating_add(late));
        }
        let doublings = 2_u32.saturating_pow(attempt.saturating_sub(1));
        let delay = self
            .base_delay
            .saturating_mul(doublings)
            .min(self.max_delay);
        let jittered = delay.as_secs_f64() * (0.5 + jitter / 2.0);
        Some(Duration::try_from_secs_f64(jittered).unwrap_or(delay))
    }

    pub(super) fn budget_size(&self) -> u32 {
        self.budget
    }

    pub(super) fn is_last(&self, attempt: u32) -> bool {
        attempt >= self.max_attempts
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            base_delay: Duration::from_millis(500),
            max_delay: Duration::from_secs(60),
            budget: 100,
        }
    }
}

/// How much longer than asked for is waited at most.
const MOST_LATE: Duration = Duration::from_secs(1);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_wait_doubles_up_to_the_longest() {
        let policy = RetryPolicy::default()
            .max_attempts(99)
            .max_delay(Duration::from_secs(3));
        let waits = [1, 2, 3, 4, 98].map(|n| policy.next_wait(n, None, 1.0).unwrap());
        assert_eq!(
            waits.map(|wait| wait.as_millis()),
            [500, 1000, 2000, 3000, 3000]
        );
        assert_eq!(policy.next_wait(99, None, 1.0), None);
    }

    #[test]
    fn the_providers_wait_comes_first_and_one_that_is_too_long_ends_the_attempts() {
        let policy = RetryPolicy::default();
        let wait = |secs| policy.next_wait(1, Some(Duration::from_secs(secs)), 0.0);
        assert_eq!(wait(60), Some(Duration::from_secs(60)));
        assert_eq!(wait(0), Some(Duration::ZERO));
        assert_eq!(wait(61), None);
        assert_eq!(RetryPolicy::none().next_wait(1, None, 0.5), None);
    }

    #[test]
    fn the_providers_wait_is_outlived_by_up_to_a_tenth_and_a_second() {
        let policy = RetryPolicy::default();
        let wait =
            |millis, jitter| policy.next_wait(1, Some(Duration::from_millis(millis)), jitter);
        for (asked, waited) in [(0, 0), (100, 105), (4000, 4200), (60_000, 60_500)] {
            assert_eq!(wait(asked, 0.5), Some(Duration::from_millis(waited)));
        }
        assert_eq!(wait(60_001, 0.0), None);
        assert_eq!(wait(100, f64::NAN), Some(Duration::from_millis(110)));
    }

    #[test]
    fn no_delay_is_too_long_to_compute() {
        let policy = RetryPolicy::default()
            .base_delay(Duration::MAX)
            .max_delay(Duration::MAX);
        assert_eq!(policy.next_wait(1, None, 1.0), Some(Duration::MAX));
        assert_eq!(policy.next_wait(2, None, f64::NAN), Some(Duration::MAX));
    }

    proptest! {
        #[test]
        fn jitter_stays_between_half_and_all(attempt in 1_u32..200, jitter in 0.0..1.0) {
            let policy = RetryPolicy::default().max_attempts(u32::MAX);
            let full = policy.next_wait(attempt, None, 1.0).unwrap();
            let wait = policy.next_wait(attempt, None, jitter).unwrap();
            prop_assert!(wait <= full && wait * 2 >= full - Duration::from_nanos(1));
        }
    }
}
