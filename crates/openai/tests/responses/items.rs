//! What an answer holds, streamed and whole alike. Built from OpenAI's schema.

use serde_json::{Value, json};
use surprisal_core::{AiMessage, CallOptions, ContentBlock, FinishReason};

use crate::support::{
    completed, created, delta, events, item, message, response, streamed, text, whole,
};

/// What an answer of these items is, whole; the stream of them with these events in between is the same,
/// however little it says before its end.
async fn answer(output: &[Value], said: &[Value]) -> AiMessage {
    let all: Value = output.to_vec().into();
    let body = whole(response(all.clone()), CallOptions::new())
        .await
        .unwrap();
    let done = (0..).zip(output).map(|(at, one)| item("done", at, one));
    let done: Vec<Value> = done.collect();
    for events_ in [
        [&[created()], said, &[completed(all.clone())]].concat(),
        [&[created()], done.as_slice(), &[completed(all.clone())]].concat(),
        [&[created()], said, &[completed(json!([]))]].concat(),
    ] {
        let (_, sum) = streamed(events(&events_), CallOptions::new()).await;
        assert_eq!(sum.unwrap(), body, "{events_:?}");
    }
    body
}

#[tokio::test]
async fn text_usage_and_metadata() {
    let output = message("msg_1", json!([text("Hello"), text(" there")]));
    let mut second = delta(0, "msg_1", " there");
    second["content_index"] = 1.into();
    let said = [
        item("added", 0, &message("msg_1", json!([]))),
        delta(0, "msg_1", "Hel"),
        delta(0, "msg_1", "lo"),
        second,
        item("done", 0, &output),
    ];
    let answer = answer(&[output], &said).await;
    assert_eq!(answer.content().as_plain_text(), Some("Hello there"));
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Stop));
    let usage = answer.usage();
    assert_eq!(
        (usage.input_tokens, usage.cached_tokens),
        (Some(9), Some(4))
    );
    assert_eq!(
        (usage.output_tokens, usage.reasoning_tokens),
        (Some(5), Some(3))
    );
    assert_eq!(usage.total_tokens, Some(14));
    let metadata = answer.response_metadata();
    assert_eq!(metadata.id.as_deref(), Some("resp_1"));
    assert_eq!(metadata.model.as_deref(), Some("gpt-5-mini-2025-08-07"));
    assert_eq!(metadata.service_tier.as_deref(), Some("default"));
    assert_eq!(metadata.created, Some(1_760_000_000));
}

#[tokio::test]
async fn a_refusal_is_no_text() {
    let output = message("msg_1", json!([{"type": "refusal", "refusal": "No."}]));
    let place = |mut event: Value| {
        event["item_id"] = "msg_1".into();
        event["output_index"] = 0.into();
        event["content_index"] = 0.into();
        event
    };
    let said = [
        item("added", 0, &message("msg_1", json!([]))),
        place(json!({"type": "response.refusal.delta", "delta": "N"})),
        place(json!({"type": "response.refusal.delta", "delta": "o."})),
        place(json!({"type": "response.refusal.done", "refusal": "No."})),
        item("done", 0, &output),
    ];
    let answer = answer(&[output], &said).await;
    assert_eq!((&*answer.refusal(), &*answer.text()), ("No.", ""));
}

fn call(at: u32, name: &str, arguments: &str) -> Value {
    json!({"id": format!("fc_{at}"), "type": "function_call", "call_id": format!("call_{at}"), "name": name, "arguments": arguments, "status": "completed"})
}

fn arguments(at: u32, event: &str, key: &str, text: &str) -> Value {
    json!({"type": format!("response.function_call_arguments.{event}"), "item_id": format!("fc_{at}"), "output_index": at, key: text})
}

