//! Cerebras: the log probabilities of the reasoning beside those of the answer. Built from
//! `ChatCompletionResponseChoice` of Cerebras' Python SDK.

use serde_json::{Value, json};
use surprisal_core::{Availability, Channel, Policy, TokenLogprob};
use surprisal_openai_compat::Cerebras;

use crate::support::{asked, body, both, finish};

fn logprobs(texts: &[&str]) -> Value {
    let entry = |text: &&str| json!({"token": text, "logprob": -0.5, "bytes": null});
    json!({"content": texts.iter().map(entry).collect::<Value>(), "refusal": null})
}

fn chunk(delta: Value, logprobs: Value, reasoning: Value) -> Value {
    body(
        json!([{"index": 0, "delta": delta, "logprobs": logprobs, "reasoning_logprobs": reasoning}]),
    )
}

fn whole(logprobs: Value, reasoning: Value) -> Value {
    let message = json!({"role": "assistant", "content": "Hello", "reasoning": "Hm."});
    body(json!([{
        "index": 0, "message": message, "finish_reason": "stop",
        "logprobs": logprobs, "reasoning_logprobs": reasoning,
    }]))
}

fn texts(tokens: &[TokenLogprob]) -> Vec<&str> {
    tokens.iter().filter_map(TokenLogprob::token).collect()
}

#[tokio::test]
async fn those_of_the_reasoning_are_a_channel_of_their_own() {
    let chunks = [
        chunk(json!({"reasoning": "Hm"}), Value::Null, logprobs(&["Hm"])),
        chunk(json!({"reasoning": "."}), Value::Null, logprobs(&["."])),
        chunk(json!({"content": "Hel"}), logprobs(&["Hel"]), Value::Null),
        chunk(json!({"content": "lo"}), logprobs(&["lo"]), Value::Null),
        finish(),
    ];
    let whole = whole(logprobs(&["Hel", "lo"]), logprobs(&["Hm", "."]));
    let answer = both::<Cerebras>(whole, &chunks, asked()).await;
    assert_eq!(texts(answer.logprobs().reasoning()), ["Hm", "."]);
    assert_eq!(texts(answer.logprobs().content()), ["Hel", "lo"]);
    assert_eq!(answer.text(), "Hello");
}

#[tokio::test]
async fn those_of_the_reasoning_alone_are_log_probabilities_too() {
    let chunks = [
        chunk(json!({"reasoning": "Hm."}), Value::Null, logprobs(&["Hm."])),
        chunk(json!({"content": "Hello"}), Value::Null, Value::Null),
        finish(),
    ];
    let whole = whole(Value::Null, logprobs(&["Hm."]));
    let answer = both::<Cerebras>(whole, &chunks, asked()).await;
    assert_eq!(answer.logprobs().availability(), Availability::Returned);
    assert_eq!(answer.logprobs().channel(Channel::Content), None);
}

#[tokio::test]
async fn a_channel_that_is_null_was_not_sent() {
    let none = || json!({"content": null, "refusal": null});
    let chunks = [
        chunk(json!({"reasoning": "Hm."}), none(), none()),
        chunk(json!({"content": "Hello"}), none(), none()),
        finish(),
    ];
    let options = asked().on_logprobs_missing(Policy::Warn);
    let answer = both::<Cerebras>(whole(none(), none()), &chunks, options).await;
    assert_eq!(answer.logprobs().channels().count(), 0);
    let availability = answer.logprobs().availability();
    assert_eq!(availability, Availability::RequestedButAbsent);
}
