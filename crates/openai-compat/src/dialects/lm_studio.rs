use surprisal_core::{Capabilities, Feature};

use crate::{ChatCompletions, Dialect};

/// A model on an LM Studio server.
pub type ChatLmStudio = ChatCompletions<LmStudio>;

/// LM Studio's server, by Chat Completions.
///
/// There it takes the wish for log probabilities and gives none; it gives them by the Responses API, which
/// `ChatOpenAi` of surprisal-openai speaks, with this base URL.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct LmStudio;

impl Dialect for LmStudio {
    const PROVIDER: &'static str = "lm-studio";
    const BASE_URL: &'static str = "http://localhost:1234/v1";
    const KEY_VARIABLE: &'static str = "LM_STUDIO_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "LM_STUDIO_BASE_URL";
    const KEY_IS_OPTIONAL: bool = true;
    const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
        .yes(Feature::SAMPLING)
        .yes(&[Feature::JsonSchema])
        .some_models(&[Feature::Tools, Feature::ToolChoice, Feature::ReasoningEffort])
        .no(Feature::LOGPROBS)
        .no(&[
            Feature::ScoreText,
            Feature::N,
            Feature::ParallelToolCalls,
            Feature::JsonObject,
            Feature::Metadata,
        ])
        .instead(
            &[Feature::Logprobs],
            "LM Studio gives them by its Responses API, as in ChatOpenAi::builder(model).base_url(url).options(Api::Responses)",
        );
}
