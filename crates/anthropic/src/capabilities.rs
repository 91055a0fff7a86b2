use std::borrow::Cow;

use surprisal_core::{CallOptions, Capabilities, Feature, Result, Warning};

use crate::PROVIDER;

/// What the Messages API has. All else is refused by its name.
pub(crate) const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
    .no(Feature::ALL)
    .yes(Feature::TOOLS)
    .yes(&[Feature::Stop])
    .some_models(&[Feature::JsonSchema, Feature::ReasoningEffort])
    .instead(LOGPROBS, NO_LOGPROBS);

/// Log probabilities in any form.
const LOGPROBS: &[Feature] = &[
    Feature::Logprobs,
    Feature::TopLogprobs,
    Feature::StreamLogprobs,
    Feature::ScoreText,
];

const NO_LOGPROBS: &str = "Anthropic gives no log probabilities; use a provider that does, such as openai, gemini or \
    a local model, or take how often several answers agree, or leave it out";

/// What would work in the place of what there is not, beside log probabilities.
const INSTEAD: [(&[Feature], &str); 3] = [
    (
        &[Feature::JsonObject],
        "give a JSON schema, or one with strict(false), which is told to the model and not enforced",
    ),
    (
        &[Feature::Metadata],
        "Anthropic takes the id of a user alone: AnthropicOptions::user_id",
    ),
    (&[Feature::N], "make several calls, or leave it out"),
];

/// The options without what Anthropic does not have, where the caller chose to be warned.
///
/// # Errors
///
/// As [`Capabilities::answer`].
pub(crate) fn answer<'a>(
    options: &'a CallOptions,
    stream: bool,
    warnings: &mut Vec<Warning>,
) -> Result<Cow<'a, CallOptions>> {
    let mut left = Cow::Borrowed(options);
    let missing = INSTEAD
        .map(|(features, advice)| Capabilities::UNKNOWN.no(features).instead(features, advice));
    for capabilities in missing.into_iter().chain([CAPABILITIES]) {
        let answered = capabilities.answer(&left, stream, PROVIDER, warnings)?;
        if let Cow::Owned(fewer) = answered {
            left = Cow::Owned(fewer);
        }
    }
    Ok(left)
}
