/// The model's own distribution over its vocabulary at one position: the softmax of its logits.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Distribution<'a> {
    logits: &'a [f32],
    /// The logarithm of what the exponentials sum to.
    log_total: f64,
}

impl<'a> Distribution<'a> {
    pub(crate) fn new(logits: &'a [f32]) -> Self {
        Self {
            logits,
            log_total: log_sum_exp(logits.iter().map(|logit| f64::from(*logit))),
        }
    }

    /// The log probability of a token, in nats; −∞ for an id outside the vocabulary.
    pub(crate) fn logprob(&self, id: u32) -> f64 {
        self.logit(id)
            .map_or(f64::NEG_INFINITY, |logit| f64::from(logit) - self.log_total)
    }

    /// How many tokens are at least as likely; the most likely one has rank 1.
    pub(crate) fn rank(&self, id: u32) -> u32 {
        let own = self.logit(id).unwrap_or(f32::NEG_INFINITY);
        let ahead = self.logits.iter().filter(|logit| **logit > own).count();
        u32::try_from(ahead).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// The most likely tokens with their log probabilities, the likeliest first.
    pub(crate) fn top(&self, count: usize) -> Vec<(u32, f64)> {
        let mut top: Vec<(u32, f32)> = (0..).zip(self.logits.iter().copied()).collect();
        let likelier = |one: &(u32, f32), other: &(u32, f32)| {
            other.1.total_cmp(&one.1).then(one.0.cmp(&other.0))
        };
        if count < top.len() {
            top.select_nth_unstable_by(count, likelier);
            top.truncate(count);
        }
        top.sort_unstable_by(likelier);
        let scored = top.into_iter();
        scored
            .map(|(id, logit)| (id, f64::from(logit) - self.log_total))
            .collect()
    }

    fn logit(&self, id: u32) -> Option<f32> {
        self.logits.get(usize::try_from(id).ok()?).copied()
    }
}

/// `ln Σ exp(x)`, without overflow.
pub(super) fn log_sum_exp(values: impl Iterator<Item = f64> + Clone) -> f64 {
    let greatest = values.clone().fold(f64::NEG_INFINITY, f64::max);
    if !greatest.is_finite() {
        return greatest;
    }
    greatest
        + values
            .map(|value| (value - greatest).exp())
            .sum::<f64>()
            .ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOGITS: [f32; 5] = [1.0, 3.0, -2.0, 3.0, 0.5];

    #[test]
    fn probabilities_sum_to_one() {
        let distribution = Distribution::new(&LOGITS);
        let total: f64 = (0..5).map(|id| distribution.logprob(id).exp()).sum();
        assert!((total - 1.0).abs() < 1e-12, "{total}");
        assert_eq!(distribution.logprob(5), f64::NEG_INFINITY);
    }

    #[test]
    fn the_likeliest_come_first_and_ties_by_id() {
        let distribution = Distribution::new(&LOGITS);
        let ids = |count| {
            let top = distribution.top(count).into_iter();
            top.map(|(id, _)| id).collect::<Vec<_>>()
        };
        assert!(ids(0).is_empty());
        assert_eq!(ids(3), [1, 3, 0]);
        assert_eq!(ids(usize::MAX), [1, 3, 0, 4, 2]);
        assert_eq!(distribution.rank(1), 1);
        assert_eq!(distribution.rank(0), 3);
        assert_eq!(distribution.top(1), [(1, distribution.logprob(1))]);
    }
}
