use serde_json::{Value, json};
use surprisal_core::{AiMessage, AiMessageChunk, CallOptions, Error, Messages, Result};
use surprisal_gemini::{Gemini, VertexAi};
use surprisal_http::{Decode as _, Decoded, Frame, Protocol, Provider as _, WireRequest};

pub(crate) fn gemini() -> Gemini {
    Gemini::new("gemini-2.5-flash".into())
}

pub(crate) fn vertex_ai() -> VertexAi {
    VertexAi::new("gemini-2.5-flash".into())
}

/// The body of the request for these.
pub(crate) fn sent(protocol: &impl Protocol, messages: &Messages, options: &CallOptions) -> Value {
    let request = protocol.encode(messages, options, false).unwrap();
    serde_json::from_slice(&request.body).unwrap()
}

/// The body of the request for these messages, to the Gemini API.
pub(crate) fn said(messages: impl IntoIterator<Item = surprisal_core::Message>) -> Value {
    let messages: Messages = messages.into_iter().collect();
    sent(&gemini(), &messages, &CallOptions::new())
}

/// The body of the request with these options, to the Gemini API.
pub(crate) fn asked(options: impl Into<CallOptions>) -> Value {
    sent(&gemini(), &Messages::from("hi"), &options.into())
}

/// The error of a request with these options.
pub(crate) fn refused(options: impl Into<CallOptions>) -> Error {
    let request = gemini().encode(&Messages::from("hi"), &options.into(), false);
    request.unwrap_err()
}

/// An answer of one candidate.
pub(crate) fn answer(parts: &Value, more: &Value) -> Value {
    let mut candidate =
        json!({"content": {"role": "model", "parts": parts}, "finishReason": "STOP"});
    let more = more.as_object().unwrap().clone();
    candidate.as_object_mut().unwrap().extend(more);
    json!({"candidates": [candidate]})
}

/// The message that is read out of a body.
pub(crate) fn read(body: &Value) -> Result<AiMessage> {
    gemini().decode(&body.to_string(), &CallOptions::new().logprobs(true))
}

/// The message that is read out of the events of a stream.
pub(crate) fn streamed(events: &[Value]) -> Result<AiMessage> {
    let options = CallOptions::new().logprobs(true);
    let mut decoder = gemini().decoder(&WireRequest::post("", ""), &options);
    let mut sum = AiMessageChunk::default();
    for event in events {
        if let Decoded::Chunk(chunk) = decoder.frame(Frame::new(&event.to_string()))? {
            sum += chunk;
        }
    }
    decoder.end()?;
    Ok(sum.into())
}
