use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect};

/// A model of DeepSeek.
pub type ChatDeepSeek = ChatCompletions<DeepSeek>;

/// DeepSeek.
///
/// The reasoning is a text of its own, and its log probabilities a channel of their own.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct DeepSeek;

impl Dialect for DeepSeek {
    const PROVIDER: &'static str = "deepseek";
    const BASE_URL: &'static str = "https://api.deepseek.com";
    const KEY_VARIABLE: &'static str = "DEEPSEEK_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "DEEPSEEK_BASE_URL";
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::LOGPROBS)
        .yes(&[
            Feature::Stop,
            Feature::Tools,
            Feature::ToolChoice,
            Feature::JsonObject,
        ])
        .some_models(&[Feature::ReasoningEffort])
        .no(&[
            Feature::Seed,
            Feature::LogitBias,
            Feature::N,
            Feature::ParallelToolCalls,
            Feature::JsonSchema,
            Feature::Metadata,
        ])
        .most_top_logprobs(20);
}
