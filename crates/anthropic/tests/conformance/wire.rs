//! How the Messages API writes what a scenario says: the events in the order and with the fields of Anthropic's
//! documentation ("Streaming messages", "Errors"), as its real answers have them too.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Value, json};
use surprisal_core::{AiMessageChunk, ChoiceChunk, ErrorKind, FinishReason, Result, ToolCallChunk};
use surprisal_testing::conformance::{Failure, Model, Part, REQUEST_ID, Setup, Wire};

pub(crate) struct Anthropic;

impl Wire for Anthropic {
    fn model(&self, setup: &Setup) -> Result<Arc<dyn Model>> {
        setup.chat_model::<surprisal_anthropic::Anthropic>("claude-sonnet-4-5")
    }

    fn body(&self, whole: &AiMessageChunk) -> String {
        let mut answer = head(whole);
        let choice = whole.first();
        answer["content"] = choice.map(blocks).unwrap_or_default().into();
        let reason = choice.and_then(ChoiceChunk::finish_reason);
        for (key, value) in ending(reason).as_object().unwrap() {
            answer[key] = value.clone();
        }
        answer["usage"]["output_tokens"] = output(whole).into();
        answer.to_string()
    }

    fn events(&self, pieces: &[AiMessageChunk], is_whole: bool) -> Vec<Bytes> {
        let sum: AiMessageChunk = pieces.iter().cloned().sum();
        let mut stream = Stream::default();
        for piece in pieces {
            if piece.response_metadata().is_some() {
                stream.event("message_start", json!({"message": head(&sum)}));
            }
            let Some(choice) = piece.first() else {
                continue;
            };
            stream.piece(choice);
            if let Some(reason) = choice.finish_reason() {
                stream.close();
                let usage = json!({"output_tokens": output(piece)});
                let delta = ending(Some(reason));
                stream.event("message_delta", json!({"delta": delta, "usage": usage}));
            }
        }
        if is_whole {
            stream.event("message_stop", json!({}));
        }
        stream.events
    }

    fn error(&self, failure: &Failure) -> Option<(u16, String)> {
        let said = failure.message.as_str();
        let (status, kind, message) = match failure.kind {
            ErrorKind::InvalidInput => (400, "invalid_request_error", said),
            ErrorKind::Unsupported => (
                400,
                "invalid_request_error",
                "top_k: Extra inputs are not permitted",
            ),
            ErrorKind::ContextTooLong => (
                400,
                "invalid_request_error",
                "prompt is too long: 210000 tokens > 200000 maximum",
            ),
            ErrorKind::ContentFiltered => (
                400,
                "invalid_request_error",
                "Output blocked by content filtering policy",
            ),
            ErrorKind::Authentication => (401, "authentication_error", said),
            ErrorKind::QuotaExhausted => (402, "billing_error", said),
            ErrorKind::PermissionDenied => (403, "permission_error", said),
            ErrorKind::NotFound => (404, "not_found_error", said),
            ErrorKind::RateLimited => (429, "rate_limit_error", said),
            ErrorKind::Timeout => (504, "timeout_error", said),
            ErrorKind::Server => (529, "overloaded_error", said),
            _ => return None,
        };
        Some((status, error(kind, message).to_string()))
    }

    fn error_event(&self, failure: &Failure) -> Option<Bytes> {
        let kind = match failure.kind {
            ErrorKind::Server => "overloaded_error",
            ErrorKind::RateLimited => "rate_limit_error",
            _ => return None,
        };
        let error = error(kind, &failure.message);
        Some(format!("event: error\ndata: {error}\n\n").into())
    }

    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        let reason = match part {
            Part::Refusal | Part::RefusalLogprobs => {
                "Claude declines in its text, and what a classifier stops is a finish reason"
            }
            _ => return None,
        };
        Some(reason.into())
    }
}

fn error(kind: &str, message: &str) -> Value {
    json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": REQUEST_ID})
}

/// The answer as it is known at its beginning.
fn head(sum: &AiMessageChunk) -> Value {
    let named = sum.response_metadata().cloned().unwrap_or_default();
    let input = sum.usage().and_then(|usage| usage.input_tokens);
    json!({
        "id": named.id,
        "type": "message",
        "role": "assistant",
        "model": named.model,
        "content": [],
        "stop_reason": null,
        "stop_sequence": null,
        "usage": {"input_tokens": input.unwrap_or(1), "output_tokens": 1},
    })
}

