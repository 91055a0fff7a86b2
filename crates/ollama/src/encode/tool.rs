use serde_json::{Map, Value, json};
use surprisal_core::{AiMessage, ToolDefinition};
use surprisal_http::JsonBody;

use super::content::list;

/// What the model may call. Ollama enforces no schema of arguments, and passes over `strict`.
pub(super) fn definition(tool: &ToolDefinition) -> Value {
    let function = JsonBody::new()
        .set("name", tool.name())
        .set("description", tool.description())
        .set("parameters", tool.parameters().clone())
        .set("strict", tool.strict());
    json!({"type": "function", "function": Value::from(function)})
}

/// The calls that an answer made, also those that could not be made, so that the model sees what it wrote; null if there
/// are none.
pub(super) fn calls(answer: &AiMessage) -> Value {
    let calls = answer.written_tool_calls().into_iter();
    let calls = calls.map(|call| {
        let function = json!({
            "index": call.index,
            "name": call.name,
            "arguments": arguments(&call.arguments),
        });
        let call = JsonBody::new().set("id", call.id);
        call.set("type", "function")
            .set("function", function)
            .into()
    });
    list(calls.collect())
}

/// Arguments are an object here. A text that is none goes in one.
fn arguments(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(Value::Object(arguments)) => arguments.into(),
        _ if text.is_empty() => Map::new().into(),
        _ => json!({"INVALID_JSON": text}),
    }
}
