use surprisal_core::{Capabilities, Feature};

/// What the Gemini API has.
pub(crate) const GEMINI: Capabilities = Capabilities::UNKNOWN
    .some_models(Feature::LOGPROBS)
    .some_models(&[Feature::FrequencyPenalty, Feature::PresencePenalty])
    .some_models(&[Feature::N, Feature::ReasoningEffort])
    .yes(&[Feature::Stop, Feature::Seed])
    .yes(&[Feature::Tools, Feature::ToolChoice])
    .yes(Feature::JSON)
    .no(&[Feature::ScoreText, Feature::LogitBias])
    .no(&[Feature::ParallelToolCalls, Feature::Metadata])
    .most_top_logprobs(20);

/// What Vertex AI has: its requests can be labelled.
pub(crate) const VERTEX_AI: Capabilities = GEMINI.yes(&[Feature::Metadata]);
