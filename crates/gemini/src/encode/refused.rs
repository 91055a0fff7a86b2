use serde_json::{Map, Value};
use surprisal_http::remove_field;

/// Takes an option that a model refuses out of the JSON of a request; false if it is not in it.
pub(crate) fn leave_out(body: &mut Map<String, Value>, option: &str) -> bool {
    let known = FIELDS.iter().find(|(known, _)| *known == option);
    let Some((_, fields)) = known else {
        // One of Gemini's own, or of the caller's.
        return remove_field(body, option)
            || remove_field(body, &format!("generationConfig.{option}"));
    };
    let removed = fields.iter().filter(|field| remove_field(body, field));
    removed.count() > 0
}

/// The fields of a request by which options are asked for.
const FIELDS: [(&str, &[&str]); 9] = [
    (
        "logprobs",
        &[
            "generationConfig.responseLogprobs",
            "generationConfig.logprobs",
        ],
    ),
    // What is refused of one is of both.
    (
        "frequency_penalty",
        &[
            "generationConfig.frequencyPenalty",
            "generationConfig.presencePenalty",
        ],
    ),
    ("presence_penalty", &["generationConfig.presencePenalty"]),
    ("n", &["generationConfig.candidateCount"]),
    (
        "response_format",
        &[
            "generationConfig.responseMimeType",
            "generationConfig.responseJsonSchema",
        ],
    ),
    ("tools", &["tools", "toolConfig"]),
    (
        "reasoning_effort",
        &[
            "generationConfig.thinkingConfig.thinkingBudget",
            "generationConfig.thinkingConfig.thinkingLevel",
        ],
    ),
    ("stop", &["generationConfig.stopSequences"]),
    ("metadata", &["labels"]),
];
