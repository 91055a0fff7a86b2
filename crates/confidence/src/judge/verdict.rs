use std::ops::RangeInclusive;

use crate::measure::Sum;
use crate::{Interval, LabelDistribution};

/// A score, with how sure the model is of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    scale: RangeInclusive<i32>,
    mode: i32,
    mean: f64,
    distribution: Option<LabelDistribution>,
}

impl Verdict {
    /// Of the distribution over the scale; `None` where no score was seen.
    pub(super) fn of(scale: RangeInclusive<i32>, distribution: LabelDistribution) -> Option<Self> {
        let shares = distribution.shares()?;
        let mean = Sum::of(
            scale
                .clone()
                .zip(shares)
                .map(|(score, share)| f64::from(score) * share),
        );
        Some(Self {
            mode: distribution.best()?.parse().ok()?,
            mean: mean.value(),
            scale,
            distribution: Some(distribution),
        })
    }

    /// Of the number that was written.
    pub(super) fn written(scale: RangeInclusive<i32>, score: i32) -> Self {
        Self {
            scale,
            mode: score,
            mean: f64::from(score),
            distribution: None,
        }
    }

    /// The mean of the scores that were seen, Σ s·p / Σ p; the number that was written, where log probabilities were
    /// not used.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The mean as a place on the scale: 0 at its lowest score, 1 at its highest.
    pub fn normalized(&self) -> f64 {
        let (lowest, highest) = (f64::from(*self.scale.start()), f64::from(*self.scale.end()));
        (self.mean - lowest) / (highest - lowest)
    }

    /// The deviation of the scores from their mean, √(Σ p·(s − mean)² / Σ p), in points of the scale. `None` where log
    /// probabilities were not used.
    pub fn standard_deviation(&self) -> Option<f64> {
        let squares = self
            .shares()?
            .map(|(score, share)| share * (score - self.mean).powi(2));
        Some(Sum::of(squares).value().max(0.0).sqrt())
    }

    /// The likeliest score, the lowest of equal ones; the number that was written, where log probabilities were not
    /// used.
    pub fn mode(&self) -> i32 {
        self.mode
    }

    /// The probability that the scores have together, 0 to 1: what is missing is of other words, and of what was not
    /// listed. `None` where log probabilities were not used.
    pub fn coverage(&self) -> Option<f64> {
        self.distribution.as_ref().map(LabelDistribution::coverage)
    }

    /// What the mean may be, if what is not resolved (1, that may become 10) and what was not listed are scores, too.
    /// `None` where log probabilities were not used.
    pub fn mean_bounds(&self) -> Option<Interval> {
        let distribution = self.distribution.as_ref()?;
        let scores: Vec<f64> = self.scale.clone().map(f64::from).collect();
        // What is for sure; what the answer merely shows is among the open parts.
        let sure = scores
            .iter()
            .zip(self.scale.clone())
            .filter_map(|(score, name)| {
                let probability = distribution.probability(&name.to_string())?.lower;
                Some((*score, probability))
            });
        let sure: Vec<_> = sure.collect();
        let ends = distribution.open().iter().filter_map(|open| {
            let mut own = open
                .labels
                .iter()
                .filter_map(|label| scores.get(*label).copied());
            let first = own.next()?;
            let (lowest, highest) = own.fold((first, first), |(lowest, highest), score| {
                (lowest.min(score), highest.max(score))
            });
            Some((lowest, highest, open.probability))
        });
        let ends: Vec<_> = ends.collect();
        let lowest = ends.iter().map(|(lowest, _, mass)| (*lowest, *mass));
        // The highest mean is the lowest one of the mirrored scale.
        let highest = ends.iter().map(|(_, highest, mass)| (-highest, *mass));
        let mirrored = sure.iter().map(|(score, mass)| (-score, *mass));
        Some(Interval::new(
            least_mean(sure.iter().copied(), lowest)?,
            -least_mean(mirrored, highest)?,
        ))
    }

    /// The distribution over the scores. `None` where log probabilities were not used.
    pub fn distribution(&self) -> Option<&LabelDistribution> {
        self.distribution.as_ref()
    }

    /// Whether it is of log probabilities, and not of the text alone.
    pub fn used_logprobs(&self) -> bool {
        self.distribution.is_some()
    }

    fn shares(&self) -> Option<impl Iterator<Item = (f64, f64)>> {
        let shares = self.distribution.as_ref()?.shares()?;
        Some(self.scale.clone().map(f64::from).zip(shares))
    }
}

/// The least mean of values with a mass, where each of the others may have its mass or less.
fn least_mean(
    sure: impl Iterator<Item = (f64, f64)>,
    others: impl Iterator<Item = (f64, f64)>,
) -> Option<f64> {
    let (mut sum, mut mass) = (0.0, 0.0);
    for (value, own) in sure {
        sum += value * own;
        mass += own;
    }
    let mut others: Vec<_> = others.collect();
    others.sort_by(|a, b| a.0.total_cmp(&b.0));
    for (value, own) in others {
        if mass > 0.0 && value * mass >= sum {
            break;
        }
        sum += value * own;
        mass += own;
    }
    (mass > 0.0).then(|| sum / mass)
}
