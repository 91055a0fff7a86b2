//! Given texts: multiple choice, and whether a model has changed.

mod choice_scores;
mod drift;
mod multiple_choice;
mod normalization;
mod text_perplexity;

pub use choice_scores::{ChoiceScores, ScoredChoice};
pub use drift::{Drift, DriftProbe, Snapshot};
pub use multiple_choice::MultipleChoice;
pub use normalization::Normalization;
pub use text_perplexity::TextPerplexity;
