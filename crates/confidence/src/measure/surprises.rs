use surprisal_core::{Score, TokenLogprob};

use super::sum::Sum;

/// A value above this is no rounding of 0: no probability is greater than 1.
const ROUNDING: f64 = 1e-6;

/// The surprisals of all tokens of an answer, in nats, in their order.
pub(super) struct Surprises(Vec<f64>);

impl Surprises {
    /// `None` where there are none, where one has no exact score, and where one is no log probability.
    pub(super) fn of(tokens: &[TokenLogprob]) -> Option<Self> {
        let surprises = tokens.iter().map(|token| match token.score() {
            Score::Exact(logprob) if logprob <= ROUNDING => Some(0.0 - logprob.min(0.0)),
            _ => None,
        });
        let surprises: Vec<f64> = surprises.collect::<Option<_>>()?;
        (!surprises.is_empty()).then_some(Self(surprises))
    }

    /// The mean of the greatest.
    pub(super) fn tail_mean(mut self, worst: f64) -> Option<f64> {
        self.0.sort_by(|a, b| b.total_cmp(a));
        let tail = self.0.get(..share_of(self.0.len(), worst)?)?;
        Some(Sum::of(tail.iter().copied()).value() / tail.len() as f64)
    }

    /// The value of rank ⌈share · n⌉, the least first.
    pub(super) fn quantile(mut self, share: f64) -> Option<f64> {
        self.0.sort_by(f64::total_cmp);
        let rank = share_of(self.0.len(), share)?;
        self.0.get(rank - 1).copied()
    }

    /// How many in a row are of less probability than `below`.
    pub(super) fn longest_run(self, below: f64) -> Option<f64> {
        if below.is_nan() {
            return None;
        }
        let least = -below.max(0.0).ln();
        let runs = self.0.split(|surprise| *surprise <= least);
        Some(runs.map(<[f64]>::len).max()? as f64)
    }
}

/// ⌈share · n⌉, at least 1 and at most n; `None` if the share is none.
pub(super) fn share_of(count: usize, share: f64) -> Option<usize> {
    // 0.1 · 30 is 3.0000000000000004 in binary fractions.
    let tokens = (share * count as f64 - 1e-9).ceil();
    (count > 0 && (0.0..=1.0).contains(&share)).then(|| (tokens as usize).clamp(1, count))
}
