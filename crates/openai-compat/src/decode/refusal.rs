//! Which option a service refuses. Codes differ from service to service and are often missing, so it is the
//! parameter or the words that tell.

use serde_json::{Map, Value};

/// The fields of a request by which options are asked for, with the portable name of the option.
const FIELDS: [(&str, &str); 26] = [
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
}

/// Whether a word is a name and not English.
fn is_name(word: &str) -> bool {
    let is_camel =
        |pair: &[u8]| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase());
    word.contains('_') || is_logprobs(word) || word.as_bytes().windows(2).any(is_camel)
}

/// The option of which a message says that there is none, where its name is an English word: `tools are not
/// supported`, `does not support tools`, `not supported on this model: stop`.
fn subject(message: &str) -> Option<&'static str> {
    let message = message.trim_end_matches('.');
    let first = message.split_once([' ', ':']).filter(|(_, behind)| {
        let behind = behind.trim_start();
        ["is not", "are not", "Extra"]
            .iter()
            .any(|words| behind.starts_with(words))
    });
    let last = message.rsplit_once(' ').filter(|(before, _)| {
        before.ends_with("not support")
            || before.ends_with("not support parameter")
            || before.ends_with(':') && is_refusal(before)
    });
    let first = first.and_then(|(word, _)| portable(word));
    first.or_else(|| last.and_then(|(_, word)| portable(word)))
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
        "unexpected keyword",
    ];
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
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_parameter_tells_which_option_it_is_and_else_the_words_do() {
        for (param, message, expected) in [
            ("temperature", "no", Some("temperature")),
            ("max_completion_tokens", "no", Some("max_tokens")),
            ("reasoning.effort", "no", Some("reasoning_effort")),
            (
                "include",
                "logprobs are not supported with reasoning models.",
                Some("logprobs"),
            ),
            (
                "",
                "`logprobs` is not supported with this model",
                Some("logprobs"),
            ),
            (
                "",
                "Logprobs are not enabled for this model",
                Some("logprobs"),
            ),
            (
                "",
                "Unsupported parameter: 'seed' is not supported",
                Some("seed"),
            ),
            (
                "",
                "logit_bias: Extra inputs are not permitted",
                Some("logit_bias"),
            ),
            (
                "",
                "Argument not supported on this model: presencePenalty",
                Some("presence_penalty"),
            ),
            (
                "",
                "Argument not supported on this model: stop",
                Some("stop"),
            ),
            ("", "Model m does not support parameter stop.", Some("stop")),
            ("", "library/m does not support tools", Some("tools")),
            ("", "temperature is not supported", Some("temperature")),
            ("", "seed: Extra inputs are not permitted", Some("seed")),
            ("", "please stop sending tools", None),
            ("", "images are not supported with tools", None),
            ("", "stop: tools", None),
            ("messages.0.seed", "messages.0.seed: Extra inputs", None),
            ("messages", "the seed of an idea", None),
        ] {
            assert_eq!(option(param, message), expected, "{param:?} {message:?}");
        }
    }

    #[test]
    fn what_makes_no_sense_without_an_option_goes_with_it() {
        let whole = json!({"logprobs": true, "top_logprobs": 2, "seed": 1, "tools": [], "tool_choice": "auto"});
        let left = |option: &str| {
            let mut request = whole.as_object().unwrap().clone();
            assert!(leave_out(&mut request, option));
            request.keys().cloned().collect::<Vec<_>>()
        };
        assert_eq!(left("logprobs"), ["seed", "tools", "tool_choice"]);
        assert_eq!(
            left("top_logprobs"),
            ["logprobs", "seed", "tools", "tool_choice"]
        );
        assert_eq!(left("tools"), ["logprobs", "top_logprobs", "seed"]);
        let mut request = whole.as_object().unwrap().clone();
        assert!(!leave_out(&mut request, "n"));
    }

    #[test]
    fn of_what_is_included_only_log_probabilities_are_taken_out() {
        let mut request =
            json!({"include": ["message.output_text.logprobs", "x"], "top_logprobs": 2});
        let request = request.as_object_mut().unwrap();
        assert!(leave_out(request, "logprobs"));
        assert_eq!(request["include"], json!(["x"]));
        assert_eq!(request.len(), 1);
        assert!(!leave_out(request, "logprobs"));
    }
}
