use serde::{Deserialize, Deserializer, Serialize, de};
use surprisal_core::{Error, Result};

use super::FittedOn;
use super::examples::{check, check_both};
use crate::measure::sum;

/// A logistic curve from a score to the probability of being right: 1 / (1 + exp(−(slope · score + intercept))).
///
/// Platt's scaling (1999): the curve that makes the outcomes most likely, with targets a little within 0 and 1, (n₊ + 1)/(n₊ + 2) and
/// 1/(n₋ + 2), so that it has an end where the scores tell right from wrong without a fault. Found by Newton's method with
/// backtracking, as Lin, Lin and Weng do (2007). The direction of the score comes out as the sign of the slope. Two numbers are
/// fitted, so some dozens of examples are enough; where the curve is not of this form, use [`Isotonic`](super::Isotonic).
///
/// ```
/// use surprisal_confidence::Platt;
///
/// // Made up: an overconfident model.
/// let scores = [0.99, 0.98, 0.95, 0.94, 0.9, 0.85];
/// let platt = Platt::fit(&scores, &[true, true, false, true, false, false])?;
/// assert!(platt.slope() > 0.0);
/// assert!(platt.probability(0.9) < 0.5);
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Platt {
    #[serde(deserialize_with = "finite")]
    slope: f64,
    #[serde(deserialize_with = "finite")]
    intercept: f64,
    #[serde(default)]
    fitted_on: FittedOn,
}

impl Platt {
    /// Fits the curve to the scores of answers and whether each was right.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) where the lists differ in length or are empty,
    /// where a score is not finite or too large to be squared, and where all answers are right or all are wrong.
    pub fn fit(scores: &[f64], correct: &[bool]) -> Result<Self> {
        check(scores, correct)?;
        let right = check_both(correct)?;
        let count = scores.len() as f64;
        // Scores near to each other and far from 0 would make the equations nearly singular.
        let mean = sum(scores.iter().map(|score| score / count));
        let squares = scores.iter().map(|score| (score - mean).powi(2) / count);
        let deviation = sum(squares).sqrt();
        if !deviation.is_finite() {
            return Err(Error::invalid_input(
                "the scores are too large to be squared: use their logarithms",
            ));
        }
        let scale = if deviation > 0.0 { deviation } else { 1.0 };

        let (positive, negative) = (right as f64, count - right as f64);
        let target = |correct: &bool| {
            if *correct {
                (positive + 1.0) / (positive + 2.0)
            } else {
                1.0 / (negative + 2.0)
            }
        };
        let points = scores.iter().zip(correct);
        let points: Vec<_> = points
            .map(|(score, correct)| ((score - mean) / scale, target(correct)))
            .collect();
        let start = (0.0, ((positive + 1.0) / (negative + 1.0)).ln());
        let (slope, intercept) = minimize(&points, start);

        let (slope, intercept) = (slope / scale, intercept - slope * mean / scale);
        if !slope.is_finite() || !intercept.is_finite() {
            return Err(Error::invalid_input(
                "the scores are too near to each other to be fitted: multiply them by a large number",
            ));
        }
        Ok(Self {
            slope,
            intercept,
            fitted_on: FittedOn::new().counts(scores.len(), right),
        })
    }

    /// The probability that an answer with this score is right, 0 to 1. NaN for NaN.
    pub fn probability(&self, score: f64) -> f64 {
        // An infinite score of which the curve does not depend would be NaN.
        let part = if self.slope == 0.0 && !score.is_nan() {
            0.0
        } else {
            self.slope * score
        };
        logistic(part + self.intercept)
    }

    /// How steep the curve is, in the inverse of the score's unit; negative where smaller scores are surer.
    pub fn slope(&self) -> f64 {
        self.slope
    }

    /// The log odds at a score of 0.
    pub fn intercept(&self) -> f64 {
        self.intercept
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

/// The slope and intercept of least cross entropy from the targets: a convex function.
fn minimize(points: &[(f64, f64)], start: (f64, f64)) -> (f64, f64) {
    const STEPS: usize = 100;
    const HALVINGS: i32 = 40;
    // Keeps the matrix from being singular where all scores are equal.
    const RIDGE: f64 = 1e-12;
    let loss = |a: f64, b: f64| {
        sum(points.iter().map(|(x, target)| {
            let odds = a * x + b;
            odds.max(0.0) + (-odds.abs()).exp().ln_1p() - target * odds
        }))
    };

    let (mut a, mut b) = start;
    let mut value = loss(a, b);
    for _ in 0..STEPS {
        let (mut by_a, mut by_b) = (0.0, 0.0);
        let (mut by_aa, mut by_ab, mut by_bb) = (RIDGE, 0.0, RIDGE);
        for (x, target) in points {
            let p = logistic(a * x + b);
            let weight = p * (1.0 - p);
            by_a += (p - target) * x;
            by_b += p - target;
            by_aa += weight * x * x;
            by_ab += weight * x;
            by_bb += weight;
        }
        let determinant = by_aa * by_bb - by_ab * by_ab;
        let step_a = (by_ab * by_b - by_bb * by_a) / determinant;
        let step_b = (by_ab * by_a - by_aa * by_b) / determinant;
        let descent = by_a * step_a + by_b * step_b;
        let better = (0..HALVINGS).find_map(|halvings| {
            let part = 0.5_f64.powi(halvings);
            let (a, b) = (a + part * step_a, b + part * step_b);
            let next = loss(a, b);
            (next < value + 1e-4 * part * descent).then_some((a, b, next))
        });
        // At the minimum no step is better by more than rounding.
        let Some(better) = better else { break };
        (a, b, value) = better;
    }
    (a, b)
}

/// 1 / (1 + e^−x), without overflow.
fn logistic(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        x.exp() / (1.0 + x.exp())
    }
}

/// A number that is one: some formats can write NaN.
pub(super) fn finite<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    let number = f64::deserialize(deserializer)?;
    if number.is_finite() {
        Ok(number)
    } else {
        Err(de::Error::custom(format!(
            "{number} is not a finite number"
        )))
    }
}
