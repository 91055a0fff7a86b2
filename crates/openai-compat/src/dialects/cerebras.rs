use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect};

/// A model of Cerebras.
pub type ChatCerebras = ChatCompletions<Cerebras>;

/// Cerebras.
///
/// Where `extra("reasoning_format", "parsed")` tells the reasoning from the answer, so are their log
/// probabilities; else all are in those of the content.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Cerebras;

impl Dialect for Cerebras {
    const PROVIDER: &'static str = "cerebras";
    const BASE_URL: &'static str = "https://api.cerebras.ai/v1";
    const KEY_VARIABLE: &'static str = "CEREBRAS_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "CEREBRAS_BASE_URL";
    const MAX_TOKENS: &'static str = "max_completion_tokens";
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::LOGPROBS)
        .yes(Feature::TOOLS)
        .yes(Feature::JSON)
        .yes(&[Feature::Stop, Feature::Seed])
        .some_models(&[Feature::ReasoningEffort])
        .most_top_logprobs(20);
}
