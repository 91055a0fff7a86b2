use serde_json::{Value, json};
use surprisal_core::{AiMessage, ContentBlock, Result};
use surprisal_http::JsonBody;

use super::content::{Place, own, said};
use crate::decode::{CITATIONS, is_plan};

/// An answer of an earlier turn, with what was thought and planned, and the citations.
///
/// Also the calls that could not be made go back, so that the model sees what it wrote.
pub(super) fn answer(message: &AiMessage) -> Result<Value> {
    let mut parts = Vec::new();
    let mut plan = String::new();
    let mut citations = Vec::new();
    let mut is_planning = false;
    for block in message.content().blocks() {
        match (own(block), block) {
            (Some(value), _) if is_plan(value) => is_planning = true,
            (Some(value), _) => match value.get(CITATIONS).and_then(Value::as_array) {
                Some(cited) => citations.extend(cited.iter().cloned()),
                None => parts.push(value.clone()),
            },
            (None, ContentBlock::Opaque { .. }) => {}
            (None, ContentBlock::Reasoning { text, .. }) if is_planning => plan.push_str(text),
            (None, ContentBlock::Reasoning { text, .. }) => {
                parts.push(json!({"type": "thinking", "thinking": text}));
            }
            (None, other) => {
                is_planning = false;
                parts.push(said(other, Place::Assistant)?);
            }
        }
    }
    let calls: Vec<Value> = message.written_tool_calls().into_iter().map(call).collect();
    let content = match parts.as_slice() {
        [] if calls.is_empty() && plan.is_empty() => "".into(),
        [] => Value::Null,
        [only] => only.get("text").cloned().unwrap_or_else(|| json!([only])),
        _ => parts.into(),
    };
    Ok(JsonBody::new()
        .set("role", "assistant")
        .set("content", content)
        .set("tool_plan", Some(plan).filter(|plan| !plan.is_empty()))
        .set("tool_calls", Some(calls).filter(|calls| !calls.is_empty()))
        .set("citations", Some(citations).filter(|all| !all.is_empty()))
        .into())
}

fn call(call: surprisal_core::ToolCallChunk) -> Value {
    // A call without an id has none that its result could name either.
    let (id, name) = (call.id.unwrap_or_default(), call.name.unwrap_or_default());
    let function = json!({"name": name, "arguments": call.arguments});
    json!({"id": id, "type": "function", "function": function})
}
