use std::sync::Arc;
use std::time::Duration;

use super::RetryPolicy;
use super::budget::RetryBudget;
use crate::Error;
use crate::runnable::when::When;

/// The retries of all calls of one client: a [`RetryPolicy`] with its budget, and which errors it is for. A clone
/// shares the budget.
///
/// For those who write a transport or a wrapper: ask [`next_wait`](Self::next_wait) after an error, tell
/// [`succeeded`](Self::succeeded) after an answer, and give back what [`give_up`](Self::give_up) makes of the last
/// error.
#[derive(Clone, Debug)]
pub struct Retries {
    policy: RetryPolicy,
    budget: Arc<RetryBudget>,
    when: When,
}

impl Retries {
    /// Retries by this policy, with its budget full, of errors that [are retryable](Error::is_retryable).
    pub fn new(policy: RetryPolicy) -> Self {
        let budget = Arc::new(RetryBudget::new(policy.budget_size()));
        Self {
            policy,
            budget,
            when: When::new(Error::is_retryable),
        }
    }

    /// Retries the errors for which this is true in the place of those that are retryable.
    #[must_use]
    pub fn when(mut self, choice: impl Fn(&Error) -> bool + Send + Sync + 'static) -> Self {
        self.when = When::new(choice);
        self
    }

    /// How long to wait before the next attempt, after `attempt` of them (the first is 1) ended with this error;
    /// `None` if there is to be none: see [`RetryPolicy::next_wait`]. Nor is there one for an error that is not
    /// retried, or whose [retries are spent](Error::retries_spent), nor one that `time_left` does not reach, where
    /// that is limited, or for which the budget is used up.
    pub fn next_wait(
        &self,
        attempt: u32,
        error: &Error,
        time_left: Option<Duration>,
    ) -> Option<Duration> {
        if error.retries_spent() || !self.when.holds(error) {
            return None;
        }
        let asked = error.retry_after();
        let fits = |wait| time_left.is_none_or(|left| left > wait);
        let wait = self.policy.next_wait(attempt, asked, fastrand::f64())?;
        // What is added to the provider's wait is spared where there is no time for it.
        let wait = asked.filter(|_| !fits(wait)).unwrap_or(wait);
        let in_time = fits(wait);
        // A wait that the provider asked for hammers nobody.
        let granted = in_time && (asked.is_some() || self.budget.spend());
        granted.then_some(wait)
    }

    /// Whether there is none after this attempt (the first is 1), whatever it ends with.
    pub fn is_last(&self, attempt: u32) -> bool {
        self.policy.is_last(attempt)
    }

    /// A call succeeded, which earns a part of a retry.
    pub fn succeeded(&self) {
        self.budget.earn();
    }

    /// The error as it is given back: where it is one that is retried, marked by
    /// [`retries_spent`](Error::retries_spent).
    #[must_use]
    pub fn give_up(&self, error: Error) -> Error {
        if !self.is_last(1) && self.when.holds(&error) {
            error.with_retries_spent()
        } else {
            error
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    fn waits(retries: &Retries, error: &Error) -> bool {
        retries.next_wait(1, error, None).is_some()
    }

    #[test]
    fn what_is_not_retryable_is_given_back_unmarked() {
        let retries = Retries::new(RetryPolicy::default());
        let server = || Error::new(ErrorKind::Server, "");
        let quota = Error::new(ErrorKind::QuotaExhausted, "").with_status(429);
        for error in [quota, server().with_retryable(false)] {
            assert!(!waits(&retries, &error));
            assert!(!retries.give_up(error).retries_spent());
        }
        assert!(waits(&retries, &server()));
        assert!(retries.give_up(server()).retries_spent());

        let none = Retries::new(RetryPolicy::none());
        assert!(!waits(&none, &server()) && !none.give_up(server()).retries_spent());
    }

    #[test]
    fn a_choice_takes_the_place_of_what_is_retryable_but_not_of_what_is_spent() {
        let truncated = |error: &Error| error.kind() == ErrorKind::Truncated;
        let retries = Retries::new(RetryPolicy::default()).when(truncated);
        assert!(!waits(&retries, &Error::new(ErrorKind::Server, "")));
        let chosen = || Error::new(ErrorKind::Truncated, "");
        assert!(waits(&retries, &chosen()));
        assert!(!waits(&retries, &chosen().with_retries_spent()));
        assert!(retries.give_up(chosen()).retries_spent());
    }

    #[test]
    fn a_wait_that_the_time_left_does_not_reach_is_not_begun_and_costs_nothing() {
        let retries = Retries::new(RetryPolicy::default().budget(1));
        let error = Error::new(ErrorKind::Server, "");
        assert_eq!(retries.next_wait(1, &error, Some(Duration::ZERO)), None);
        assert!(waits(&retries, &error) && !waits(&retries, &error));
    }
}
