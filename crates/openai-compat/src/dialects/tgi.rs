use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect};

/// A model on a server of Hugging Face's Text Generation Inference.
pub type ChatTgi = ChatCompletions<Tgi>;

/// Hugging Face's Text Generation Inference, by Chat Completions.
///
/// Its tokens have neither ids nor bytes there.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Tgi;

impl Dialect for Tgi {
    const PROVIDER: &'static str = "tgi";
    const BASE_URL: &'static str = "http://localhost:8080/v1";
    const KEY_VARIABLE: &'static str = "TGI_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "TGI_BASE_URL";
    const KEY_IS_OPTIONAL: bool = true;
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::LOGPROBS)
        .yes(&[
            Feature::Stop,
            Feature::Seed,
            Feature::FrequencyPenalty,
            Feature::JsonSchema,
        ])
        .some_models(&[Feature::Tools, Feature::ToolChoice])
        .no(&[
            Feature::ScoreText,
            Feature::LogitBias,
            Feature::N,
            Feature::ParallelToolCalls,
            Feature::Metadata,
        ])
        .most_top_logprobs(5);
}