fn output(chunk: &AiMessageChunk) -> Option<u64> {
    chunk.usage().and_then(|usage| usage.output_tokens)
}

fn ending(reason: Option<&FinishReason>) -> Value {
    let details = json!({"type": "refusal", "category": "cyber", "explanation": "It was blocked."});
    let (word, details) = match reason {
        None => (None, None),
        Some(FinishReason::Stop) => (Some("end_turn"), None),
        Some(FinishReason::Length) => (Some("max_tokens"), None),
        Some(FinishReason::ToolCalls) => (Some("tool_use"), None),
        Some(FinishReason::ContentFilter) => (Some("refusal"), Some(details)),
        Some(other) => (Some(other.as_str()), None),
    };
    json!({"stop_reason": word, "stop_sequence": null, "stop_details": details})
}

const SIGNATURE: &str = "EqQBCgIYAhIM1gbcDa9GJwZA2b3h";

fn blocks(choice: &ChoiceChunk) -> Vec<Value> {
    let (thought, text) = (choice.content().reasoning(), choice.text());
    let mut blocks = Vec::new();
    if !thought.is_empty() {
        blocks.push(json!({"type": "thinking", "thinking": thought, "signature": SIGNATURE}));
    }
    if !text.is_empty() {
        blocks.push(json!({"type": "text", "text": text}));
    }
    let calls = choice.tool_call_chunks().iter();
    blocks.extend(calls.map(|call| tool_use(call, input(&call.arguments))));
    blocks
}

fn tool_use(call: &ToolCallChunk, input: Value) -> Value {
    json!({"type": "tool_use", "id": call.id, "name": call.name, "input": input})
}

/// Anthropic has no form for what is no JSON object in an answer that is not streamed: that a server writes the text is
/// made up of what some do in other interfaces.
fn input(arguments: &str) -> Value {
    match serde_json::from_str(arguments) {
        Ok(Value::Object(fields)) => fields.into(),
        _ if arguments.is_empty() => json!({}),
        _ => arguments.into(),
    }
}

#[derive(Default)]
struct Stream {
    events: Vec<Bytes>,
    index: usize,
    open: Option<Open>,
}

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Thinking,
    Text,
    Call(u32),
}

impl Stream {
    fn event(&mut self, kind: &str, body: Value) {
        let mut event = json!({"type": kind});
        for (key, value) in body.as_object().unwrap() {
            event[key] = value.clone();
        }
        self.events
            .push(format!("event: {kind}\ndata: {event}\n\n").into());
    }

    fn piece(&mut self, choice: &ChoiceChunk) {
        let (thought, text) = (choice.content().reasoning(), choice.text());
        if !thought.is_empty() {
            self.begin(
                Open::Thinking,
                json!({"type": "thinking", "thinking": "", "signature": ""}),
            );
            self.delta(json!({"type": "thinking_delta", "thinking": thought}));
        }
        if !text.is_empty() {
            self.begin(Open::Text, json!({"type": "text", "text": ""}));
            self.delta(json!({"type": "text_delta", "text": text}));
        }
        for call in choice.tool_call_chunks() {
            self.begin(Open::Call(call.index), tool_use(call, json!({})));
            self.delta(json!({"type": "input_json_delta", "partial_json": call.arguments}));
        }
    }

    fn begin(&mut self, open: Open, block: Value) {
        if self.open == Some(open) {
            return;
        }
        self.close();
        self.open = Some(open);
        let index = self.index;
        self.event(
            "content_block_start",
            json!({"index": index, "content_block": block}),
        );
        if index == 0 {
            self.event("ping", json!({}));
        }
    }

    fn delta(&mut self, delta: Value) {
        let index = self.index;
        self.event(
            "content_block_delta",
            json!({"index": index, "delta": delta}),
        );
    }

    fn close(&mut self) {
        if self.open == Some(Open::Thinking) {
            self.delta(json!({"type": "signature_delta", "signature": SIGNATURE}));
        }
        if self.open.take().is_some() {
            let index = self.index;
            self.event("content_block_stop", json!({"index": index}));
            self.index += 1;
        }
    }
}
