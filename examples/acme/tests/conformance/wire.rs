//! How Acme writes what a scenario says.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value, json};
use surprisal_core::{AiMessageChunk, ErrorKind, Result, TokenLogprob, TopLogprob};
use surprisal_testing::conformance::{Failure, Model, Part, Setup, Wire};

pub(crate) struct Acme;

impl Wire for Acme {
    fn model(&self, setup: &Setup) -> Result<Arc<dyn Model>> {
        setup.chat_model::<surprisal_acme::Acme>("acme-large")
    }

    fn body(&self, whole: &AiMessageChunk) -> String {
        answer(whole).to_string()
    }

    /// The last piece has the `end`: nothing is left out where the answer is not whole.
    fn events(&self, pieces: &[AiMessageChunk], _: bool) -> Vec<Bytes> {
        pieces.iter().map(|piece| line(&answer(piece))).collect()
    }

    fn error(&self, failure: &Failure) -> Option<(u16, String)> {
        let (status, fault) = fault(failure)?;
        Some((status, fault.to_string()))
    }

    fn error_event(&self, failure: &Failure) -> Option<Bytes> {
        fault(failure).map(|(_, fault)| line(&fault))
    }

    fn stream_type(&self) -> &'static str {
        "application/x-ndjson"
    }

    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        let reason = match part {
            Part::Refusal | Part::RefusalLogprobs => "Acme's models decline in their text",
            Part::Reasoning | Part::ReasoningLogprobs => {
                "Acme's models do not tell what they think"
            }
            Part::TokenIds => "Acme's tokens have no ids",
            Part::AbsentScores => "Acme's tokens all have a number",
            _ => return None,
        };
        Some(reason.into())
    }
}

fn line(value: &Value) -> Bytes {
    format!("{value}\n").into()
}

/// An answer, or a piece of one: what it does not have is not written.
fn answer(chunk: &AiMessageChunk) -> Value {
    let mut answer = Map::new();
    let mut set = |key: &str, value: Value| answer.insert(key.to_owned(), value);
    if let Some(named) = chunk.response_metadata() {
        set("id", named.id.clone().into());
        set("model", named.model.clone().into());
    }
    if let Some(choice) = chunk.first() {
        set("text", choice.text().into());
        let tokens = choice.logprobs().content().iter();
        if choice.logprobs().channels().next().is_some() {
            set("tokens", tokens.map(token).collect());
        }
        let calls = choice.tool_call_chunks().iter().map(|call| {
            json!({"slot": call.index, "id": call.id, "tool": call.name, "input": call.arguments})
        });
        set("calls", calls.collect());
        if let Some(reason) = choice.finish_reason() {
            set("end", reason.as_str().into());
        }
    }
    if let Some(usage) = chunk.usage() {
        set("usage", json!([usage.input_tokens, usage.output_tokens]));
    }
    answer.into()
}

fn token(token: &TokenLogprob) -> Value {
    let mut entry = candidate(token.chosen());
    if let (Some(entry), Some(top)) = (entry.as_object_mut(), token.top_logprobs()) {
        entry.insert("top".to_owned(), top.iter().map(candidate).collect());
    }
    entry
}

fn candidate(top: &TopLogprob) -> Value {
    json!({"text": top.token(), "bytes": top.bytes(), "logprob": top.logprob()})
}

fn fault(failure: &Failure) -> Option<(u16, Value)> {
    let (status, code) = match failure.kind {
        ErrorKind::InvalidInput => (400, "bad_turn"),
        ErrorKind::Authentication => (401, "bad_key"),
        ErrorKind::QuotaExhausted => (402, "no_credit"),
        ErrorKind::PermissionDenied => (403, "not_yours"),
        ErrorKind::NotFound => (404, "no_model"),
        ErrorKind::Timeout => (408, "too_slow"),
        ErrorKind::ContextTooLong => (413, "too_long"),
        ErrorKind::RateLimited => (429, "slow_down"),
        ErrorKind::ContentFiltered => (451, "indecent"),
        ErrorKind::Server => (500, "broken"),
        ErrorKind::Unsupported => (501, "no_option"),
        _ => return None,
    };
    let option = (failure.kind == ErrorKind::Unsupported).then_some("temperature");
    let text = &failure.message;
    let fault = json!({"status": status, "code": code, "text": text, "option": option});
    Some((status, json!({ "fault": fault })))
}
