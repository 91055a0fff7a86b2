//! Which option a service refuses. Codes differ from service to service and are often missing, so it is the
//! parameter or the words that tell.

use serde_json::{Map, Value, json};

/// The fields of a request by which options are asked for, with the portable name of the option; and what some
/// services call them.
const FIELDS: [(&str, &str); 28] = [
    ("logprobs", "logprobs"),
    ("top_logprobs", "top_logprobs"),
    ("message.output_text.logprobs", "logprobs"),
    ("temperature", "temperature"),
    ("top_p", "top_p"),
    ("max_tokens", "max_tokens"),
    ("max_completion_tokens", "max_tokens"),
    ("max_output_tokens", "max_tokens"),
    ("stop", "stop"),
    ("seed", "seed"),
    ("random_seed", "seed"),
    ("frequency_penalty", "frequency_penalty"),
    ("presence_penalty", "presence_penalty"),
    ("logit_bias", "logit_bias"),
    ("n", "n"),
    ("tools", "tools"),
    ("tool_choice", "tool_choice"),
    ("parallel_tool_calls", "parallel_tool_calls"),
    ("response_format", "response_format"),
    ("text.format", "response_format"),
    ("reasoning_effort", "reasoning_effort"),
    ("reasoning.effort", "reasoning_effort"),
    ("reasoning", "reasoning_effort"),
    ("metadata", "metadata"),
    ("json_schema", "response_format"),
    ("prompt_logprobs", "prompt_logprobs"),
    // Ollama and Groq.
    ("thinking", "reasoning_effort"),
    ("tool calling", "tools"),
];

/// What OpenRouter says where no service behind it has an option, which it does not name. It is told to look for
/// one that knows all options where log probabilities are asked for.
const NO_ENDPOINTS: [(&str, &str); 2] = [
    ("that can handle the requested parameters", "logprobs"),
    ("that support tool use", "tools"),
];

/// The option that an error is about, by its parameter or else by its words.
pub(super) fn option(param: &str, message: &str) -> Option<&'static str> {
    // Which of the things that may be included is said by the words alone.
    let by_param = portable(param).filter(|_| param != "include");
    by_param
        .or_else(|| quoted(message).find_map(portable))
        .or_else(|| {
            let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
            let words = message.split(|c| !is_part(c));
            words.filter(|word| is_name(word)).find_map(portable)
        })
        .or_else(|| subject(message))
        .or_else(|| {
            let said = NO_ENDPOINTS
                .iter()
                .find(|(words, _)| message.contains(words));
            said.map(|(_, portable)| *portable)
        })
}

/// Whether a word is a name and not English.
fn is_name(word: &str) -> bool {
    let is_camel =
        |pair: &[u8]| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase());
    word.contains('_') || is_logprobs(word) || word.as_bytes().windows(2).any(is_camel)
}

/// The option of which a message says that there is none, where its name is an English word: `tools are not
/// supported`, `does not support tools`, `not supported on this model: stop`, `Unrecognized arguments: seed, stop`.
fn subject(message: &str) -> Option<&'static str> {
    let message = message.trim_end_matches('.');
    let first = message.split_once([' ', ':']).filter(|(_, behind)| {
        let behind = behind.trim_start();
        ["is not", "are not", "Extra"]
            .iter()
            .any(|words| behind.starts_with(words))
    });
    let last = message.rsplit_once(' ').filter(|(before, _)| {
        before.ends_with("not support") || before.ends_with("not support parameter")
    });
    let list = message.rsplit_once(": ");
    let list = list.filter(|(before, _)| is_refusal(before));
    let listed = list.and_then(|(_, list)| list.split(", ").next());
    let first = first.map(|(word, _)| word);
    let last = last.map(|(_, word)| word);
    let words = [first, last, listed].into_iter().flatten();
    words.filter_map(portable).next()
}

/// Whether the words say that there is no such option, not that its value is wrong.
pub(super) fn is_refusal(message: &str) -> bool {
    let words = [
        "not supported",
        "unsupported",
        "does not support",
        "doesn't support",
        "not permitted",
        "not enabled",
        "not available",
        "not implemented",
        "unrecognized",
        "unknown parameter",
        "unknown name",
        "unexpected keyword",
        "no endpoints found that",
    ];
    contains_any(message, &words)
}

/// Whether the words say that a value is wrong: a number out of its range, or a schema with what has no place in one,
/// which may well be called as an option is.
pub(super) fn is_about_a_value(message: &str) -> bool {
    let words = [
        "must be",
        "only allowed when",
        "requires logprobs",
        "invalid value",
        "invalid type",
        "invalid schema",
        "invalid json schema",
        "input should be",
        "valid range",
        "greater than",
    ];
    contains_any(message, &words)
}

fn contains_any(message: &str, words: &[&str]) -> bool {
    let message = message.to_ascii_lowercase();
    words.iter().any(|words| message.contains(words))
}

/// Takes an option out of a request; false if it is not in it.
pub(super) fn leave_out(request: &mut Map<String, Value>, option: &str) -> bool {
    let before = request.len();
    let goes = |field: &str| {
        let same = FIELDS
            .iter()
            .any(|(name, portable)| *name == field && *portable == option);
        // What makes no sense without it goes with it.
        let behind = match option {
            "logprobs" => field == "top_logprobs",
            "tools" => matches!(field, "tool_choice" | "parallel_tool_calls"),
            _ => false,
        };
        same || behind
    };
    request.retain(|field, _| !goes(field));
    // OpenRouter was told to, where nothing else is wished for, for their sake alone.
    let routing = json!({"require_parameters": true});
    if option == "logprobs" && request.get("provider") == Some(&routing) {
        request.shift_remove("provider");
    }
    if option == "response_format"
        && let Some(Value::Object(text)) = request.get_mut("text")
    {
        let found = text.shift_remove("format").is_some();
        if text.is_empty() {
            request.shift_remove("text");
        }
        return found || request.len() < before;
    }
    if option == "logprobs"
        && let Some(Value::Array(include)) = request.get_mut("include")
    {
        let asked = include.len();
        include.retain(|name| !name.as_str().is_some_and(is_logprobs));
        let found = include.len() < asked;
        if include.is_empty() {
            request.remove("include");
        }
        return found;
    }
    request.len() < before
}

fn portable(field: &str) -> Option<&'static str> {
    let known = FIELDS
        .iter()
        .find(|(name, _)| letters(name).eq(letters(field)));
    known.map(|(_, portable)| *portable)
}

/// A name in any case: xAI writes `presencePenalty`.
fn letters(name: &str) -> impl Iterator<Item = u8> {
    let letters = name.bytes().filter(|byte| *byte != b'_');
    letters.map(|byte| byte.to_ascii_lowercase())
}

fn is_logprobs(word: &str) -> bool {
    word.to_ascii_lowercase().ends_with("logprobs")
}

/// What stands between quotation marks, of whichever kind.
fn quoted(message: &str) -> impl Iterator<Item = &str> {
    message.split(['\'', '`', '"']).skip(1)
}

#[cfg(test)]
#[path = "refusal_tests.rs"]
mod tests;
