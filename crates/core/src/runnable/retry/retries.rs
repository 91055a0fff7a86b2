use std::time::Duration;

use super::RetryPolicy;
use super::budget::RetryBudget;
use crate::Error;

/// The retries of all calls of one client: a [`RetryPolicy`] with its budget.
///
/// For those who write a transport or a wrapper: ask [`next_wait`](Self::next_wait) after an error, tell
/// [`succeeded`](Self::succeeded) after an answer, and give back what [`give_up`](Self::give_up) makes of the last
/// error.
#[derive(Debug)]
pub struct Retries {
    policy: RetryPolicy,
    budget: RetryBudget,
}

impl Retries {
    /// Retries by this policy, with its budget full.
    pub fn new(policy: RetryPolicy) -> Self {
        let budget = RetryBudget::new(policy.budget_size());
        Self { policy, budget }
    }

    /// How long to wait before the next attempt, after `attempt` of them (the first is 1) ended with this error;
    /// `None` if there is to be none: see [`RetryPolicy::next_wait`]. Nor is there one that `time_left` does not
    /// reach, where that is limited, or for which the budget is used up.
    pub fn next_wait(
        &self,
        attempt: u32,
        error: &Error,
        time_left: Option<Duration>,
    ) -> Option<Duration> {
        let wait = self.policy.next_wait(attempt, error, fastrand::f64())?;
        let in_time = time_left.is_none_or(|left| left > wait);
        // A wait that the provider asked for hammers nobody.
        let granted = in_time && (error.retry_after().is_some() || self.budget.spend());
        granted.then_some(wait)
    }

    /// A call succeeded, which earns a part of a retry.
    pub fn succeeded(&self) {
        self.budget.earn();
    }

    /// The error as it is given back: where it is one that is retried, marked by
    /// [`retries_spent`](Error::retries_spent).
    #[must_use]
    pub fn give_up(&self, error: Error) -> Error {
        if self.policy.retries() && error.is_retryable() {
            error.with_retries_spent()
        } else {
            error
        }
    }
}
