use serde_json::{Value, json};
use surprisal_cohere::Cohere;
use surprisal_core::{AiMessage, AiMessageChunk, CallOptions, Error, Messages, Result, Warning};
use surprisal_http::{Decode as _, Decoded, Frame, Protocol as _, Provider as _, WireRequest};

fn cohere() -> Cohere {
    Cohere::new("command-a-03-2025".to_owned())
}

pub(crate) fn request(messages: impl Into<Messages>, options: &CallOptions) -> Result<WireRequest> {
    cohere().encode(&messages.into(), options, false)
}

/// The JSON that is sent, and what is said of what is left out.
pub(crate) fn sent(messages: impl Into<Messages>, options: &CallOptions) -> (Value, Vec<Warning>) {
    let request = request(messages, options).unwrap();
    let body = serde_json::from_slice(&request.body).unwrap();
    (body, request.warnings)
}

/// The JSON that is sent where nothing is left out.
pub(crate) fn body(messages: impl Into<Messages>, options: &CallOptions) -> Value {
    let (body, warnings) = sent(messages, options);
    assert_eq!(warnings, []);
    body
}

pub(crate) fn whole(body: &Value) -> Result<AiMessage> {
    cohere().decode(&body.to_string(), &CallOptions::new())
}

/// A whole answer with this message.
pub(crate) fn answer(message: &Value, reason: &str) -> Value {
    json!({"id": "a", "message": message, "finish_reason": reason})
}

pub(crate) fn stream(events: &[Value]) -> Result<AiMessage> {
    let mut sum = AiMessageChunk::default();
    for chunk in chunks(events)? {
        sum += chunk;
    }
    Ok(sum.into())
}

pub(crate) fn chunks(events: &[Value]) -> Result<Vec<AiMessageChunk>> {
    let options = CallOptions::new();
    let request = request("hi", &options)?;
    let mut decoder = cohere().decoder(&request, &options);
    let mut chunks = Vec::new();
    for event in events {
        // A text is no event, and comes as it is.
        let data = event
            .as_str()
            .map_or_else(|| event.to_string(), str::to_owned);
        match decoder.frame(Frame::new(&data))? {
            Decoded::Chunk(chunk) => chunks.push(chunk),
            Decoded::End => break,
            _ => {}
        }
    }
    decoder.end()?;
    Ok(chunks)
}

pub(crate) fn refused(status: u16, body: &Value) -> Error {
    cohere().error(status, &http::HeaderMap::new(), &body.to_string())
}

pub(crate) fn delta(kind: &str, message: &Value) -> Value {
    json!({"type": kind, "index": 0, "delta": {"message": message}})
}

pub(crate) fn end(reason: &str) -> Value {
    json!({"type": "message-end", "delta": {"finish_reason": reason}})
}
