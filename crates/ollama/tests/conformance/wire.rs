//! How Ollama writes what a scenario says.
//!
//! Sources: `ChatHandler`, `handleNativeChat` and `streamResponse` in Ollama's `server/routes.go`, the order and the
//! `omitempty` of the fields in `api/types.go`, `toAPILogprobs` in `server/logprob.go`, and what `docs/api/errors.mdx` says
//! of errors, as of August 2026.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value, json};
use surprisal_core::{
    AiMessageChunk, ChoiceChunk, ErrorKind, FinishReason, Result, TokenLogprob, ToolCallChunk,
    TopLogprob,
};
use surprisal_testing::conformance::{Failure, Model, Part, Setup, Wire};

pub(crate) struct Ollama;

impl Wire for Ollama {
    fn model(&self, setup: &Setup) -> Result<Arc<dyn Model>> {
        setup.chat_model::<surprisal_ollama::Ollama>("gemma3")
    }

    /// All that came, in one list of tokens whatever they are of.
    fn body(&self, whole: &AiMessageChunk) -> String {
        let calls = whole.tool_call_chunks().to_vec();
        line(whole, whole, &calls, true).to_string()
    }

    /// Pieces of a call are gathered until the answer is over. What says nothing has no line.
    fn events(&self, pieces: &[AiMessageChunk], _: bool) -> Vec<Bytes> {
        let sum: AiMessageChunk = pieces.iter().cloned().sum();
        let mut lines = Vec::new();
        for piece in pieces {
            let is_last = piece.finish_reason().is_some();
            let calls = match is_last {
                true => sum.tool_call_chunks().to_vec(),
                false => Vec::new(),
            };
            let says = !piece.text().is_empty()
                || !piece.reasoning().is_empty()
                || !piece.logprobs().is_empty();
            if says || is_last {
                lines.push(format!("{}\n", line(&sum, piece, &calls, is_last)).into());
            }
        }
        lines
    }

    fn error(&self, failure: &Failure) -> Option<(u16, String)> {
        let words = failure.message.as_str();
        let (status, body) = match failure.kind {
            ErrorKind::InvalidInput => (400, json!({ "error": words })),
            ErrorKind::Authentication => (
                401,
                json!({"error": words, "signin_url": "https://ollama.com/connect?name=host&key=c3No"}),
            ),
            ErrorKind::PermissionDenied => (403, json!({ "error": words })),
            ErrorKind::NotFound => (404, json!({ "error": words })),
            ErrorKind::ContextTooLong => (
                400,
                json!({"error": "the prompt is longer than the context length currently available to the model; shorten the prompt, adjust the context length in settings, or use a model with a longer context length"}),
            ),
            ErrorKind::RateLimited => (429, json!({ "error": words })),
            ErrorKind::QuotaExhausted => (
                429,
                json!({"error": "you (me) have reached your weekly usage limit, upgrade for higher limits: https://ollama.com/upgrade"}),
            ),
            ErrorKind::Unsupported => (
                400,
                json!({"error": "\"gemma3\" does not support thinking"}),
            ),
            ErrorKind::Server => (500, json!({ "error": words })),
            _ => return None,
        };
        Some((status, body.to_string()))
    }

    fn error_event(&self, failure: &Failure) -> Option<Bytes> {
        let error = json!({"error": failure.message});
        Some(format!("{error}\n").into())
    }

    fn stream_type(&self) -> &'static str {
        "application/x-ndjson"
    }

    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        let reason = match part {
            Part::AnswerId => "Ollama's answers have no id",
            Part::Refusal | Part::RefusalLogprobs => "models decline in their text",
            Part::TokenIds => "Ollama's tokens have no ids",
            Part::PartialTokens => {
                "the bytes are made of the text, in which a part of a character is U+FFFD"
            }
            Part::AbsentAlternatives => "an empty list of alternatives is left out",
            Part::AbsentScores => "Ollama's tokens all have a number",
            _ => return None,
        };
        Some(reason.into())
    }
}

/// An answer, or a piece of one.
fn line(
    sum: &AiMessageChunk,
    piece: &AiMessageChunk,
    calls: &[ToolCallChunk],
    is_last: bool,
) -> Value {
    let nothing = ChoiceChunk::default();
    let choice = piece.first().unwrap_or(&nothing);
    let mut line = Map::new();
    let mut set = |key: &str, value: Value| line.insert(key.to_owned(), value);
    let named = sum.response_metadata();
    let model = named.and_then(|named| named.model.clone());
    set("model", model.unwrap_or_default().into());
    set("created_at", "2025-10-17T23:14:07.414671Z".into());
    set("message", message(choice, calls));
    set("done", is_last.into());
    if let Some(reason) = piece.finish_reason() {
        // The word for calls is that for a stop.
        let word = match reason {
            FinishReason::ToolCalls => "stop",
            other => other.as_str(),
        };
        set("done_reason", word.into());
    }
    // As they came, whatever they are of: thinking, then answer.
    let logprobs = choice.logprobs();
    let tokens = logprobs.reasoning().iter().chain(logprobs.content());
    let tokens: Vec<Value> = tokens.map(token).collect();
    if !tokens.is_empty() {
        set("logprobs", tokens.into());
    }
    if let Some(usage) = piece.usage() {
        set("total_duration", 174_560_334.into());
        set("load_duration", 101_397_084.into());
        set("prompt_eval_count", usage.input_tokens.into());
        set("prompt_eval_duration", 13_074_791.into());
        set("eval_count", usage.output_tokens.into());
        set("eval_duration", 52_479_709.into());
    }
    line.into()
}

fn message(choice: &ChoiceChunk, calls: &[ToolCallChunk]) -> Value {
    let content = choice.content();
    let mut message = Map::new();
    let mut set = |key: &str, value: Value| message.insert(key.to_owned(), value);
    set("role", "assistant".into());
    set("content", content.text().into());
    if !content.reasoning().is_empty() {
        set("thinking", content.reasoning().into());
    }
    if !calls.is_empty() {
        set("tool_calls", calls.iter().map(call).collect());
    }
    message.into()
}

/// Arguments are an object. Where the model wrote none, Ollama itself fails; servers that take its place write the text.
fn call(call: &ToolCallChunk) -> Value {
    let arguments = match serde_json::from_str(&call.arguments) {
        Ok(Value::Object(arguments)) => arguments.into(),
        _ => Value::from(call.arguments.as_str()),
    };
    let function = json!({"index": call.index, "name": call.name, "arguments": arguments});
    json!({"id": call.id, "function": function})
}

fn token(token: &TokenLogprob) -> Value {
    let mut entry = candidate(token.chosen());
    let top = token.top_logprobs().unwrap_or_default();
    if !top.is_empty() {
        let top: Value = top.iter().map(candidate).collect();
        entry.insert("top_logprobs".to_owned(), top);
    }
    entry.into()
}

fn candidate(top: &TopLogprob) -> Map<String, Value> {
    let text = top.token().unwrap_or_default();
    let mut entry = Map::new();
    let mut set = |key: &str, value: Value| entry.insert(key.to_owned(), value);
    set("token", text.into());
    set("logprob", top.logprob().into());
    if !text.is_empty() {
        set("bytes", text.as_bytes().to_vec().into());
    }
    entry
}
