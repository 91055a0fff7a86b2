use serde::{Deserialize, Serialize};

use super::Measure;

/// What a number is that answers are judged by: the signal of a cascade, the score that a calibrator was fitted on.
///
/// ```
/// use surprisal_confidence::{Measure, Signal};
///
/// assert_eq!(Signal::from(Measure::Perplexity), Signal::Measure(Measure::Perplexity));
/// assert_eq!(Signal::from("topic"), Signal::Named("topic".to_owned()));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Signal {
    /// A measure of this library, which any answer can be asked for.
    Measure(Measure),
    /// Another number, such as the probability of a label, by its name.
    Named(String),
}

impl From<Measure> for Signal {
    fn from(measure: Measure) -> Self {
        Self::Measure(measure)
    }
}

impl From<&str> for Signal {
    fn from(name: &str) -> Self {
        Self::Named(name.to_owned())
    }
}

impl From<String> for Signal {
    fn from(name: String) -> Self {
        Self::Named(name)
    }
}
