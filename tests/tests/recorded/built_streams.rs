//! Streams that no recording here has, *built from the schema* and from what is written of servers:
//! they show that the library reads such a stream, not that a provider sends it in this form.

use serde_json::{Value, json};
use surprisal::{
    AiMessage, Availability, CallOptions, Channel, ErrorKind, FinishReason, HasLogprobs, Policy,
    Result,
};
use surprisal_tests::oracle;

use crate::agree::Compared;
use crate::player::Player;

pub(crate) const DONE: &str = "data: [DONE]\n\n";

/// A chunk with these choices, and more as `usage`.
pub(crate) fn chunk(choices: &Value) -> Value {
    json!({
        "id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1760000000,
        "model": "gpt-4o", "choices": choices,
    })
}

pub(crate) fn usage() -> Value {
    let mut last = chunk(&json!([]));
    last["usage"] = json!({"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5});
    last
}

pub(crate) fn token(text: &str, logprob: f64) -> Value {
    json!({"token": text, "bytes": text.as_bytes(), "logprob": logprob, "top_logprobs": []})
}

/// A piece of a choice with its tokens.
pub(crate) fn piece(index: u32, text: &str, tokens: &Value) -> Value {
    json!({
        "index": index, "delta": {"content": text},
        "logprobs": {"content": tokens, "refusal": null}, "finish_reason": null,
    })
}

pub(crate) fn finish(index: u32, reason: &str) -> Value {
    json!({"index": index, "delta": {}, "logprobs": null, "finish_reason": reason})
}

pub(crate) fn events(chunks: &[Value]) -> String {
    chunks
        .iter()
        .map(|chunk| format!("data: {chunk}\n\n"))
        .collect()
}

pub(crate) async fn ask(events: &str, options: CallOptions) -> Result<AiMessage> {
    Player::start()
        .await
        .stream(events, options.logprobs(true))
        .await
}

/// Reads a whole stream, and holds it against the oracle.
pub(crate) async fn read(events: &str, options: CallOptions) -> AiMessage {
    let answer = ask(events, options).await.unwrap();
    let expected = oracle::stream(events.as_bytes()).unwrap();
    Compared::default().answer("built", &answer, &expected);
    answer
}

fn texts(answer: &AiMessage) -> Vec<String> {
    answer
        .choices()
        .map(|choice| choice.text().into_owned())
        .collect()
}

#[tokio::test]
async fn choices_that_come_interleaved_are_kept_apart() {
    for n in [2, 3] {
        let mut chunks = Vec::new();
        for step in ["a", "b", "c"] {
            // In another order each time.
            for index in (0..n).rev() {
                let text = format!("{step}{index}");
                let tokens = json!([token(&text, -f64::from(index))]);
                chunks.push(chunk(&json!([piece(index, &text, &tokens)])));
            }
        }
        let last = (0..n).map(|index| finish(index, "stop"));
        chunks.push(chunk(&last.collect()));
        chunks.push(usage());
        let answer = read(&(events(&chunks) + DONE), CallOptions::new().n(n)).await;
        let expected: Vec<_> = (0..n)
            .map(|index| format!("a{index}b{index}c{index}"))
            .collect();
        assert_eq!(texts(&answer), expected);
        for choice in answer.choices() {
            let scores = choice
                .logprobs()
                .content()
                .iter()
                .map(|token| token.logprob());
            let own = Some(-f64::from(choice.index()));
            assert_eq!(scores.collect::<Vec<_>>(), [own; 3]);
        }
    }
}

#[tokio::test]
async fn a_refusal_is_streamed_with_its_tokens() {
    let refusal = |text: &str, tokens: Value| {
        chunk(&json!([{
            "index": 0, "delta": {"refusal": text},
            "logprobs": {"content": null, "refusal": tokens}, "finish_reason": null,
        }]))
    };
    let stream = events(&[
        chunk(&json!([{
            "index": 0, "delta": {"role": "assistant", "content": null, "refusal": ""},
            "logprobs": {"content": null, "refusal": []}, "finish_reason": null,
        }])),
        refusal("I'm", json!([token("I'm", -0.25)])),
        refusal(" sorry", json!([token(" sorry", -0.5)])),
        chunk(&json!([finish(0, "stop")])),
        usage(),
    ]) + DONE;
    let answer = read(&stream, CallOptions::new()).await;
    assert_eq!(answer.content().refusal(), "I'm sorry");
    assert_eq!(answer.logprobs().refusal().len(), 2);
    assert_eq!(answer.logprobs().channel(Channel::Content), None);
    assert!(answer.response_metadata().warnings.is_empty());
}

#[tokio::test]
async fn tokens_are_kept_wherever_they_come() {
    let several = json!([token("a", -1.0), token("b", -2.0), token("c", -3.0)]);
    let on_empty_delta = json!([{
        "index": 0, "delta": {}, "logprobs": {"content": [token("d", -4.0)]},
        "finish_reason": null,
    }]);
    let on_finish = json!([{
        "index": 0, "delta": {"content": "d"}, "logprobs": {"content": [token("<|end|>", -5.0)]},
        "finish_reason": "stop",
    }]);
    let stream = events(&[
        chunk(&json!([piece(0, "abc", &several)])),
        chunk(&on_empty_delta),
        chunk(&on_finish),
        usage(),
    ]) + DONE;
    let answer = read(&stream, CallOptions::new()).await;
    assert_eq!(answer.text(), "abcd");
    let scores = answer
        .logprobs()
        .content()
        .iter()
        .filter_map(|token| token.logprob());
    assert_eq!(scores.collect::<Vec<_>>(), [-1.0, -2.0, -3.0, -4.0, -5.0]);
}

/// The values are those of `docs-samples/openai-chat-split-emoji.json`.
#[tokio::test]
async fn a_character_that_is_split_over_tokens_is_joined_by_its_bytes() {
    let part = |text: &str, bytes: &[u8], logprob: f64| json!([{"token": text, "bytes": bytes, "logprob": logprob, "top_logprobs": []}]);
    let stream = events(&[
        chunk(&json!([piece(
            0,
            "",
            &part(r"\xf0\x9f\x92", &[240, 159, 146], -0.09048584)
        )])),
        chunk(&json!([piece(0, "💙", &part(r"\x99", &[153], 0.0))])),
        chunk(&json!([piece(
            0,
            " Blue",
            &json!([token(" Blue", -0.023958502)])
        )])),
        chunk(&json!([finish(0, "stop")])),
        usage(),
    ]) + DONE;
    let answer = read(&stream, CallOptions::new()).await;
    let alignment = answer.alignment().unwrap();
    assert_eq!(alignment.byte_range(0), Some(0..3));
    assert_eq!(alignment.byte_range(1), Some(3..4));
    assert_eq!(alignment.tokens(0..4), 0..2);
}

#[tokio::test]
async fn a_first_chunk_of_azure_names_nothing_and_is_no_choice() {
    let stream = events(&[
        json!({
            "id": "", "object": "", "created": 0, "model": "", "choices": [],
            "prompt_filter_results": [{"prompt_index": 0, "content_filter_results": {
                "hate": {"filtered": false, "severity": "safe"},
            }}],
        }),
        chunk(&json!([piece(0, "hi", &json!([token("hi", -1.0)]))])),
        chunk(&json!([finish(0, "stop")])),
        usage(),
    ]) + DONE;
    let answer = read(&stream, CallOptions::new()).await;
    assert_eq!(answer.response_metadata().id.as_deref(), Some("chatcmpl-1"));
    assert_eq!(answer.response_metadata().created, Some(1_760_000_000));
    assert_eq!(answer.choices().count(), 1);
}

#[tokio::test]
async fn comments_and_a_second_finish_chunk_of_openrouter_add_nothing() {
    let mut again = chunk(&json!([{
        "index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": "stop",
        "native_finish_reason": "stop",
    }]));
    again["usage"] = json!({"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4});
    let stream = [
        ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n".to_owned(),
        events(&[chunk(&json!([piece(0, "hi", &json!([token("hi", -1.0)]))]))]),
        ": OPENROUTER PROCESSING\n\n".to_owned(),
        events(&[chunk(&json!([finish(0, "stop")])), again]),
        DONE.to_owned(),
    ]
    .concat();
    let answer = read(&stream, CallOptions::new()).await;
    assert_eq!(texts(&answer), ["hi"]);
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Stop));
    assert_eq!(answer.usage().total_tokens, Some(4));
}

#[tokio::test]
async fn an_empty_finish_reason_is_none_yet() {
    let mut unfinished = piece(0, "hi", &json!([token("hi", -1.0)]));
    unfinished["finish_reason"] = "".into();
    let cut = events(&[chunk(&json!([unfinished])), usage()]);
    let error = ask(&cut, CallOptions::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    let whole = cut + &events(&[chunk(&json!([finish(0, "stop")]))]) + DONE;
    let answer = ask(&whole, CallOptions::new()).await.unwrap();
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Stop));
}

#[tokio::test]
async fn a_choice_without_tokens_beside_one_with_them_is_not_passed_over() {
    let stream = events(&[
        chunk(&json!([piece(0, "a", &json!([token("a", -1.0)]))])),
        chunk(&json!([{"index": 1, "delta": {"content": "b"}, "logprobs": null}])),
        chunk(&json!([finish(0, "stop"), finish(1, "stop")])),
        usage(),
    ]) + DONE;
    let error = ask(&stream, CallOptions::new().n(2)).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    let warn = CallOptions::new().n(2).on_logprobs_missing(Policy::Warn);
    let answer = read(&stream, warn).await;
    let availability: Vec<_> = answer
        .choices()
        .map(|choice| choice.logprobs().availability())
        .collect();
    let expected = [Availability::Returned, Availability::RequestedButAbsent];
    assert_eq!(availability, expected);
    assert_eq!(answer.response_metadata().warnings.len(), 1);
}
