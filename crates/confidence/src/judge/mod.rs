//! Scores that a model gives, by their distribution.

mod scale;
mod text;
mod verdict;

pub use scale::{Judge, ScoreMode};
pub use verdict::Verdict;
