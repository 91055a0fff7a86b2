//! FILL: how the service writes what a scenario says, the inverse of `src/decode.rs`.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value, json};
use surprisal_core::{AiMessageChunk, ErrorKind, Result};
use surprisal_testing::conformance::{Failure, Model, Part, Setup, Wire};

pub(crate) struct Service;

impl Wire for Service {
    fn model(&self, setup: &Setup) -> Result<Arc<dyn Model>> {
        setup.chat_model::<{{crate_name}}::{{type_name}}>("a-model")
    }

    fn body(&self, whole: &AiMessageChunk) -> String {
        answer(whole).to_string()
    }

    /// The last piece has the `end`: nothing is left out where the answer is not whole.
    fn events(&self, pieces: &[AiMessageChunk], _: bool) -> Vec<Bytes> {
        pieces.iter().map(answer).map(event).collect()
    }

    fn error(&self, failure: &Failure) -> Option<(u16, String)> {
        let (status, code) = match failure.kind {
            ErrorKind::InvalidInput => (400, "invalid"),
            ErrorKind::Authentication => (401, "key"),
            ErrorKind::QuotaExhausted => (402, "quota"),
            ErrorKind::PermissionDenied => (403, "permission"),
            ErrorKind::NotFound => (404, "not_found"),
            ErrorKind::Timeout => (408, "timeout"),
            ErrorKind::ContextTooLong => (400, "context_too_long"),
            ErrorKind::ContentFiltered => (400, "content_filtered"),
            ErrorKind::RateLimited => (429, "rate_limit"),
            ErrorKind::Server => (500, "server"),
            ErrorKind::Unsupported => (501, "unsupported"),
            _ => return None,
        };
        Some((status, fault(failure, code).to_string()))
    }

    fn error_event(&self, failure: &Failure) -> Option<Bytes> {
        let is_server = failure.kind == ErrorKind::Server;
        is_server.then(|| event(fault(failure, "server")))
    }

    /// What the service does not have, beside what its capabilities tell.
    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        let reason = match part {
            Part::Refusal | Part::RefusalLogprobs => "refusals are part of the text",
            Part::Reasoning | Part::ReasoningLogprobs => "reasoning is not told",
            _ => return None,
        };
        Some(reason.into())
    }
}

fn event(value: Value) -> Bytes {
    format!("data: {value}\n\n").into()
}

fn answer(chunk: &AiMessageChunk) -> Value {
    let mut answer = Map::new();
    let mut set = |key: &str, value: Value| answer.insert(key.to_owned(), value);
    if let Some(named) = chunk.response_metadata() {
        set("id", named.id.clone().into());
        set("model", named.model.clone().into());
    }
    set("text", chunk.text().into());
    if let Some(reason) = chunk.finish_reason() {
        set("end", reason.as_str().into());
    }
    if let Some(usage) = chunk.usage() {
        let usage = json!({"input": usage.input_tokens, "output": usage.output_tokens});
        set("usage", usage);
    }
    answer.into()
}

fn fault(failure: &Failure, code: &str) -> Value {
    let fault = json!({"code": code, "text": failure.message});
    json!({ "fault": fault })
}
