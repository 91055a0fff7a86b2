use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect};

/// A model of Groq.
pub type ChatGroq = ChatCompletions<Groq>;

/// Groq.
///
/// Most of its models refuse log probabilities, by an error that is
/// [`ErrorKind::Unsupported`](surprisal_core::ErrorKind::Unsupported).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Groq;

impl Dialect for Groq {
    const PROVIDER: &'static str = "groq";
    const BASE_URL: &'static str = "https://api.groq.com/openai/v1";
    const KEY_VARIABLE: &'static str = "GROQ_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "GROQ_BASE_URL";
    const MAX_TOKENS: &'static str = "max_completion_tokens";
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .some_models(Feature::LOGPROBS)
        .some_models(&[Feature::JsonSchema, Feature::ReasoningEffort])
        .yes(Feature::TOOLS)
        .yes(&[Feature::Stop, Feature::Seed, Feature::JsonObject])
        .no(&[Feature::LogitBias, Feature::N, Feature::ScoreText]);
}
