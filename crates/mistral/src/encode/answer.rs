use serde_json::{Value, json};
use surprisal_core::{AiMessage, ContentBlock, Result};
use surprisal_http::JsonBody;

use super::call_ids::CallIds;
use super::content::{part, text_part};
use crate::PROVIDER;

/// An answer of an earlier turn. What a model of Mistral thought goes back, with its signature; what another provider's
/// thought does not. Invalid tool calls go back with their text, so that the model sees what it wrote.
pub(super) fn answer(message: &AiMessage, ids: &mut CallIds<'_>) -> Result<Value> {
    let calls = message.written_tool_calls().into_iter().map(|call| {
        let (id, name) = (call.id.unwrap_or_default(), call.name.unwrap_or_default());
        let function = json!({"name": name, "arguments": call.arguments});
        json!({"id": ids.call(&id), "type": "function", "function": function})
    });
    let calls: Vec<Value> = calls.collect();
    let body = JsonBody::new()
        .set("role", "assistant")
        .set("content", content(message)?)
        .set("tool_calls", (!calls.is_empty()).then_some(calls));
    Ok(body.into())
}

/// A text where there is nothing else.
fn content(message: &AiMessage) -> Result<Value> {
    let blocks = message.content().blocks();
    let is_text =
        |block: &ContentBlock| matches!(block.kind(), "text" | "refusal") || block_of_others(block);
    let provider = message.response_metadata().provider.as_deref();
    let is_foreign = provider.is_some_and(|provider| provider != PROVIDER);
    let is_left_out = |block: &ContentBlock| is_foreign && block.kind() == "reasoning";
    if blocks
        .iter()
        .all(|block| is_text(block) || is_left_out(block))
    {
        return Ok([message.text(), message.refusal()].concat().into());
    }
    let mut parts: Vec<Value> = Vec::new();
    for block in blocks.iter().filter(|block| !is_left_out(block)) {
        match block {
            ContentBlock::Reasoning { text, .. } => parts.push(thinking(text)),
            _ => match (signature(block), parts.last_mut()) {
                (Some(signature), Some(Value::Object(last))) if is_thinking(last.get("type")) => {
                    last.insert("signature".to_owned(), signature.clone());
                }
                _ => parts.extend(part(block).transpose()?),
            },
        }
    }
    Ok(parts.into())
}

fn thinking(text: &str) -> Value {
    json!({"type": "thinking", "thinking": [text_part(text)], "closed": true})
}

fn is_thinking(kind: Option<&Value>) -> bool {
    kind.is_some_and(|kind| kind == "thinking")
}

/// The signature of the reasoning before it, where a block is one.
fn signature(block: &ContentBlock) -> Option<&Value> {
    let value = block.opaque_value(PROVIDER)?;
    value
        .get("signature")
        .filter(|_| is_thinking(value.get("type")))
}

fn block_of_others(block: &ContentBlock) -> bool {
    matches!(block, ContentBlock::Opaque { provider, .. } if provider != PROVIDER)
}
