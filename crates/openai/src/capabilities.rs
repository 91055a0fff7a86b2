use surprisal_core::{Capabilities, Feature};

use crate::Api;

/// What Chat Completions has. Reasoning models refuse much of it.
pub(crate) const CHAT_COMPLETIONS: Capabilities = Capabilities::UNKNOWN
    .yes(&[
        Feature::N,
        Feature::Tools,
        Feature::ToolChoice,
        Feature::ParallelToolCalls,
        Feature::JsonObject,
        Feature::JsonSchema,
        Feature::Metadata,
    ])
    .some_models(&[
        Feature::Logprobs,
        Feature::TopLogprobs,
        Feature::StreamLogprobs,
        Feature::ScoreText,
        Feature::Stop,
        Feature::Seed,
        Feature::FrequencyPenalty,
        Feature::PresencePenalty,
        Feature::LogitBias,
        Feature::ReasoningEffort,
    ])
    .most_top_logprobs(20);

const RESPONSES: Capabilities = CHAT_COMPLETIONS
    .no(ONLY_IN_CHAT_COMPLETIONS)
    .instead(ONLY_IN_CHAT_COMPLETIONS, NOT_HERE);

const ONLY_IN_CHAT_COMPLETIONS: &[Feature] = &[
    Feature::Stop,
    Feature::Seed,
    Feature::FrequencyPenalty,
    Feature::PresencePenalty,
    Feature::LogitBias,
    Feature::N,
];

/// What would work in the place of an option that the Responses API does not have.
pub(crate) const NOT_HERE: &str = "only Chat Completions has it; leave it out, or leave out what chose or needs the Responses API";

impl Api {
    /// What OpenAI has there.
    pub fn capabilities(self) -> Capabilities {
        match self {
            Self::ChatCompletions => CHAT_COMPLETIONS,
            Self::Responses => RESPONSES,
        }
    }
}
