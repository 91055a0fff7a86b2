use serde::{Deserialize, Serialize};

use crate::Signal;

/// What a calibrator was fitted on. It is written down with it, since a calibrator says nothing of another measure, another
/// model or other questions.
///
/// ```
/// use surprisal_confidence::{FittedOn, Measure};
///
/// let fitted_on = FittedOn::new().measure(Measure::Perplexity).model("gpt-4o-mini").date("2026-11-27");
/// assert_eq!(fitted_on.measure, Some(Measure::Perplexity.into()));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct FittedOn {
    /// What the scores are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub measure: Option<Signal>,
    /// The model whose answers they are of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub model: Option<String>,
    /// When, in the caller's form.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// The number of examples.
    pub count: usize,
    /// How many of them were right.
    pub correct: usize,
}

impl FittedOn {
    /// Nothing is said yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says what the scores are: a [`Measure`](crate::Measure), or another number by its name.
    #[must_use]
    pub fn measure(mut self, measure: impl Into<Signal>) -> Self {
        self.measure = Some(measure.into());
        self
    }

    /// Says whose answers they are of.
    #[must_use]
    pub fn model(mut self, model: impl Into<String>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// Says when.
    #[must_use]
    pub fn date(mut self, date: impl Into<String>) -> Self {
        self.date = Some(date.into());
        self
    }

    pub(super) fn counts(mut self, count: usize, correct: usize) -> Self {
        (self.count, self.correct) = (count, correct);
        self
    }

    /// Takes what `said` says, and keeps the counts, which only the fit knows.
    pub(super) fn say(&mut self, said: Self) {
        *self = said.counts(self.count, self.correct);
    }
}
