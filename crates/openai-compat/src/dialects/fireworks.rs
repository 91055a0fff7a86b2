use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect};

/// A model of Fireworks.
pub type ChatFireworks = ChatCompletions<Fireworks>;

/// Fireworks.
///
/// It answers in OpenAI's form, with the tokens' ids, and in that of the legacy arrays where
/// `extra("logprobs", 5)` asks by a number; both are read.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Fireworks;

impl Dialect for Fireworks {
    const PROVIDER: &'static str = "fireworks";
    const BASE_URL: &'static str = "https://api.fireworks.ai/inference/v1";
    const KEY_VARIABLE: &'static str = "FIREWORKS_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "FIREWORKS_BASE_URL";
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::LOGPROBS)
        .yes(Feature::SAMPLING)
        .yes(Feature::JSON)
        .yes(&[Feature::ScoreText])
        .some_models(&[
            Feature::Tools,
            Feature::ToolChoice,
            Feature::ReasoningEffort,
        ])
        .most_top_logprobs(5);
}
