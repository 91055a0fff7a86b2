//! The log probabilities of given texts.

mod score_text;
mod scored;

pub use score_text::ScoreText;
pub use scored::Scored;
