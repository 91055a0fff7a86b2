use surprisal_core::{CallOptions, Capabilities, Feature};

use crate::encode::is_prompt;

/// What Ollama has. What it does not know it passes over in silence, so all else is refused here by its name.
const CHAT: Capabilities = Capabilities::UNKNOWN
    .no(Feature::ALL)
    .instead(
        Feature::ALL,
        "leave it out, or choose a service that has it",
    )
    .yes(Feature::LOGPROBS)
    .yes(Feature::JSON)
    .yes(&[
        Feature::Stop,
        Feature::Seed,
        Feature::FrequencyPenalty,
        Feature::PresencePenalty,
    ])
    .some_models(&[Feature::Tools, Feature::ReasoningEffort])
    .most_top_logprobs(20);

const PROMPT: Capabilities = CHAT.no(Feature::TOOLS).instead(
    Feature::TOOLS,
    "a prompt is completed without tools; leave them out, or leave out `raw` and `suffix`",
);

/// What can be asked of a call with these options.
pub(crate) fn of(options: &CallOptions) -> Capabilities {
    match is_prompt(options) {
        true => PROMPT,
        false => CHAT,
    }
}
