//! Values that no recording here has, in bodies that are *built from the schema*: they show that the
//! library reads such a body, not that a provider sends it in this form.

use serde_json::{Value, json};
use surprisal::{
    BytesOrigin, CallOptions, Channel, ErrorKind, FinishReason, HasLogprobs, Score, TokenLogprob,
};

use crate::agree::Compared;
use crate::player::Player;

use surprisal_tests::oracle;

/// A body with one choice of this text and these entries of tokens.
fn body(content: &str, tokens: &Value) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion", "created": 1760000000, "model": "gpt-4o",
        "choices": [{
            "index": 0, "finish_reason": "stop",
            "message": {"role": "assistant", "content": content, "refusal": null},
            "logprobs": {"content": tokens, "refusal": null},
        }],
        "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
    })
}

fn wants() -> CallOptions {
    CallOptions::new().logprobs(true).top_logprobs(2)
}

/// Reads a body, and holds it against the oracle.
async fn read(body: &Value) -> surprisal::AiMessage {
    let text = body.to_string();
    let expected = oracle::body(text.as_bytes()).unwrap();
    let player = Player::start().await;
    let answer = player.body(text, wants()).await.unwrap();
    Compared::default().answer("built", &answer, &expected);
    answer
}

#[tokio::test]
async fn minus_9999_on_a_token_is_a_floor_and_is_not_averaged() {
    let answer = read(&body(
        "ab",
        &json!([
            {"token": "a", "bytes": [97], "logprob": -9999.0, "top_logprobs": [
                {"token": "x", "bytes": [120], "logprob": -0.5},
                {"token": "y", "bytes": [121], "logprob": -1.5},
            ]},
            {"token": "b", "bytes": [98], "logprob": -0.25, "top_logprobs": []},
        ]),
    ))
    .await;
    let [floor, exact] = answer.logprobs().content() else {
        panic!("{answer:?}");
    };
    assert_eq!(
        (floor.logprob(), floor.score()),
        (Some(-9999.0), Score::Floor(-9999.0))
    );
    assert_eq!(floor.candidates().count(), 3);
    assert_eq!(exact.score(), Score::Exact(-0.25));
    let measures = answer.measures();
    assert_eq!((measures.count(), measures.floors()), (2, 1));
    assert_eq!(measures.mean(), Some(-0.25));
}

#[tokio::test]
async fn null_bytes_missing_bytes_and_no_bytes_are_three_things() {
    let answer = read(&body(
        "aé",
        &json!([
            {"token": "a", "logprob": -0.5, "top_logprobs": []},
            {"token": "\u{fffd}", "logprob": -0.5, "top_logprobs": []},
            {"token": "é", "bytes": "é".as_bytes(), "logprob": -0.5, "top_logprobs": null},
            {"token": "", "bytes": [], "logprob": -0.5},
            {"token": "<|end|>", "bytes": null, "logprob": -8.0, "top_logprobs": []},
        ]),
    ))
    .await;
    let origins: Vec<_> = answer
        .logprobs()
        .content()
        .iter()
        .map(TokenLogprob::bytes_origin)
        .collect();
    let wire = Some(BytesOrigin::Wire);
    assert_eq!(origins, [Some(BytesOrigin::Text), None, wire, wire, None]);
    let lists: Vec<_> = answer
        .logprobs()
        .content()
        .iter()
        .map(|token| token.top_logprobs().map(<[_]>::len))
        .collect();
    assert_eq!(lists, [Some(0), Some(0), None, None, Some(0)]);
    // A token of lost bytes stands for something, one without bytes for nothing.
    let error = answer.alignment().unwrap_err();
    assert!(
        error.message().starts_with("the bytes of token 1 "),
        "{error}"
    );
    let special = body(
        "a",
        &json!([
            {"token": "a", "bytes": [97], "logprob": -0.5},
            {"token": "<|end|>", "bytes": null, "logprob": -8.0},
        ]),
    );
    let alignment = read(&special).await.alignment().unwrap();
    assert_eq!(alignment.byte_range(1), Some(1..1));
}

