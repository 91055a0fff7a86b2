use surprisal_core::Result;

use super::super::examples::{check, count, same_length};
use super::super::wilson::wilson;
use super::sureness;
use crate::{Direction, Interval};

/// The threshold of a cascade: where the answer of a small model is less sure than that, a big one is asked.
///
/// It is chosen on examples that both models answered, since what the big one does on just those that the small one leaves
/// to it is what counts (as `ucci` chooses θ, by cost under a least accuracy).
///
/// ```
/// use surprisal_confidence::{Direction, Threshold};
///
/// let margins = [0.9, 0.8, 0.4, 0.3];
/// let small = [true, true, false, false];
/// let big = [true, true, true, false];
/// let cheapest = Threshold::cheapest(&margins, Direction::HigherIsSurer, &small, &big, 0.75)?.unwrap();
/// assert_eq!((cheapest.threshold, cheapest.accuracy()), (Some(0.8), 0.75));
/// assert_eq!(cheapest.cost(1.0, 10.0), 6.0); // half of the answers cost 1, the others 1 + 10
/// assert!(cheapest.escalates(0.4));
///
/// let perfect = Threshold::cheapest(&margins, Direction::HigherIsSurer, &small, &big, 1.0)?;
/// assert_eq!(perfect, None); // the last one is wrong in either
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Threshold {
    /// The score of the least sure answer of the small model that is kept; `None` where all are escalated.
    pub threshold: Option<f64>,
    /// In which direction scores are surer.
    pub direction: Direction,
    /// How many answers of the small model are kept.
    pub kept: usize,
    /// How many answers of the cascade are right: the kept ones of the small model, and the others of the big one.
    pub correct: usize,
    /// How many examples there are.
    pub count: usize,
}

impl Threshold {
    /// The threshold with the least cost of all that have at least this accuracy (0 to 1), on examples with the score of the
    /// small model's answer and whether it, and that of the big model, was right. The least cost is the fewest escalations,
    /// whatever the models cost. `None` where no threshold has the accuracy.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) where the lists differ in length or are empty, and
    /// where a score is not finite.
    pub fn cheapest(
        scores: &[f64],
        direction: Direction,
        small: &[bool],
        big: &[bool],
        accuracy: f64,
    ) -> Result<Option<Self>> {
        check(scores, small)?;
        same_length(
            "outcomes of the small model",
            small.len(),
            "outcomes of the big one",
            big.len(),
        )?;
        let outcomes = small.iter().copied().zip(big.iter().copied());
        let mut examples: Vec<_> = scores.iter().copied().zip(outcomes).collect();
        examples.sort_by(|(one, _), (other, _)| {
            sureness(direction, *other).total_cmp(&sureness(direction, *one))
        });

        let mut cascade = Self {
            threshold: None,
            direction,
            kept: 0,
            correct: count(big),
            count: scores.len(),
        };
        let mut best = cascade.reaches(accuracy).then_some(cascade);
        let mut examples = examples.into_iter().peekable();
        while let Some((score, (small, big))) = examples.next() {
            cascade.threshold = Some(score);
            cascade.kept += 1;
            cascade.correct = cascade.correct + usize::from(small) - usize::from(big);
            let is_whole = examples.peek().is_none_or(|(next, _)| *next != score);
            if is_whole && cascade.reaches(accuracy) {
                best = Some(cascade);
            }
        }
        Ok(best)
    }

    /// Whether an answer of this score would be escalated. One of NaN is.
    pub fn escalates(&self, score: f64) -> bool {
        let keeps =
            |threshold| sureness(self.direction, score) >= sureness(self.direction, threshold);
        !self.threshold.is_some_and(keeps)
    }

    /// The fraction of examples that is escalated, 0 to 1.
    pub fn escalated(&self) -> f64 {
        (self.count - self.kept) as f64 / self.count as f64
    }

    /// The fraction of the cascade's answers that is right, 0 to 1.
    pub fn accuracy(&self) -> f64 {
        self.correct as f64 / self.count as f64
    }

    /// Where the accuracy on other examples may lie, with 95 % confidence (Wilson 1927). A threshold that was chosen on these
    /// does better on them than on others.
    pub fn interval(&self) -> Interval {
        wilson(self.correct, self.count).unwrap_or(Interval::new(0.0, 1.0))
    }

    /// The mean cost of an answer, where the small model costs so much and the big one so much, in any unit: small for all,
    /// and big for those that are escalated.
    pub fn cost(&self, small: f64, big: f64) -> f64 {
        small + big * self.escalated()
    }

    fn reaches(&self, accuracy: f64) -> bool {
        self.accuracy() >= accuracy
    }
}
