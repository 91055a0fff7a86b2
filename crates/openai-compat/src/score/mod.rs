//! The log probabilities of given texts, over the older interface of completions.
//!
//! A chat has no place for a text that is to be scored. Completions have: a prompt that is the prompt and the text
//! in one, and [two ways](Scoring) to be told the log probabilities of its tokens. What comes back is believed
//! only where it is, byte by byte, what was sent.

mod between;
mod edge;
mod positions;
mod refusal;
mod request;
mod run;
mod scoring;

pub use scoring::Scoring;
