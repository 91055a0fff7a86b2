use serde::{Deserialize, Serialize};
use surprisal_core::{Error, Result};

use super::examples::{check, check_both};
use super::ranking::sureness;
use super::{FittedOn, examples};
use crate::Direction;

/// The curve from a score to the probability of being right that fits the examples best in squares, of all that never
/// fall where the score is surer: isotonic regression, by pooling adjacent violators (Ayer et al. 1955; for calibration
/// Zadrozny and Elkan 2002).
///
/// Examples of equal score are one, with their number as weight. Between two knots the curve is a straight line, beyond the
/// outermost it is flat: as scikit-learn's with `out_of_bounds="clip"`. It is free of assumptions and so needs many examples,
/// some hundreds; where the surest ones were all right it says exactly 1. With few examples [`Platt`](super::Platt) is the
/// better choice.
///
/// ```
/// use surprisal_confidence::{Direction, Isotonic};
///
/// let scores = [0.2, 0.4, 0.6, 0.8];
/// let isotonic = Isotonic::fit(&scores, &[false, true, false, true], Direction::HigherIsSurer)?;
/// // 0.4 was right and 0.6 was wrong, which no rising curve can say: they are pooled.
/// assert_eq!(isotonic.knots(), [(0.2, 0.0), (0.4, 0.5), (0.6, 0.5), (0.8, 1.0)]);
/// assert!((isotonic.probability(0.7) - 0.75).abs() < 1e-12);
/// assert_eq!(isotonic.probability(0.0), 0.0);
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Isotonic {
    direction: Direction,
    /// Scores with their probabilities, the surest last; never empty.
    knots: Vec<(f64, f64)>,
    fitted_on: FittedOn,
}

/// Neighbours that are pooled, in terms of how sure they are.
struct Block {
    first: f64,
    last: f64,
    correct: usize,
    count: usize,
}

impl Block {
    fn mean(&self) -> f64 {
        self.correct as f64 / self.count as f64
    }

    /// Whether the one behind it is no surer of being right, compared as whole numbers so that no rounding decides.
    fn is_not_below(&self, next: &Self) -> bool {
        let (mine, theirs) = (self.correct as u128, next.correct as u128);
        mine * next.count as u128 >= theirs * self.count as u128
    }

    fn pool(&mut self, next: &Self) {
        self.last = next.last;
        self.correct += next.correct;
        self.count += next.count;
    }
}

impl Isotonic {
    /// Fits the curve to the scores of answers and whether each was right.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) where the lists differ in length or are empty,
    /// where a score is not finite, and where all answers are right or all are wrong.
    pub fn fit(scores: &[f64], correct: &[bool], direction: Direction) -> Result<Self> {
        check(scores, correct)?;
        check_both(correct)?;
        let sure = scores.iter().map(|score| sureness(direction, *score));
        let mut examples: Vec<_> = sure.zip(correct).collect();
        examples.sort_by(|(one, _), (other, _)| one.total_cmp(other));

        let mut blocks: Vec<Block> = Vec::new();
        for (sure, correct) in examples {
            let example = Block {
                first: sure,
                last: sure,
                correct: usize::from(*correct),
                count: 1,
            };
            match blocks.last_mut() {
                Some(last) if last.first == sure => last.pool(&example),
                _ => {
                    // The one before is complete only here: until now it could grow by ties.
                    settle(&mut blocks);
                    blocks.push(example);
                }
            }
        }
        settle(&mut blocks);

        let mut knots = Vec::with_capacity(2 * blocks.len());
        for block in &blocks {
            // The sureness of a sureness is the score.
            knots.push((sureness(direction, block.first), block.mean()));
            if block.last > block.first {
                knots.push((sureness(direction, block.last), block.mean()));
            }
        }
        Ok(Self {
            direction,
            knots,
            fitted_on: FittedOn::new().counts(correct.len(), examples::count(correct)),
        })
    }

    /// The probability that an answer with this score is right, 0 to 1. NaN for NaN.
    pub fn probability(&self, score: f64) -> f64 {
        let sure = sureness(self.direction, score);
        if sure.is_nan() {
            return f64::NAN;
        }
        let position = |knot: &(f64, f64)| sureness(self.direction, knot.0);
        let at = self.knots.partition_point(|knot| position(knot) < sure);
        let below = at.checked_sub(1).and_then(|at| self.knots.get(at));
        match (below, self.knots.get(at)) {
            (Some(below), Some(above)) => {
                let part = (sure - position(below)) / (position(above) - position(below));
                (below.1 + part * (above.1 - below.1)).min(above.1)
            }
            (Some(end), None) | (None, Some(end)) => end.1,
            (None, None) => f64::NAN,
        }
    }

    /// The corners of the curve: scores with their probabilities, the surest last.
    pub fn knots(&self) -> &[(f64, f64)] {
        &self.knots
    }

    /// What it was fitted on.
    pub fn fitted_on(&self) -> &FittedOn {
        &self.fitted_on
    }

    /// Says what it was fitted on. The counts are those of the fit.
    #[must_use]
    pub fn with_fitted_on(mut self, fitted_on: FittedOn) -> Self {
        self.fitted_on.say(fitted_on);
        self
    }
}

/// Pools the last block with those before it that are not below it.
fn settle(blocks: &mut Vec<Block>) {
    while let Some(last) = blocks.pop() {
        match blocks.last_mut() {
            Some(before) if before.is_not_below(&last) => before.pool(&last),
            _ => {
                blocks.push(last);
                return;
            }
        }
    }
}

/// What is read, of which nothing is known.
#[derive(Deserialize)]
struct Unchecked {
    direction: Direction,
    knots: Vec<(f64, f64)>,
    #[serde(default)]
    fitted_on: FittedOn,
}

impl TryFrom<Unchecked> for Isotonic {
    type Error = Error;

    fn try_from(read: Unchecked) -> Result<Self> {
        let Unchecked {
            direction,
            knots,
            fitted_on,
        } = read;
        let possible = |(score, probability): &(f64, f64)| {
            score.is_finite() && (0.0..=1.0).contains(probability)
        };
        let rises = knots.is_sorted_by(|(one, low), (other, high)| {
            sureness(direction, *one) < sureness(direction, *other) && low <= high
        });
        if knots.is_empty() || !rises || !knots.iter().all(possible) {
            return Err(Error::invalid_input(
                "the knots are no curve that rises: finite scores in order, the surest last, with probabilities that never fall",
            ));
        }
        Ok(Self {
            direction,
            knots,
            fitted_on,
        })
    }
}
