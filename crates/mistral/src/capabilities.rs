use surprisal_core::{Capabilities, Feature};

/// What Mistral has. Its schema has no `logit_bias` and refuses what it does not know.
pub(crate) const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
    .some_models(Feature::LOGPROBS)
    .some_models(&[Feature::ReasoningEffort])
    .yes(Feature::SAMPLING)
    .yes(Feature::TOOLS)
    .yes(Feature::JSON)
    .yes(&[Feature::N, Feature::Metadata])
    .no(&[Feature::LogitBias, Feature::ScoreText]);
