//! How a service that speaks Chat Completions writes what a scenario says: what a [`Wire`](super::Wire) of such a
//! provider calls.

use bytes::Bytes;
use serde_json::{Map, Value, json};
use surprisal_core::{
    AiMessageChunk, Channel, ChoiceChunk, ErrorKind, Logprobs, TokenLogprob, ToolCallChunk,
    TopLogprob, Usage,
};

use super::Failure;

/// A whole answer.
pub fn body(whole: &AiMessageChunk) -> String {
    let mut body = object(whole, whole, "message", "chat.completion");
    body.insert("usage".to_owned(), whole.usage().map(usage).into());
    Value::Object(body).to_string()
}

/// The events of a stream: one for each piece, one for its usage, and the last one if it `is_whole`. All of them name
/// the answer.
pub fn events(pieces: &[AiMessageChunk], is_whole: bool) -> Vec<Bytes> {
    let sum: AiMessageChunk = pieces.iter().cloned().sum();
    let mut events = Vec::new();
    for piece in pieces {
        let mut body = object(&sum, piece, "delta", "chat.completion.chunk");
        events.push(event(&Value::Object(body.clone())));
        if let Some(told) = piece.usage() {
            body.insert("choices".to_owned(), json!([]));
            body.insert("usage".to_owned(), usage(told));
            events.push(event(&Value::Object(body)));
        }
    }
    if is_whole {
        events.push(Bytes::from_static(b"data: [DONE]\n\n"));
    }
    events
}

/// Status and body of an error.
pub fn error(failure: &Failure) -> Option<(u16, String)> {
    let (status, code) = code(failure.kind)?;
    Some((status, describe(failure, code).to_string()))
}

/// The event by which a stream tells of an error.
pub fn error_event(failure: &Failure) -> Option<Bytes> {
    let (_, code) = code(failure.kind)?;
    Some(event(&describe(failure, code)))
}

/// An entry of a token, with its alternatives where there is a list of them.
pub fn token(token: &TokenLogprob) -> Value {
    let mut entry = candidate(token.chosen());
    if let Some(top) = token.top_logprobs() {
        entry.insert(
            "top_logprobs".to_owned(),
            top.iter().map(candidate).collect(),
        );
    }
    entry.into()
}

fn candidate(top: &TopLogprob) -> Map<String, Value> {
    let mut entry = Map::new();
    let mut set = |key: &str, value: Value| entry.insert(key.to_owned(), value);
    set("token", top.token().into());
    set("logprob", top.logprob().into());
    set("bytes", top.bytes().map(<[u8]>::to_vec).into());
    if let Some(id) = top.id() {
        set("id", id.into());
    }
    entry
}

fn event(body: &Value) -> Bytes {
    format!("data: {body}\n\n").into()
}

/// What is common to a whole answer and a piece of one.
fn object(
    sum: &AiMessageChunk,
    piece: &AiMessageChunk,
    key: &str,
    kind: &str,
) -> Map<String, Value> {
    let named = sum.response_metadata();
    let choices: Vec<Value> = piece.choices().iter().map(|one| choice(one, key)).collect();
    let mut body = Map::new();
    let mut set = |key: &str, value: Value| body.insert(key.to_owned(), value);
    set("id", named.and_then(|named| named.id.clone()).into());
    set("object", kind.into());
    set("created", 1_760_000_000.into());
    set("model", named.and_then(|named| named.model.clone()).into());
    set("choices", choices.into());
    body
}

fn choice(choice: &ChoiceChunk, key: &str) -> Value {
    let content = choice.content();
    let mut said = Map::new();
    let mut set = |key: &str, value: Value| said.insert(key.to_owned(), value);
    set("role", "assistant".into());
    for (key, text) in [
        ("reasoning_content", content.reasoning()),
        ("content", content.text()),
        ("refusal", content.refusal()),
    ] {
        if !text.is_empty() || key == "content" && !content.is_empty() {
            set(key, text.into());
        }
    }
    if !choice.tool_call_chunks().is_empty() {
        set(
            "tool_calls",
            choice.tool_call_chunks().iter().map(call).collect(),
        );
    }
    json!({
        "index": choice.index(),
        key: said,
        "logprobs": logprobs(choice.logprobs()),
        "finish_reason": choice.finish_reason().map(|reason| reason.as_str()),
    })
}

fn call(piece: &ToolCallChunk) -> Value {
    let mut call = json!({"index": piece.index, "function": {"arguments": piece.arguments}});
    if let (Some(id), Some(name)) = (&piece.id, &piece.name)
        && let Some(call) = call.as_object_mut()
    {
        call.insert("id".to_owned(), id.as_str().into());
        call.insert("type".to_owned(), "function".into());
        call.insert(
            "function".to_owned(),
            json!({"name": name, "arguments": piece.arguments}),
        );
    }
    call
}

fn logprobs(logprobs: &Logprobs) -> Option<Value> {
    let channels: Map<String, Value> = logprobs
        .channels()
        .filter_map(|(channel, tokens)| {
            let key = match channel {
                Channel::Content => "content",
                Channel::Refusal => "refusal",
                Channel::Reasoning => "reasoning_content",
                _ => return None,
            };
            Some((key.to_owned(), tokens.iter().map(token).collect()))
        })
        .collect();
    (!channels.is_empty()).then(|| channels.into())
}

fn usage(usage: &Usage) -> Value {
    json!({
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.total_tokens,
    })
}

fn describe(failure: &Failure, code: &str) -> Value {
    let param = (failure.kind == ErrorKind::Unsupported).then_some("seed");
    let kind = match failure.kind {
        ErrorKind::Server | ErrorKind::Timeout => "server_error",
        _ => "invalid_request_error",
    };
    json!({"error": {"message": failure.message, "type": kind, "param": param, "code": code}})
}

fn code(kind: ErrorKind) -> Option<(u16, &'static str)> {
    Some(match kind {
        ErrorKind::InvalidInput => (400, "invalid_value_type"),
        ErrorKind::Authentication => (401, "invalid_api_key"),
        ErrorKind::PermissionDenied => (403, "permission_denied"),
        ErrorKind::NotFound => (404, "model_not_found"),
        ErrorKind::RateLimited => (429, "rate_limit_exceeded"),
        ErrorKind::QuotaExhausted => (429, "insufficient_quota"),
        ErrorKind::ContextTooLong => (400, "context_length_exceeded"),
        ErrorKind::ContentFiltered => (400, "content_filter"),
        ErrorKind::Unsupported => (400, "unsupported_parameter"),
        ErrorKind::Timeout => (408, "timeout"),
        ErrorKind::Server => (500, "server_error"),
        _ => return None,
    })
}
