//! How Mistral writes what a scenario says: as in its OpenAPI document (`CompletionChunk`, `ThinkChunk`, `UsageInfo`) and
//! in the answers that rig and the AI SDK have recorded, from which the padding `p`, the usage beside the last choices
//! and the flat errors are. Log probabilities are as its client library has had them; no hosted model gives them. That
//! an error within a stream looks like one outside is not documented.

use std::borrow::Cow;
use std::sync::Arc;

use bytes::Bytes;
use serde_json::{Map, Value, json};
use surprisal_core::{
    AiMessageChunk, ChoiceChunk, Content, ContentBlock, ErrorKind, Result, TokenLogprob,
    ToolCallChunk, TopLogprob, Usage,
};
use surprisal_mistral::ChatMistral;
use surprisal_testing::conformance::{Failure, Model, Part, Setup, Wire};

pub(crate) struct Mistral;

impl Wire for Mistral {
    fn model(&self, setup: &Setup) -> Result<Arc<dyn Model>> {
        let model = ChatMistral::builder("model-1")
            .base_url(format!("{}/v1", setup.url))
            .api_key(setup.key)
            .client(setup.client()?);
        Ok(Arc::new(model.build()?))
    }

    fn body(&self, whole: &AiMessageChunk) -> String {
        object(whole, whole, "message", "chat.completion").to_string()
    }

    fn events(&self, pieces: &[AiMessageChunk], is_whole: bool) -> Vec<Bytes> {
        let sum: AiMessageChunk = pieces.iter().cloned().sum();
        let chunks = pieces.iter().map(|piece| {
            let mut chunk = object(&sum, piece, "delta", "chat.completion.chunk");
            if let Some(chunk) = chunk.as_object_mut() {
                chunk.insert("p".to_owned(), "abcdefghijkl".into());
            }
            event(&chunk)
        });
        let done = is_whole.then(|| Bytes::from_static(b"data: [DONE]\n\n"));
        chunks.chain(done).collect()
    }

    fn error(&self, failure: &Failure) -> Option<(u16, String)> {
        let said = &failure.message;
        Some(match failure.kind {
            ErrorKind::Authentication => (401, json!({"detail": said}).to_string()),
            ErrorKind::QuotaExhausted => (402, json!({"detail": said}).to_string()),
            ErrorKind::Unsupported => {
                let detail = json!({"type": "extra_forbidden", "loc": ["body", "random_seed"],
                    "msg": "Extra inputs are not permitted", "input": 7});
                (422, json!({"detail": [detail]}).to_string())
            }
            _ => {
                let (status, fault) = fault(failure)?;
                (status, fault.to_string())
            }
        })
    }

    fn error_event(&self, failure: &Failure) -> Option<Bytes> {
        fault(failure).map(|(_, fault)| event(&fault))
    }

    fn lacks(&self, part: Part) -> Option<Cow<'static, str>> {
        let reason = match part {
            Part::Refusal | Part::RefusalLogprobs => "Mistral's models decline in their text",
            Part::ReasoningLogprobs => "Mistral has one list of tokens, that of the content",
            _ => return None,
        };
        Some(reason.into())
    }
}

fn event(value: &Value) -> Bytes {
    format!("data: {value}\n\n").into()
}

fn object(sum: &AiMessageChunk, piece: &AiMessageChunk, key: &str, kind: &str) -> Value {
    let named = sum.response_metadata();
    let choices: Vec<Value> = piece.choices().iter().map(|one| choice(one, key)).collect();
    let mut object = json!({
        "id": named.and_then(|named| named.id.clone()),
        "object": kind,
        "created": 1_769_088_720,
        "model": named.and_then(|named| named.model.clone()),
        "choices": choices,
    });
    if let (Some(told), Some(object)) = (piece.usage(), object.as_object_mut()) {
        object.insert("usage".to_owned(), usage(told));
    }
    object
}

fn choice(choice: &ChoiceChunk, key: &str) -> Value {
    let mut said = Map::new();
    said.insert("role".to_owned(), "assistant".into());
    said.insert("content".to_owned(), content(choice.content()));
    let calls = choice.tool_call_chunks();
    if !calls.is_empty() {
        let calls = calls.iter().map(call).collect();
        said.insert("tool_calls".to_owned(), calls);
    }
    let scores = choice.logprobs();
    let has_scores = scores.channels().next().is_some();
    let tokens: Value = scores.content().iter().map(token).collect();
    json!({
        "index": choice.index(),
        key: said,
        "finish_reason": choice.finish_reason().map(|reason| reason.as_str()),
        "logprobs": has_scores.then(|| json!({"content": tokens})),
    })
}

/// Models that think make their content of parts.
fn content(content: &Content) -> Value {
    if content.reasoning().is_empty() {
        return content.text().into();
    }
    let parts = content.blocks().iter().filter_map(|block| {
        let part = |text: &str| json!({"type": "text", "text": text});
        match block {
            ContentBlock::Reasoning { text, .. } => {
                Some(json!({"type": "thinking", "thinking": [part(text)]}))
            }
            ContentBlock::Text { text, .. } => Some(part(text)),
            _ => None,
        }
    });
    parts.collect()
}

/// The pieces behind the first have an empty name and no id.
fn call(piece: &ToolCallChunk) -> Value {
    let name = piece.name.as_deref().unwrap_or_default();
    let mut call = json!({
        "type": "function",
        "function": {"name": name, "arguments": piece.arguments},
        "index": piece.index,
    });
    if let (Some(id), Some(call)) = (&piece.id, call.as_object_mut()) {
        call.insert("id".to_owned(), id.as_str().into());
    }
    call
}

fn token(token: &TokenLogprob) -> Value {
    let mut entry = candidate(token.chosen());
    if let (Some(entry), Some(top)) = (entry.as_object_mut(), token.top_logprobs()) {
        entry.insert(
            "top_logprobs".to_owned(),
            top.iter().map(candidate).collect(),
        );
    }
    entry
}

fn candidate(top: &TopLogprob) -> Value {
    json!({
        "token": top.token(),
        "logprob": top.logprob(),
        "bytes": top.bytes(),
        "token_id": top.id(),
    })
}

fn usage(usage: &Usage) -> Value {
    json!({
        "prompt_tokens": usage.input_tokens,
        "total_tokens": usage.total_tokens,
        "completion_tokens": usage.output_tokens,
        "prompt_tokens_details": usage.cached_tokens.map(|count| json!({"cached_tokens": count})),
    })
}

fn fault(failure: &Failure) -> Option<(u16, Value)> {
    let mut message = failure.message.clone();
    let (status, kind, code) = match failure.kind {
        ErrorKind::InvalidInput => (400, "invalid_request_message_order", "3230"),
        ErrorKind::NotFound => (400, "invalid_model", "1500"),
        ErrorKind::PermissionDenied => (403, "forbidden", "1000"),
        ErrorKind::RateLimited => (429, "rate_limited", "1300"),
        ErrorKind::Server => (500, "internal_server_error", "3000"),
        ErrorKind::ContextTooLong => {
            message.push_str(
                ": Prompt contains 65673 tokens and 0 draft tokens, too large for model with 32768 maximum context length",
            );
            (400, "invalid_request_prompt", "3051")
        }
        _ => return None,
    };
    let fault = json!({"object": "error", "message": message, "type": kind, "param": null,
        "code": code, "raw_status_code": status});
    Some((status, fault))
}
