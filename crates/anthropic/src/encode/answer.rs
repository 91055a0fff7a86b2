use serde_json::{Map, Value, json};
use surprisal_core::{AiMessage, ContentBlock, Error, Result, ToolCallChunk};

use super::call_ids::CallIds;
use super::content::{cache_control, mark, own, said};

/// The blocks of an answer of an earlier turn, in the order in which they came as far as it carries that.
///
/// Reasoning goes back with the signature that Anthropic gave it, and without one not at all. Calls that could not be
/// made go back too, so that the model sees what it wrote.
pub(super) fn answer(message: &AiMessage, ids: &mut CallIds) -> Result<Vec<Value>> {
    let mut written = Vec::new();
    let mut calls = message.written_tool_calls();
    let (mut text, mut thought) = (String::new(), String::new());
    for block in message.content().blocks() {
        match (own(block), block) {
            (Some(value), _) => match kind(value) {
                "" => {
                    written.extend(said(&std::mem::take(&mut text)));
                    if let Some(control) = cache_control(block) {
                        mark(&mut written, control)?;
                    }
                }
                // Marks of the decoder: what is known otherwise ends or begins here.
                "thinking" if value.get("thinking").is_none() => {
                    let mut signed =
                        json!({"type": "thinking", "thinking": std::mem::take(&mut thought)});
                    copy("signature", value, &mut signed);
                    written.push(signed);
                }
                "citations" => {
                    if let Some(mut cited) = said(&std::mem::take(&mut text)) {
                        copy("citations", value, &mut cited);
                        written.push(cited);
                    }
                }
                "text" if value.get("text").is_none() => {
                    written.extend(said(&std::mem::take(&mut text)));
                }
                "tool_use" if value.get("input").is_none() => {
                    written.extend(said(&std::mem::take(&mut text)));
                    let id = value.get("id").and_then(Value::as_str);
                    let at = calls.iter().position(|call| call.id.as_deref() == id);
                    if let Some(mut call) = at.map(|at| call(&calls.remove(at), ids)) {
                        copy("caller", value, &mut call);
                        written.push(call);
                    }
                }
                _ => {
                    written.extend(said(&std::mem::take(&mut text)));
                    written.push(value.clone());
                }
            },
            (
                None,
                ContentBlock::Text { text: more, .. } | ContentBlock::Refusal { text: more, .. },
            ) => {
                text.push_str(more);
            }
            (None, ContentBlock::Reasoning { text: more, .. }) => {
                written.extend(said(&std::mem::take(&mut text)));
                thought.push_str(more);
            }
            (None, ContentBlock::Opaque { .. }) => {}
            (None, other) => {
                let kind = other.kind();
                return Err(Error::invalid_input(format!(
                    "Anthropic takes no {kind} in an answer of an earlier turn: give it in a human message"
                )));
            }
        }
    }
    written.extend(said(&text));
    written.extend(calls.iter().map(|one| call(one, ids)));
    Ok(written)
}

fn kind(value: &Value) -> &str {
    value
        .get("type")
        .and_then(Value::as_str)
        .unwrap_or_default()
}

fn copy(key: &str, from: &Value, to: &mut Value) {
    if let (Some(value), Value::Object(to)) = (from.get(key), to) {
        to.insert(key.to_owned(), value.clone());
    }
}

fn call(call: &ToolCallChunk, ids: &mut CallIds) -> Value {
    let id = ids.call(call.id.as_deref().unwrap_or_default());
    json!({"type": "tool_use", "id": id, "name": call.name, "input": input(&call.arguments)})
}

/// The arguments; a text that is no JSON object in one, as Anthropic's documentation does it.
pub(crate) fn input(arguments: &str) -> Value {
    match serde_json::from_str(arguments) {
        Ok(Value::Object(arguments)) => arguments.into(),
        _ if arguments.is_empty() => Map::new().into(),
        _ => json!({"INVALID_JSON": arguments}),
    }
}
