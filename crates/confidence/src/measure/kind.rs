use serde::{Deserialize, Serialize};
use surprisal_core::HasLogprobs;

/// A number that says how sure an answer is, of the log probabilities of its content. It is a value, so that a threshold, a
/// calibrator or a report can name the measure that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Measure {
    /// exp(mean ln p): the geometric mean of the probabilities of the tokens.
    NormalizedProbability,
    /// exp(Σ ln p): the probability of the whole text.
    JointProbability,
    /// exp(−mean ln p).
    Perplexity,
}

/// In which direction a measure grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Direction {
    /// A greater value is of a surer answer.
    HigherIsSurer,
    /// A smaller value is of a surer answer.
    LowerIsSurer,
}

/// What a measure counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Unit {
    /// 0 to 1.
    Probability,
    /// Natural logarithms: 1 nat = 1/ln 2 bits.
    Nats,
    /// Logarithms to the base of 2.
    Bits,
    /// A number of equally likely tokens.
    Perplexity,
}

impl Measure {
    /// The value for this answer, or `None` where there is no signal: no log probabilities, or not those that it needs.
    pub fn of(self, answer: &(impl HasLogprobs + ?Sized)) -> Option<f64> {
        let measures = answer.measures();
        match self {
            Self::NormalizedProbability => measures.mean().map(f64::exp),
            Self::JointProbability => measures.joint_probability(),
            Self::Perplexity => measures.perplexity(),
        }
    }

    /// In which direction it grows.
    pub fn direction(self) -> Direction {
        match self {
            Self::Perplexity => Direction::LowerIsSurer,
            _ => Direction::HigherIsSurer,
        }
    }

    /// What it counts in.
    pub fn unit(self) -> Unit {
        match self {
            Self::Perplexity => Unit::Perplexity,
            _ => Unit::Probability,
        }
    }
}
