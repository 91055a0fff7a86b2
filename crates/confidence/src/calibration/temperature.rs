use serde::{Deserialize, Serialize};
use surprisal_core::{Error, Result, Score};

use super::FittedOn;
use super::examples::same_length;
use super::platt::finite;
use crate::measure::sum;

/// One number T by which the log probabilities of labels are divided, so that their probabilities become as sure as they
/// are right: softmax(ℓ/T). Above 1 it makes a model less sure, below 1 surer. It never changes which label comes first.
///
/// T makes the right labels of the examples most likely (Guo et al. 2017); the loss is convex in 1/T, and its minimum is found by
/// bisection of its derivative. Log probabilities are logits up to a constant that softmax takes out again, so either will do, in
/// nats. Stand-ins such as −9999.0 ([`Score::Floor`]) are labels of no probability. Fit and ask with the same labels: what a label
/// is said to have depends on which others there are.
///
/// ```
/// use surprisal_confidence::TemperatureScaling;
///
/// // Made up: two labels, of which the first is always said to have 0.95, and is right in three of four.
/// let logprobs = [0.95_f64.ln(), 0.05_f64.ln()];
/// let temperature = TemperatureScaling::fit(&[logprobs; 4], &[0, 0, 0, 1])?;
/// assert!(temperature.temperature() > 2.0);
/// let probabilities = temperature.probabilities(&logprobs).unwrap();
/// assert!((probabilities[0] - 0.75).abs() < 1e-9);
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct TemperatureScaling {
    temperature: f64,
    fitted_on: FittedOn,
}

impl TemperatureScaling {
    /// Fits the temperature to the log probabilities, or logits, of the labels for each example, and the index of its right
    /// label in them. Examples may have different numbers of labels.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) where the lists differ in length or are empty, where a
    /// number is NaN or +∞, where a right label is not in its list or has no finite log probability (give it the most that it
    /// can be, which is that of the last listed alternative), and where there is no best T: if every first label is right it
    /// would be 0, and if the right labels are no likelier than others, infinite.
    pub fn fit<L: AsRef<[f64]>>(logits: &[L], labels: &[usize]) -> Result<Self> {
        same_length("distributions", logits.len(), "labels", labels.len())?;
        let examples = logits.iter().zip(labels).enumerate();
        let examples: Vec<Vec<f64>> = examples
            .map(|(at, (logits, label))| relative(at, logits.as_ref(), *label))
            .collect::<Result<_>>()?;
        let is_right = |example: &&Vec<f64>| example.iter().all(|ahead| *ahead <= 0.0);
        let right = examples.iter().filter(is_right).count();
        let inverse = minimize(&examples, right)?;
        let temperature = 1.0 / inverse;
        if !temperature.is_finite() || temperature <= 0.0 {
            return Err(Error::invalid_input(
                "the logits are too near to each other or too far apart for a temperature",
            ));
        }
        Ok(Self {
            temperature,
            fitted_on: FittedOn::new().counts(labels.len(), right),
        })
    }

    /// The probabilities of labels with these log probabilities or logits: softmax(ℓ/T), which sums to 1. `None` where no label has
    /// a finite one, or one is NaN or +∞.
    pub fn probabilities(&self, logits: &[f64]) -> Option<Vec<f64>> {
        let logits: Vec<f64> = logits.iter().map(|logit| or_none(*logit)).collect();
        let most = logits.iter().copied().reduce(f64::max)?;
        if !most.is_finite() || logits.iter().any(|logit| logit.is_nan()) {
            return None;
        }
        let weights = logits
            .iter()
            .map(|logit| ((logit - most) / self.temperature).exp());
        let weights: Vec<f64> = weights.collect();
        let total = sum(weights.iter().copied());
        Some(weights.into_iter().map(|weight| weight / total).collect())
    }

    /// T: 1 changes nothing, above it is less sure.
    pub fn temperature(&self) -> f64 {
        self.temperature
    }

    /// What it was fitted on; an example counts as correct where no label is ahead of its right one.
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

/// The logit, or −∞ where it is a stand-in for that.
fn or_none(logit: f64) -> f64 {
    match Score::new(Some(logit)) {
        Score::Floor(_) => f64::NEG_INFINITY,
        _ => logit,
    }
}

/// How far each label of an example is ahead of its right one. Labels of no probability have no part in the loss.
fn relative(at: usize, logits: &[f64], label: usize) -> Result<Vec<f64>> {
    let wrong = |what: String| Err(Error::invalid_input(format!("distribution {at} {what}")));
    if let Some(number) = logits
        .iter()
        .find(|logit| logit.is_nan() || **logit == f64::INFINITY)
    {
        return wrong(format!("has {number}, which is no log probability"));
    }
    let Some(right) = logits.get(label) else {
        let count = logits.len();
        return wrong(format!(
            "has {count} labels, and its right one is said to be at {label}"
        ));
    };
    let right = or_none(*right);
    if !right.is_finite() {
        return wrong(format!(
            "has no log probability for its right label {label}: give the most that it can be, which is that of the last listed alternative, or leave it out"
        ));
    }
    let logits = logits.iter().map(|logit| or_none(*logit) - right);
    Ok(logits.filter(|ahead| ahead.is_finite()).collect())
}

/// The 1/T of least loss, mean ln Σ exp(ahead/T).
fn minimize(examples: &[Vec<f64>], right: usize) -> Result<f64> {
    let count = examples.len();
    if count == 0 {
        return Err(Error::invalid_input(
            "there are no examples: at least one distribution with its right label is needed",
        ));
    }
    if right == count {
        return Err(Error::invalid_input(format!(
            "no label is ahead of the right one in any of the {count} examples, so that the best temperature is 0: examples with faults are needed"
        )));
    }
    let derivative = |inverse: f64| sum(examples.iter().map(|example| slope(example, inverse)));
    if derivative(0.0) >= 0.0 {
        return Err(Error::invalid_input(
            "the right labels are no likelier than the others, so that the best temperature is infinite: look whether each right label is an index into its list",
        ));
    }
    // The derivative rises from below 0 to above, since some label is ahead of a right one.
    let (mut low, mut high) = (0.0, 1.0);
    while derivative(high) < 0.0 && high < f64::MAX / 2.0 {
        (low, high) = (high, high * 2.0);
    }
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return Ok(middle);
        }
        if derivative(middle) < 0.0 {
            low = middle;
        } else {
            high = middle;
        }
    }
}

/// The derivative by 1/T of an example's loss: how far the labels are ahead of the right one on average.
fn slope(ahead: &[f64], inverse: f64) -> f64 {
    let most = ahead.iter().copied().fold(0.0, f64::max);
    let (mut mean, mut total) = (0.0, 0.0);
    for ahead in ahead {
        let weight = (inverse * (ahead - most)).exp();
        mean += weight * ahead;
        total += weight;
    }
    mean / total
}

/// What is read, of which nothing is known.
#[derive(Deserialize)]
struct Unchecked {
    #[serde(deserialize_with = "finite")]
    temperature: f64,
    #[serde(default)]
    fitted_on: FittedOn,
}

impl TryFrom<Unchecked> for TemperatureScaling {
    type Error = Error;

    fn try_from(read: Unchecked) -> Result<Self> {
        if read.temperature <= 0.0 {
            return Err(Error::invalid_input(format!(
                "the temperature is {}, and only above 0 it keeps the order of labels",
                read.temperature
            )));
        }
        Ok(Self {
            temperature: read.temperature,
            fitted_on: read.fitted_on,
        })
    }
}
