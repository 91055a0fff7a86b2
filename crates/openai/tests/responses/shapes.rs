//! Streams as other servers write them: none of these is an error.

use serde_json::{Value, json};
use surprisal_core::{AiMessage, CallOptions};

use crate::support::{completed, created, delta, events, item, message, streamed, text};

fn hello() -> Vec<Value> {
    let output = message("msg_1", json!([text("Hello")]));
    vec![
        created(),
        item("added", 0, &message("msg_1", json!([]))),
        delta(0, "msg_1", "Hel"),
        delta(0, "msg_1", "lo"),
        item("done", 0, &output),
        completed(json!([output])),
    ]
}

async fn read(bytes: impl Into<Vec<u8>>) -> AiMessage {
    let (_, outcome) = streamed(bytes, CallOptions::new()).await;
    outcome.unwrap()
}

/// The events without their names.
fn unnamed(all: &[Value]) -> String {
    all.iter()
        .map(|event| format!("data: {event}\n\n"))
        .collect()
}

#[tokio::test]
async fn keep_alives_unknown_events_and_what_follows_the_end_say_nothing() {
    let expected = read(events(&hello())).await;
    assert_eq!(expected.text(), "Hello");
    let mut more = hello();
    more.insert(3, json!({"type": "keepalive", "sequence_number": 3}));
    more.insert(
        3,
        json!({"type": "response.new.delta", "delta": "x", "output_index": 7}),
    );
    more.insert(
        1,
        json!({"type": "response.in_progress", "response": hello()[0]["response"]}),
    );
    let said = events(&more);
    assert_eq!(read(said.clone()).await, expected);
    assert_eq!(read(said.clone() + "data: [DONE]\n\n").await, expected);
    assert_eq!(read(said + "data: oops\n\n").await, expected);
    assert_eq!(read(unnamed(&hello())).await, expected);
    assert_eq!(
        read(events(&hello()).replace("data: ", ": hi\ndata: ")).await,
        expected
    );
}

#[tokio::test]
async fn a_server_may_tell_no_index_and_another_id_at_the_end() {
    // llama.cpp tells no index.
    let mut bare = hello();
    for event in &mut bare {
        let event = event.as_object_mut().unwrap();
        event.remove("output_index");
        event.remove("content_index");
    }
    let last = bare.len() - 1;
    bare[last]["response"]["output"][0]["id"] = "msg_other".into();
    assert_eq!(read(events(&bare)).await.text(), "Hello");
}

#[tokio::test]
async fn a_server_may_name_calls_by_the_id_of_the_call_alone() {
    // llama.cpp.
    let call = |at: u32, arguments: &str| json!({"type": "function_call", "call_id": format!("fc_{at}"), "name": "f", "arguments": arguments});
    let added = |at: u32| json!({"type": "response.output_item.added", "item": call(at, "")});
    let piece = |at: u32, text: &str| json!({"type": "response.function_call_arguments.delta", "item_id": format!("fc_{at}"), "delta": text});
    let done =
        |at: u32| json!({"type": "response.output_item.done", "item": call(at, "{\"a\":1}")});
    let said = [
        created(),
        added(1),
        piece(1, "{\"a\""),
        added(2),
        piece(2, "{\"a\":1}"),
        piece(1, ":1}"),
        done(1),
        done(2),
        completed(json!([call(1, "{\"a\":1}"), call(2, "{\"a\":1}")])),
    ];
    let answer = read(events(&said)).await;
    let calls = answer.tool_calls().iter();
    let calls: Vec<_> = calls
        .map(|call| (&*call.id, call.arguments.len()))
        .collect();
    assert_eq!(calls, [("fc_1", 1), ("fc_2", 1)]);
}

#[tokio::test]
async fn names_that_come_late_are_taken_then() {
    let mut late = hello();
    let response = late[0]["response"].as_object_mut().unwrap();
    response.remove("model");
    response.remove("created_at");
    let answer = read(events(&late)).await;
    let metadata = answer.response_metadata();
    assert_eq!(metadata.model.as_deref(), Some("gpt-5-mini-2025-08-07"));
    assert_eq!(metadata.created, Some(1_760_000_000));
    assert_eq!(metadata.service_tier.as_deref(), Some("default"));
}

#[tokio::test]
async fn keys_in_any_order_and_each_event_as_it_came() {
    let mut sorted = hello();
    for event in &mut sorted {
        event.sort_all_objects();
    }
    let (_, outcome) = streamed(events(&sorted), CallOptions::new().raw(true)).await;
    let answer = outcome.unwrap();
    assert_eq!(answer.text(), "Hello");
    let raw = &answer.response_metadata().raw;
    assert_eq!(raw.len(), sorted.len());
    assert_eq!(raw[2], sorted[2].to_string());
}