#[tokio::test]
async fn calls_of_functions() {
    let output = [
        call(0, "f", r#"{"a":1}"#),
        call(1, "g", "{}"),
        call(2, "h", "[not json"),
    ];
    let said = [
        item("added", 0, &call(0, "f", "")),
        arguments(0, "delta", "delta", r#"{"a""#),
        arguments(0, "delta", "delta", ":1}"),
        arguments(0, "done", "arguments", r#"{"a":1}"#),
        item("done", 0, &output[0]),
        item("added", 1, &call(1, "g", "")),
        // LM Studio sends no pieces.
        arguments(1, "done", "arguments", "{}"),
        item("done", 1, &output[1]),
        item("added", 2, &call(2, "h", "")),
        item("done", 2, &output[2]),
    ];
    let answer = answer(&output, &said).await;
    assert_eq!(answer.finish_reason(), Some(&FinishReason::ToolCalls));
    let [f, g] = answer.tool_calls() else {
        panic!("{answer:?}");
    };
    assert_eq!(
        (&*f.id, &*f.name, f.arguments["a"].as_i64()),
        ("call_0", "f", Some(1))
    );
    assert_eq!((&*g.id, &*g.name, g.arguments.len()), ("call_1", "g", 0));
    let [h] = answer.invalid_tool_calls() else {
        panic!("{answer:?}");
    };
    assert_eq!((&*h.id, &*h.arguments), ("call_2", "[not json"));
    assert!(answer.content().is_empty());
}

#[tokio::test]
async fn reasoning_is_readable_and_carried() {
    let reasoning = json!({"id": "rs_1", "type": "reasoning", "encrypted_content": "gAAA", "summary": [
        {"type": "summary_text", "text": "**One**"},
        {"type": "summary_text", "text": "**Two**"},
    ]});
    let said_part = |part: u32, text: &str| json!({"type": "response.reasoning_summary_text.delta", "item_id": "rs_1", "output_index": 0, "summary_index": part, "delta": text});
    let output = [reasoning.clone(), message("msg_1", json!([text("Yes.")]))];
    let said = [
        item(
            "added",
            0,
            &json!({"id": "rs_1", "type": "reasoning", "summary": []}),
        ),
        said_part(0, "**One"),
        said_part(0, "**"),
        said_part(1, "**Two**"),
        item("done", 0, &reasoning),
        item("added", 1, &message("msg_1", json!([]))),
        delta(1, "msg_1", "Yes."),
        item("done", 1, &output[1]),
    ];
    let answer = answer(&output, &said).await;
    assert_eq!(answer.reasoning(), "**One**\n\n**Two**");
    assert_eq!(answer.text(), "Yes.");
    assert_eq!(
        answer.content().blocks(),
        [
            ContentBlock::reasoning("**One**\n\n**Two**"),
            ContentBlock::opaque("openai", reasoning),
            ContentBlock::opaque("openai", json!({"type": "message", "id": "msg_1"})),
            ContentBlock::text("Yes."),
        ]
    );
}

#[tokio::test]
async fn reasoning_that_is_told_in_full() {
    let reasoning = json!({"id": "rs_1", "type": "reasoning", "summary": [], "content": [{"type": "reasoning_text", "text": "Hm."}]});
    let said = [
        json!({"type": "response.reasoning_text.delta", "item_id": "rs_1", "output_index": 0, "content_index": 0, "delta": "Hm."}),
        json!({"type": "response.reasoning_text.done", "item_id": "rs_1", "output_index": 0, "content_index": 0, "text": "Hm."}),
        json!({"type": "response.content_part.done", "item_id": "rs_1", "output_index": 0, "content_index": 0, "part": {"type": "reasoning_text", "text": "Hm."}}),
        item("done", 0, &reasoning),
    ];
    let answer = answer(&[reasoning], &said).await;
    assert_eq!((&*answer.reasoning(), &*answer.text()), ("Hm.", ""));
}

#[tokio::test]
async fn built_in_tools_and_what_a_text_refers_to_are_kept() {
    let search = json!({"id": "ws_1", "type": "web_search_call", "status": "completed", "action": {"type": "search", "query": "q"}});
    let cited = json!([{"type": "url_citation", "url": "https://example.com", "title": "t", "start_index": 0, "end_index": 3}]);
    let mut part = text("Yes");
    part["annotations"] = cited.clone();
    let output = [search.clone(), message("msg_1", json!([part, text("!")]))];
    let mut second = delta(1, "msg_1", "!");
    second["content_index"] = 1.into();
    let said = [
        json!({"type": "response.web_search_call.searching", "item_id": "ws_1", "output_index": 0}),
        item("done", 0, &search),
        item("added", 1, &message("msg_1", json!([]))),
        delta(1, "msg_1", "Yes"),
        json!({"type": "response.output_text.annotation.added", "item_id": "msg_1", "output_index": 1, "content_index": 0, "annotation_index": 0, "annotation": cited[0]}),
        json!({"type": "response.content_part.done", "item_id": "msg_1", "output_index": 1, "content_index": 0, "part": part}),
        second,
        item("done", 1, &output[1]),
    ];
    let answer = answer(&output, &said).await;
    assert_eq!(answer.text(), "Yes!");
    assert_eq!(
        answer.content().blocks(),
        [
            ContentBlock::opaque("openai", search),
            ContentBlock::opaque("openai", json!({"type": "message", "id": "msg_1"})),
            ContentBlock::text("Yes"),
            ContentBlock::opaque(
                "openai",
                json!({"type": "annotations", "annotations": cited})
            ),
            ContentBlock::text("!"),
        ]
    );
}

#[tokio::test]
async fn why_an_answer_ended() {
    for (status, details, reason) in [
        ("completed", Value::Null, FinishReason::Stop),
        (
            "incomplete",
            json!({"reason": "max_output_tokens"}),
            FinishReason::Length,
        ),
        (
            "incomplete",
            json!({"reason": "content_filter"}),
            FinishReason::ContentFilter,
        ),
        (
            "incomplete",
            json!({"reason": "new"}),
            FinishReason::from("new"),
        ),
        ("incomplete", Value::Null, FinishReason::from("incomplete")),
        ("queued", Value::Null, FinishReason::from("queued")),
        ("cancelled", Value::Null, FinishReason::from("cancelled")),
    ] {
        let mut body = response(json!([message("msg_1", json!([text("Hel")]))]));
        body["status"] = status.into();
        body["incomplete_details"] = details;
        let answer = whole(&body, CallOptions::new()).await.unwrap();
        assert_eq!(answer.finish_reason(), Some(&reason));
        let kind = if status == "incomplete" {
            "incomplete"
        } else {
            "completed"
        };
        let end = json!({"type": format!("response.{kind}"), "response": body});
        let (_, sum) = streamed(events(&[created(), end]), CallOptions::new()).await;
        assert_eq!(sum.unwrap(), answer);
    }
}
