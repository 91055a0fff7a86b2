use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect};

/// A model of xAI.
pub type ChatXai = ChatCompletions<Xai>;

/// xAI.
///
/// Some of its models take the wish for log probabilities and give none; that is then an error, or a warning.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Xai;

impl Dialect for Xai {
    const PROVIDER: &'static str = "xai";
    const BASE_URL: &'static str = "https://api.x.ai/v1";
    const KEY_VARIABLE: &'static str = "XAI_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "XAI_BASE_URL";
    const MAX_TOKENS: &'static str = "max_completion_tokens";
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .some_models(Feature::LOGPROBS)
        .some_models(Feature::SAMPLING)
        .some_models(&[Feature::ReasoningEffort])
        .yes(Feature::TOOLS)
        .yes(Feature::JSON)
        .yes(&[Feature::Seed, Feature::N])
        .no(&[Feature::LogitBias, Feature::Metadata])
        .most_top_logprobs(8);
}
