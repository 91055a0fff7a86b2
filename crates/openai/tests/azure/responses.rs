//! The Responses API at Azure, whose filters speak in a list of their own.

use futures::TryStreamExt as _;
use serde_json::{Value, json};
use surprisal_core::{AiMessage, AiMessageChunk, FinishReason, RunnableExt as _};
use surprisal_openai::Api;
use surprisal_testing::server::{Reply, Server};

use crate::support::builder;

fn response(status: &str, reason: &Value) -> Value {
    json!({
        "id": "resp_1", "object": "response", "created_at": 1_760_000_000, "status": status,
        "error": null, "incomplete_details": reason, "model": "gpt-5-mini",
        "output": [{
            "id": "msg_1", "type": "message", "role": "assistant", "status": "completed",
            "content": [{"type": "output_text", "text": "hello", "annotations": [], "logprobs": []}],
        }],
        "usage": {"input_tokens": 3, "output_tokens": 1, "total_tokens": 4},
        "content_filters": [
            entry("prompt", &json!({"jailbreak": {"detected": false, "filtered": false}}), 21),
            entry("completion", &json!({"hate": {"filtered": false, "severity": "safe"}}), 30),
            entry("completion", &json!({"violence": {"filtered": true, "severity": "high"}}), 60),
            {"blocked": false, "source_type": "tool"},
            7,
        ],
    })
}

fn entry(source: &str, results: &Value, end: u64) -> Value {
    json!({
        "blocked": false, "source_type": source, "content_filter_raw": [],
        "content_filter_results": results,
        "content_filter_offsets": {"start_offset": 0, "end_offset": end, "check_offset": 0},
    })
}

async fn whole(body: &Value) -> AiMessage {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, body.to_string()));
    let model = builder(&server).options(Api::Responses).build().unwrap();
    model.invoke("hi").await.unwrap()
}

async fn streamed(events: &[Value]) -> AiMessage {
    let events: String = events
        .iter()
        .map(|one| format!("data: {one}\n\n"))
        .collect();
    let server = Server::start().await.unwrap();
    server.reply(Reply::sse(events));
    let model = builder(&server).options(Api::Responses).build().unwrap();
    let chunks = model.stream("hi").await.unwrap();
    let sum: AiMessageChunk = chunks.try_collect().await.unwrap();
    sum.into()
}

#[tokio::test]
async fn what_its_filters_say_is_kept_whole_and_streamed() {
    let body = response("incomplete", &json!({"reason": "content_filter"}));
    let whole = whole(&body).await;
    assert_eq!(whole.text(), "hello");
    assert_eq!(whole.finish_reason(), Some(&FinishReason::ContentFilter));
    let filter = whole.content_filter().unwrap();
    assert_eq!(filter.get("hate").unwrap().severity(), Some("safe"));
    assert!(filter.get("violence").unwrap().is_filtered());
    assert_eq!(filter.offsets().unwrap().end_offset, Some(60));
    let prompts = &whole.response_metadata().prompt_filters;
    assert_eq!(prompts.len(), 1);
    assert!(!prompts[0].filter.get("jailbreak").unwrap().is_detected());

    let mut begun = body.clone();
    begun["status"] = "in_progress".into();
    begun["output"] = json!([]);
    begun["content_filters"] = Value::Null;
    let sum = streamed(&[
        json!({"type": "response.created", "response": begun}),
        json!({"type": "response.output_text.delta", "item_id": "msg_1", "output_index": 0, "content_index": 0, "delta": "hello", "logprobs": []}),
        json!({"type": "response.incomplete", "response": body}),
    ])
    .await;
    assert_eq!(sum, whole);
}

#[tokio::test]
async fn without_filters_there_is_nothing_to_keep() {
    for none in [Value::Null, json!([]), json!("x"), json!({})] {
        let mut body = response("completed", &Value::Null);
        body["content_filters"] = none;
        let message = whole(&body).await;
        assert_eq!(message.content_filter(), None);
        assert!(message.response_metadata().prompt_filters.is_empty());
        assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
    }
}
