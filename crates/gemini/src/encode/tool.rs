use serde_json::{Value, json};
use surprisal_core::{CallOptions, ToolChoice, ToolDefinition};
use surprisal_http::JsonBody;

/// The list of tools: the functions of the call, and those that the service runs itself.
pub(super) fn tools(options: &CallOptions, own: Option<&Value>) -> Option<Vec<Value>> {
    let functions: Vec<_> = options.tools.iter().flatten().map(function).collect();
    let mut tools = Vec::new();
    if !functions.is_empty() {
        tools.push(json!({ "functionDeclarations": functions }));
    }
    let own = own.and_then(Value::as_array);
    tools.extend(own.into_iter().flatten().cloned());
    (!tools.is_empty()).then_some(tools)
}

fn function(tool: &ToolDefinition) -> Value {
    let declaration = JsonBody::new()
        .set("name", tool.name())
        .set("description", tool.description())
        .set("parametersJsonSchema", tool.parameters().clone());
    declaration.into()
}

/// Whether functions may or must be called, and which. The mode in which the arguments follow the schema is one of its own
/// where the model is free to call none; where it must call one, they do.
pub(super) fn choice(options: &CallOptions) -> Option<Value> {
    let mut tools = options.tools.iter().flatten();
    let is_strict = tools.any(|tool| tool.strict() == Some(true));
    let (mode, only) = match &options.tool_choice {
        None if !is_strict => return None,
        Some(ToolChoice::None) => ("NONE", None),
        Some(ToolChoice::Required) => ("ANY", None),
        Some(ToolChoice::Tool(name)) => ("ANY", Some(vec![name.as_str()])),
        _ if is_strict => ("VALIDATED", None),
        _ => ("AUTO", None),
    };
    let config = JsonBody::new()
        .set("mode", mode)
        .set("allowedFunctionNames", only);
    Some(json!({ "functionCallingConfig": Value::from(config) }))
}
