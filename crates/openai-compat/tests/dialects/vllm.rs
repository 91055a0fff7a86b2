//! vLLM's answer: ids, ids in place of texts, many tokens a chunk, and errors within a stream. Built from
//! `ChatCompletionLogProbs`, `ChatCompletionResponseChoice`, `ChatCompletionStreamResponse` and `ErrorResponse`
//! of its server's source.

use serde_json::{Value, json};
use surprisal_core::{Channel, ErrorKind, TokenLogprob, TopLogprob};
use surprisal_openai_compat::Vllm;

use crate::support::{answer, asked, body, both, delta, events, finish, says, streamed, token};

fn entry(text: &str, logprob: f64) -> Value {
    let one = json!({"token": text, "logprob": logprob, "bytes": text.as_bytes()});
    let mut entry = one.clone();
    entry["top_logprobs"] = json!([one]);
    entry
}

fn logprobs(texts: &[&str]) -> Value {
    json!({"content": texts.iter().map(|text| entry(text, -0.5)).collect::<Value>()})
}

fn texts(tokens: &[TokenLogprob]) -> Vec<&str> {
    tokens.iter().filter_map(TokenLogprob::token).collect()
}

#[tokio::test]
async fn the_ids_of_the_answer_are_those_of_its_tokens() {
    let mut whole = answer("Hello", logprobs(&["Hel", "lo", "<|im_end|>"]));
    whole["choices"][0]["token_ids"] = json!([9906, 385, 2]);
    whole["prompt_token_ids"] = json!([1, 7]);
    let mut chunks = [
        says("Hel", logprobs(&["Hel"])),
        // The mark of the end is a token, too.
        says("lo", logprobs(&["lo", "<|im_end|>"])),
        finish(),
    ];
    chunks[0]["prompt_token_ids"] = json!([1, 7]);
    chunks[0]["choices"][0]["token_ids"] = json!([9906]);
    chunks[1]["choices"][0]["token_ids"] = json!([385, 2]);
    let options = asked().extra("return_token_ids", true);
    let answer = both::<Vllm>(whole, &chunks, options).await;
    let ids: Vec<_> = answer
        .logprobs()
        .content()
        .iter()
        .map(TokenLogprob::id)
        .collect();
    assert_eq!(ids, [Some(9906), Some(385), Some(2)]);
    assert_eq!(answer.logprobs().channel(Channel::Prompt), None);
}

#[tokio::test]
async fn ids_that_are_not_as_many_as_the_tokens_are_left_out() {
    let mut chunks = [
        says("Hel", logprobs(&["Hel"])),
        says("lo", logprobs(&["lo"])),
        finish(),
    ];
    chunks[0]["choices"][0]["token_ids"] = json!([9906, 385]);
    chunks[1]["choices"][0]["token_ids"] = json!([]);
    let answer = streamed::<Vllm>(events(&chunks), asked()).await.unwrap();
    let mut ids = answer.logprobs().content().iter().map(TokenLogprob::id);
    assert!(ids.all(|id| id.is_none()));
}

#[tokio::test]
async fn an_id_in_place_of_a_text_is_an_id_and_the_bytes_of_that_text_are_none() {
    let one =
        |id: &str, logprob: f64| json!({"token": id, "logprob": logprob, "bytes": id.as_bytes()});
    let mut entry = one("token_id:9906", -0.5);
    entry["top_logprobs"] = json!([one("token_id:9906", -0.5), one("token_id:42", -9999.0)]);
    let logprobs = json!({"content": [entry]});
    let chunks = [says("Hi", logprobs.clone()), finish()];
    let options = asked().extra("return_tokens_as_token_ids", true);
    let answer = both::<Vllm>(answer("Hi", logprobs), &chunks, options).await;
    let expected = token(
        TopLogprob::from_id(9906, -0.5),
        [
            TopLogprob::from_id(9906, -0.5),
            TopLogprob::from_id(42, -9999.0),
        ],
    );
    assert_eq!(answer.logprobs().content(), [expected]);
    assert_eq!(answer.logprobs().content()[0].bytes(), None);
}

#[tokio::test]
async fn a_chunk_may_have_many_tokens_and_no_text() {
    let marks = ["<think>", "Hm", "</think>"];
    let chunks = [
        delta(json!({"role": "assistant", "content": ""}), Value::Null),
        delta(json!({"reasoning_content": "Hm"}), logprobs(&marks)),
        // What a parser holds back.
        delta(json!({}), logprobs(&["\n\n"])),
        says("Hello", logprobs(&["Hel", "lo"])),
        body(
            json!([{"index": 0, "delta": {}, "logprobs": logprobs(&["<|im_end|>"]), "finish_reason": "stop"}]),
        ),
    ];
    let all = [
        "<think>",
        "Hm",
        "</think>",
        "\n\n",
        "Hel",
        "lo",
        "<|im_end|>",
    ];
    let mut whole = answer("Hello", logprobs(&all));
    whole["choices"][0]["message"]["reasoning_content"] = "Hm".into();
    let answer = both::<Vllm>(whole, &chunks, asked()).await;
    assert_eq!(answer.text(), "Hello");
    assert_eq!(texts(answer.logprobs().content()), all);
    assert_eq!(answer.logprobs().channel(Channel::Reasoning), None);
}

#[tokio::test]
async fn an_error_within_a_stream_has_a_number_for_its_code() {
    let inner =
        json!({"message": "too long", "type": "BadRequestError", "param": null, "code": 400});
    let mut flat = inner.clone();
    flat["object"] = "error".into();
    for error in [json!({"error": inner}), flat] {
        let chunks = [says("Hel", logprobs(&["Hel"])), error];
        let error = streamed::<Vllm>(events(&chunks), asked())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!((error.message(), error.code()), ("too long", Some("400")));
        let partial = error.partial().unwrap();
        assert_eq!(partial.logprobs().content().len(), 1);
    }
}
