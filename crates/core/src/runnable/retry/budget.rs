use std::sync::atomic::{AtomicU32, Ordering};

/// How many retries all calls together may still make: a bucket of tokens, filled by
/// successes and emptied by retries.
#[derive(Debug)]
pub(super) struct RetryBudget {
    tokens: AtomicU32,
    capacity: u32,
}

impl RetryBudget {
    /// A full budget.
    pub(super) fn new(retries: u32) -> Self {
        let capacity = retries.saturating_mul(RETRY_COST);
        Self {
            tokens: AtomicU32::new(capacity),
            capacity,
        }
    }

    /// Pays for a retry; false if there is too little left.
    pub(super) fn spend(&self) -> bool {
        self.update(|tokens| tokens.checked_sub(RETRY_COST))
    }

    /// Gives back what a success earns.
    pub(super) fn earn(&self) {
        self.update(|tokens| (tokens < self.capacity).then(|| tokens + 1));
    }

    fn update(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.tokens
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, change)
            .is_ok()
    }
}

/// Successes for each retry.
const RETRY_COST: u32 = 5;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn retries_empty_it_and_successes_fill_it() {
        let budget = RetryBudget::new(2);
        assert!(budget.spend() && budget.spend() && !budget.spend());
        (0..4).for_each(|_| budget.earn());
        assert!(!budget.spend());
        budget.earn();
        assert!(budget.spend() && !budget.spend());
    }

    #[test]
    fn it_never_holds_more_than_it_began_with() {
        let budget = RetryBudget::new(1);
        (0..100).for_each(|_| budget.earn());
        assert!(budget.spend() && !budget.spend());
    }
}
