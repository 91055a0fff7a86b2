use surprisal_core::{Capabilities, Feature, Support};

use crate::{ChatCompletions, Dialect};

/// A model on a mistral.rs server.
pub type ChatMistralRs = ChatCompletions<MistralRs>;

/// mistral.rs' server.
///
/// In a stream, a chunk has the log probability of its last token alone, so a chunk of several tokens has too
/// few. Alternatives have ids. `null` stands for −∞.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct MistralRs;

impl Dialect for MistralRs {
    const PROVIDER: &'static str = "mistral.rs";
    const BASE_URL: &'static str = "http://localhost:1234/v1";
    const KEY_VARIABLE: &'static str = "MISTRAL_RS_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "MISTRAL_RS_BASE_URL";
    const KEY_IS_OPTIONAL: bool = true;
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::LOGPROBS)
        .yes(Feature::SAMPLING)
        .with(&[Feature::Seed], Support::Unknown)
        .yes(&[Feature::JsonSchema])
        .some_models(&[Feature::Tools, Feature::ToolChoice])
        .no(&[Feature::ScoreText, Feature::Metadata]);
}
