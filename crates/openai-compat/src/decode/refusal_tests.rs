use super::*;

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
        (
            "",
            "\"m\" does not support thinking",
            Some("reasoning_effort"),
        ),
        ("", "`tool calling` is not supported", Some("tools")),
        (
            "",
            "Unrecognized arguments supplied: seed, stop",
            Some("seed"),
        ),
        (
            "",
            "No endpoints found that support tool use. To",
            Some("tools"),
        ),
        ("", "No endpoints found that support image input", None),
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
    let whole =
        json!({"logprobs": true, "top_logprobs": 2, "seed": 1, "tools": [], "tool_choice": "auto"});
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
fn of_what_is_said_of_the_text_only_the_format_is_taken_out() {
    let mut request = json!({"text": {"format": {}, "verbosity": "low"}, "seed": 1});
    let request = request.as_object_mut().unwrap();
    assert!(leave_out(request, "response_format"));
    assert_eq!(request["text"], json!({"verbosity": "low"}));
    assert!(!leave_out(request, "response_format"));
    request["text"] = json!({"format": {}});
    assert!(leave_out(request, "response_format"));
    assert_eq!(request.len(), 1);
}

#[test]
fn of_what_is_included_only_log_probabilities_are_taken_out() {
    let mut request = json!({"include": ["message.output_text.logprobs", "x"], "top_logprobs": 2});
    let request = request.as_object_mut().unwrap();
    assert!(leave_out(request, "logprobs"));
    assert_eq!(request["include"], json!(["x"]));
    assert_eq!(request.len(), 1);
    assert!(!leave_out(request, "logprobs"));
}
