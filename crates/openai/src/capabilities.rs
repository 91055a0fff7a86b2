use surprisal_core::{Capabilities, Feature};

use crate::Api;

/// What Chat Completions has. Reasoning models refuse much of it.
pub(crate) const CHAT_COMPLETIONS: Capabilities = Capabilities::UNKNOWN
    .some_models(Feature::LOGPROBS)
    .some_models(Feature::SAMPLING)
    .some_models(&[Feature::ScoreText, Feature::ReasoningEffort])
    .yes(Feature::TOOLS)
    .yes(Feature::JSON)
    .yes(&[Feature::N, Feature::Metadata])
    .most_top_logprobs(20);

const RESPONSES: Capabilities = CHAT_COMPLETIONS
    .no(Feature::SAMPLING)
    .instead(Feature::SAMPLING, NOT_HERE);

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
