use serde_json::Value;
use surprisal_core::{ToolChoice, ToolDefinition};
use surprisal_http::JsonBody;

pub(super) fn tool(tool: &ToolDefinition) -> Value {
    let tool = JsonBody::new()
        .set("name", tool.name())
        .set("description", tool.description())
        .set("input_schema", tool.parameters().clone())
        .set("strict", tool.strict());
    tool.into()
}

/// Whether a tool is called, and whether several at once.
pub(super) fn choice(choice: Option<&ToolChoice>, parallel: Option<bool>) -> Option<Value> {
    let (kind, name) = match choice {
        Some(ToolChoice::None) => return Some(JsonBody::new().set("type", "none").into()),
        Some(ToolChoice::Required) => ("any", None),
        Some(ToolChoice::Tool(name)) => ("tool", Some(name.as_str())),
        Some(_) => ("auto", None),
        None => {
            parallel?;
            ("auto", None)
        }
    };
    let choice = JsonBody::new()
        .set("type", kind)
        .set("name", name)
        .set("disable_parallel_tool_use", parallel.map(|on| !on));
    Some(choice.into())
}
