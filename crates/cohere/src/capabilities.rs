use surprisal_core::{Capabilities, Feature};

/// What version 2 of the chat API has. All else is refused by its name.
pub(crate) const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
    .no(Feature::ALL)
    .yes(&[Feature::Logprobs, Feature::StreamLogprobs])
    .yes(&[Feature::Stop, Feature::Seed])
    .yes(&[Feature::FrequencyPenalty, Feature::PresencePenalty])
    .yes(Feature::JSON)
    .yes(&[Feature::Tools])
    .some_models(&[Feature::ToolChoice, Feature::ReasoningEffort])
    .instead(
        &[Feature::TopLogprobs],
        "it tells of the chosen tokens alone; ask for logprobs without alternatives",
    );
