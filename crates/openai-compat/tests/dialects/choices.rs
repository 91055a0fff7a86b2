//! Several choices at once, and tool calls beside log probabilities. Built from OpenAI's
//! `CreateChatCompletionStreamResponse` and from vLLM's, whose tokens are those of the tool calls as well.

use serde_json::{Value, json};
use surprisal_core::{Availability, CallOptions, ErrorKind, Policy, TokenLogprob};
use surprisal_openai_compat::{Fireworks, OllamaCompat, Tgi, Vllm};

use crate::support::{asked, body, both, events, streamed};

fn logprobs(texts: &[&str]) -> Value {
    let entry = |text: &&str| json!({"token": text, "logprob": -0.5, "bytes": text.as_bytes()});
    json!({"content": texts.iter().map(entry).collect::<Value>()})
}

fn texts(tokens: &[TokenLogprob]) -> Vec<&str> {
    tokens.iter().filter_map(TokenLogprob::token).collect()
}

/// One of the choices of a chunk.
fn part(index: u32, text: &str, finish_reason: Option<&str>) -> Value {
    let logprobs = (!text.is_empty()).then(|| logprobs(&[text]));
    json!({"index": index, "delta": {"content": text}, "logprobs": logprobs, "finish_reason": finish_reason})
}

#[tokio::test]
async fn choices_that_come_by_turns_are_kept_apart_by_their_index() {
    let whole = |index: u32, tokens: [&str; 2]| {
        let message = json!({"role": "assistant", "content": tokens.concat()});
        json!({"index": index, "message": message, "logprobs": logprobs(&tokens), "finish_reason": "stop"})
    };
    let whole = body(json!([whole(0, ["Hel", "lo"]), whole(1, ["Good", " day"])]));
    let chunks = [
        body(json!([part(1, "Good", None)])),
        body(json!([part(0, "Hel", None)])),
        body(json!([part(1, " day", None), part(0, "lo", None)])),
        body(json!([part(0, "", Some("stop"))])),
        body(json!([part(1, "", Some("stop"))])),
    ];
    let answer = both::<Fireworks>(whole, &chunks, asked().n(2)).await;
    let read: Vec<_> = answer
        .choices()
        .map(|choice| {
            (
                choice.index(),
                choice.text(),
                texts(choice.logprobs().content()),
            )
        })
        .collect();
    let expected = [
        (0, "Hello".into(), vec!["Hel", "lo"]),
        (1, "Good day".into(), vec!["Good", " day"]),
    ];
    assert_eq!(read, expected);
}

fn call(index: u32, id: Option<&str>, arguments: &str) -> Value {
    let name = id.map(|_| "f");
    json!({"tool_calls": [{"index": index, "id": id, "type": "function", "function": {"name": name, "arguments": arguments}}]})
}

fn chunk(delta: Value, logprobs: Value, finish_reason: Option<&str>) -> Value {
    body(
        json!([{"index": 0, "delta": delta, "logprobs": logprobs, "finish_reason": finish_reason}]),
    )
}

fn whole_call(logprobs: Value) -> Value {
    let mut message = call(0, Some("1"), "{\"a\":1}");
    message["role"] = "assistant".into();
    message["content"] = Value::Null;
    body(
        json!([{"index": 0, "message": message, "logprobs": logprobs, "finish_reason": "tool_calls"}]),
    )
}

#[tokio::test]
async fn tokens_of_tool_calls_are_in_the_content_where_a_server_puts_them_there() {
    let marks = ["<tool_call>", "{\"a\":", "1}", "</tool_call>"];
    let chunks = [
        chunk(json!({}), logprobs(&marks[..1]), None),
        chunk(call(0, Some("1"), "{\"a\":"), logprobs(&marks[1..2]), None),
        chunk(call(0, None, "1}"), logprobs(&marks[2..3]), None),
        chunk(json!({}), logprobs(&marks[3..]), Some("tool_calls")),
    ];
    let answer = both::<Vllm>(whole_call(logprobs(&marks)), &chunks, asked()).await;
    assert_eq!(answer.tool_calls().len(), 1);
    assert_eq!(texts(answer.logprobs().content()), marks);
}

#[tokio::test]
async fn tool_calls_without_log_probabilities_are_no_error() {
    let chunks = [
        chunk(call(0, Some("1"), "{\"a\":1}"), Value::Null, None),
        chunk(json!({}), Value::Null, Some("tool_calls")),
    ];
    let answer = both::<OllamaCompat>(whole_call(Value::Null), &chunks, asked()).await;
    assert_eq!(answer.tool_calls()[0].name, "f");
    let availability = answer.logprobs().availability();
    assert_eq!(availability, Availability::RequestedButAbsent);
}

#[tokio::test]
async fn as_many_choices_are_awaited_as_were_asked_for_in_the_end() {
    let one = body(json!([part(0, "Hi", Some("stop"))]));
    // Without an end signal.
    let stream = format!("data: {one}\n\ndata: {{\"choices\":[],\"usage\":{{}}}}\n\n");
    let warned = CallOptions::new().n(2).on_unsupported(Policy::Warn);
    let read = streamed::<OllamaCompat>(stream.clone(), warned).await;
    assert_eq!(read.unwrap().text(), "Hi");
    let by_hand = CallOptions::new().extra("n", 2);
    let read = streamed::<Fireworks>(stream, by_hand).await;
    assert_eq!(read.unwrap_err().kind(), ErrorKind::Truncated);
}

#[tokio::test]
async fn a_tool_call_may_come_without_a_list_around_it() {
    let mut first = call(0, Some("c"), "{\"a\"");
    let mut second = call(0, None, ":1}");
    for delta in [&mut first, &mut second] {
        delta["tool_calls"] = delta["tool_calls"][0].take();
    }
    let chunks = [first, second, json!({})]
        .map(|delta| body(json!([{"index": 0, "delta": delta, "finish_reason": null}])));
    let last = body(json!([part(0, "", Some("tool_calls"))]));
    let stream = events(&[chunks.as_slice(), &[last]].concat());
    let read = streamed::<Tgi>(stream, CallOptions::new()).await.unwrap();
    assert_eq!(read.tool_calls()[0].arguments["a"], 1);
}
