//! How the Responses API writes what a scenario says, as in OpenAI's schema.

use bytes::Bytes;
use serde_json::{Value, json};
use surprisal_core::{AiMessageChunk, Channel, ChoiceChunk, FinishReason, ToolCallChunk};
use surprisal_testing::conformance::{Failure, chat_completions};

/// A whole answer.
pub(crate) fn body(whole: &AiMessageChunk) -> String {
    response(whole, true).to_string()
}

/// The events of a stream.
pub(crate) fn events(pieces: &[AiMessageChunk], is_whole: bool) -> Vec<Bytes> {
    let sum: AiMessageChunk = pieces.iter().cloned().sum();
    let mut events = Vec::new();
    let mut begun: Vec<String> = Vec::new();
    for piece in pieces {
        if piece.response_metadata().is_some() {
            events.push(event(
                "response.created",
                json!({"response": response(piece, false)}),
            ));
        }
        let Some(choice) = piece.first() else {
            continue;
        };
        deltas(choice, &mut begun, &mut events);
    }
    if is_whole {
        let response = response(&sum, true);
        let kind = format!(
            "response.{}",
            response["status"].as_str().unwrap_or("completed")
        );
        events.push(event(&kind, json!({"response": response})));
    }
    events
}

/// The event by which a stream tells of an error.
pub(crate) fn error_event(failure: &Failure) -> Bytes {
    let error = json!({"type": "server_error", "code": "server_error", "message": failure.message, "param": null});
    event(
        "error",
        json!({"error": error, "code": "server_error", "message": failure.message}),
    )
}

fn deltas(choice: &ChoiceChunk, begun: &mut Vec<String>, events: &mut Vec<Bytes>) {
    let content = choice.content();
    if !content.reasoning().is_empty() {
        let index = begin(
            &json!({"type": "reasoning", "id": "rs_1", "summary": []}),
            begun,
            events,
        );
        events.push(event(
            "response.reasoning_summary_text.delta",
            json!({"item_id": "rs_1", "output_index": index, "summary_index": 0, "delta": content.reasoning()}),
        ));
    }
    let tokens = choice.logprobs().channel(Channel::Content);
    let message = json!({"type": "message", "id": "msg_1", "role": "assistant", "status": "in_progress", "content": []});
    if !content.text().is_empty() || tokens.is_some() {
        let index = begin(&message, begun, events);
        let tokens: Vec<Value> = tokens
            .unwrap_or_default()
            .iter()
            .map(chat_completions::token)
            .collect();
        events.push(event(
            "response.output_text.delta",
            json!({"item_id": "msg_1", "output_index": index, "content_index": 0, "delta": content.text(), "logprobs": tokens}),
        ));
    }
    if !content.refusal().is_empty() {
        let index = begin(&message, begun, events);
        events.push(event(
            "response.refusal.delta",
            json!({"item_id": "msg_1", "output_index": index, "content_index": 0, "delta": content.refusal()}),
        ));
    }
    for call in choice.tool_call_chunks() {
        let id = format!("fc_{}", call.index);
        let index = match (&call.id, &call.name) {
            (Some(_), Some(_)) => {
                let mut empty = call.clone();
                empty.arguments.clear();
                begin(&function_call(&empty), begun, events)
            }
            _ => begun
                .iter()
                .position(|known| *known == id)
                .unwrap_or_default(),
        };
        events.push(event(
            "response.function_call_arguments.delta",
            json!({"item_id": id, "output_index": index, "delta": call.arguments}),
        ));
    }
}

/// The index of an item, which is told of where it is new.
fn begin(item: &Value, begun: &mut Vec<String>, events: &mut Vec<Bytes>) -> usize {
    let id = item["id"].as_str().unwrap_or_default().to_owned();
    if let Some(index) = begun.iter().position(|known| *known == id) {
        return index;
    }
    begun.push(id);
    let index = begun.len() - 1;
    events.push(event(
        "response.output_item.added",
        json!({"output_index": index, "item": item}),
    ));
    index
}

fn event(kind: &str, mut body: Value) -> Bytes {
    body["type"] = kind.into();
    format!("event: {kind}\ndata: {body}\n\n").into()
}

fn response(chunk: &AiMessageChunk, is_over: bool) -> Value {
    let named = chunk.response_metadata().cloned().unwrap_or_default();
    let (status, reason) = match chunk.finish_reason() {
        _ if !is_over => ("in_progress", None),
        Some(FinishReason::Length) => ("incomplete", Some("max_output_tokens")),
        Some(FinishReason::ContentFilter) => ("incomplete", Some("content_filter")),
        _ => ("completed", None),
    };
    let usage = chunk.usage().map(|usage| {
        json!({
            "input_tokens": usage.input_tokens,
            "output_tokens": usage.output_tokens,
            "total_tokens": usage.total_tokens,
        })
    });
    let output = match (is_over, chunk.first()) {
        (true, Some(choice)) => items(choice),
        _ => Vec::new(),
    };
    json!({
        "id": named.id,
        "object": "response",
        "created_at": 1_760_000_000,
        "model": named.model,
        "status": status,
        "error": null,
        "incomplete_details": reason.map(|reason| json!({"reason": reason})),
        "output": output,
        "usage": usage,
    })
}

/// The items of a whole answer, in the order in which a stream tells of them.
fn items(choice: &ChoiceChunk) -> Vec<Value> {
    let content = choice.content();
    let mut items = Vec::new();
    if !content.reasoning().is_empty() {
        let summary = json!([{"type": "summary_text", "text": content.reasoning()}]);
        items.push(json!({"type": "reasoning", "id": "rs_1", "summary": summary}));
    }
    let mut parts = Vec::new();
    if !content.text().is_empty() {
        let tokens = choice
            .logprobs()
            .content()
            .iter()
            .map(chat_completions::token);
        let tokens: Vec<Value> = tokens.collect();
        parts.push(json!({"type": "output_text", "text": content.text(), "annotations": [], "logprobs": tokens}));
    }
    if !content.refusal().is_empty() {
        parts.push(json!({"type": "refusal", "refusal": content.refusal()}));
    }
    if !parts.is_empty() {
        items.push(json!({
            "type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": parts,
        }));
    }
    items.extend(choice.tool_call_chunks().iter().map(function_call));
    items
}

fn function_call(call: &ToolCallChunk) -> Value {
    json!({
        "type": "function_call",
        "id": format!("fc_{}", call.index),
        "call_id": call.id,
        "name": call.name,
        "arguments": call.arguments,
        "status": "completed",
    })
}
