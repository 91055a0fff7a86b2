use serde::{Deserialize, Serialize};
use surprisal_core::HasLogprobs;

use super::{FittedOn, Isotonic, Platt};
use crate::Signal;

/// A curve from a score to the probability of being right, of either kind: for what is chosen at run time or read from a file.
///
/// `serde` writes the kind under `method`.
///
/// ```
/// use surprisal_confidence::{Calibrator, FittedOn, Measure, Platt};
/// use surprisal_core::{AiMessage, Channel, Choice, Logprobs, TokenLogprob};
///
/// // Made up: perplexities of answers, and which of them were right.
/// let platt = Platt::fit(&[1.1, 1.3, 1.2, 2.5, 4.0, 1.9], &[true, true, false, false, false, true])?
///     .with_fitted_on(FittedOn::new().measure(Measure::Perplexity).model("gpt-4o-mini"));
/// let written = serde_json::to_string(&Calibrator::from(platt)).unwrap();
/// assert!(written.starts_with(r#"{"method":"platt","slope":"#));
///
/// let calibrator: Calibrator = serde_json::from_str(&written).unwrap();
/// let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new("Paris", -0.1)]);
/// let answer = AiMessage::from(Choice::new("Paris").with_logprobs(logprobs));
/// assert!(calibrator.probability_of(&answer).is_some_and(|p| p > 0.5));
/// assert_eq!(calibrator.probability_of(&AiMessage::new("Paris")), None);
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "method", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Calibrator {
    /// A curve that only rises, and is otherwise free.
    Isotonic(Isotonic),
    /// A logistic curve.
    Platt(Platt),
}

impl Calibrator {
    /// The probability that an answer with this score is right, 0 to 1. NaN for NaN.
    pub fn probability(&self, score: f64) -> f64 {
        match self {
            Self::Isotonic(isotonic) => isotonic.probability(score),
            Self::Platt(platt) => platt.probability(score),
        }
    }

    /// The probability that this answer is right, 0 to 1, by the [measure](FittedOn::measure) that it was fitted on. `None`
    /// where the answer has no signal, and where it was not fitted on a [`Measure`](crate::Measure).
    pub fn probability_of(&self, answer: &(impl HasLogprobs + ?Sized)) -> Option<f64> {
        let Some(Signal::Measure(measure)) = &self.fitted_on().measure else {
            return None;
        };
        measure.of(answer).map(|score| self.probability(score))
    }

    /// What it was fitted on.
    pub fn fitted_on(&self) -> &FittedOn {
        match self {
            Self::Isotonic(isotonic) => isotonic.fitted_on(),
            Self::Platt(platt) => platt.fitted_on(),
        }
    }
}

impl From<Isotonic> for Calibrator {
    fn from(isotonic: Isotonic) -> Self {
        Self::Isotonic(isotonic)
    }
}

impl From<Platt> for Calibrator {
    fn from(platt: Platt) -> Self {
        Self::Platt(platt)
    }
}