#[tokio::test]
async fn numbers_that_are_missing_or_null_are_missing_scores() {
    let answer = read(&body(
        "ab",
        &json!([
            {"token": "a", "bytes": [97], "logprob": null, "top_logprobs": []},
            {"token": "b", "bytes": [98], "top_logprobs": []},
        ]),
    ))
    .await;
    let measures = answer.measures();
    assert_eq!((measures.missing(), measures.sum()), (2, None));
}

#[tokio::test]
async fn three_choices_keep_their_own_tokens_in_any_order() {
    let mut three = body("", &json!([]));
    let choice = |index: u32, text: &str, logprob: f64| {
        json!({
            "index": index, "finish_reason": "stop",
            "message": {"role": "assistant", "content": text},
            "logprobs": {"content": [{"token": text, "bytes": text.as_bytes(), "logprob": logprob}]},
        })
    };
    three["choices"] = json!([
        choice(2, "c", -3.0),
        choice(0, "a", -1.0),
        choice(1, "b", -2.0)
    ]);
    let answer = read(&three).await;
    assert_eq!(answer.text(), "a");
    let sums: Vec<_> = answer.choices().map(HasLogprobs::sum_logprob).collect();
    assert_eq!(sums, [Some(-1.0), Some(-2.0), Some(-3.0)]);
}

#[tokio::test]
async fn a_refusal_has_a_channel_of_its_own() {
    let mut refused = body("", &Value::Null);
    refused["choices"][0]["message"] =
        json!({"role": "assistant", "content": null, "refusal": "No."});
    refused["choices"][0]["logprobs"]["refusal"] =
        json!([{"token": "No.", "bytes": [78, 111, 46], "logprob": -0.5, "top_logprobs": []}]);
    let answer = read(&refused).await;
    assert_eq!(answer.content().refusal(), "No.");
    assert_eq!(answer.logprobs().channel(Channel::Content), None);
    assert_eq!(answer.logprobs().refusal().len(), 1);
    assert!(answer.logprobs().content().is_empty());
}

#[tokio::test]
async fn every_word_of_a_finish_reason_is_kept() {
    let words = [
        "stop",
        "length",
        "tool_calls",
        "content_filter",
        "function_call",
        "eos",
        "abort",
        "error",
        "eos_token",
        "stop_sequence",
        "insufficient_system_resource",
    ];
    for word in words {
        let mut ended = body("a", &json!([{"token": "a", "logprob": -1.0}]));
        ended["choices"][0]["finish_reason"] = word.into();
        let answer = read(&ended).await;
        assert_eq!(answer.finish_reason().map(FinishReason::as_str), Some(word));
    }
}

#[tokio::test]
async fn a_tool_call_that_was_cut_off_is_invalid_and_keeps_its_text() {
    let mut cut = body("", &Value::Null);
    let call = |id: &str, arguments: &str| json!({"id": id, "type": "function", "function": {"name": "f", "arguments": arguments}});
    cut["choices"][0]["message"] = json!({
        "role": "assistant", "content": null,
        "tool_calls": [call("1", r#"{"a": 1}"#), call("2", r#"{"city": "Par"#)],
    });
    cut["choices"][0]["finish_reason"] = "length".into();
    let answer = read(&cut).await;
    assert_eq!(answer.tool_calls().len(), 1);
    assert_eq!(answer.invalid_tool_calls()[0].arguments, r#"{"city": "Par"#);
}

#[tokio::test]
async fn a_body_without_choices_is_no_answer() {
    let player = Player::start().await;
    for body in [json!({}), json!({"choices": []}), json!({"choices": null})] {
        let error = player.body(body.to_string(), wants()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{body}");
        assert_eq!(error.message(), "the answer has no choices", "{body}");
    }
}
