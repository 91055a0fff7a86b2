use super::super::wilson::wilson;
use super::sureness;
use crate::{Direction, Interval};

/// The answers that are at least as sure as a threshold, and how many of them are right.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Selection {
    /// The score of the least sure answer that is kept.
    pub threshold: f64,
    /// In which direction scores are surer.
    pub direction: Direction,
    /// How many answers are kept; at least one.
    pub kept: usize,
    /// How many of these are right.
    pub correct: usize,
    /// How many answers there are.
    pub count: usize,
}

impl Selection {
    /// Whether an answer of this score would be kept. One of NaN is not.
    pub fn keeps(&self, score: f64) -> bool {
        sureness(self.direction, score) >= sureness(self.direction, self.threshold)
    }

    /// The fraction of all answers that is kept, 0 to 1.
    pub fn coverage(&self) -> f64 {
        self.kept as f64 / self.count as f64
    }

    /// The fraction of the kept answers that is right, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        self.correct as f64 / self.kept as f64
    }

    /// The fraction of the kept answers that is wrong, 0 to 1.
    pub fn risk(&self) -> f64 {
        1.0 - self.accuracy()
    }

    /// Where the accuracy of other answers may lie, with 95 % confidence (Wilson 1927). A threshold that was chosen on these
    /// answers does better on them than on others: try it on answers that it was not chosen on.
    pub fn interval(&self) -> Interval {
        wilson(self.correct, self.kept).unwrap_or(Interval::new(0.0, 1.0))
    }
}
