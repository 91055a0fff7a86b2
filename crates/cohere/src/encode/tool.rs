use serde_json::Value;
use surprisal_core::{CallOptions, Result, ToolChoice, ToolDefinition, Warning, unsupported};
use surprisal_http::JsonBody;

use crate::PROVIDER;

/// The tools that the model is told of. Cohere can be told that it must call a tool, and not which: so of a tool that
/// must be called it is told alone.
pub(super) fn offered<'a>(
    tools: &'a [ToolDefinition],
    choice: Option<&ToolChoice>,
) -> Vec<&'a ToolDefinition> {
    let is_offered = |tool: &&ToolDefinition| match choice {
        Some(ToolChoice::Tool(name)) => tool.name() == name,
        _ => true,
    };
    tools.iter().filter(is_offered).collect()
}

/// Whether all calls must follow their schemas; Cohere has no word for one tool's.
pub(super) fn strict(
    tools: &[&ToolDefinition],
    options: &CallOptions,
    warnings: &mut Vec<Warning>,
) -> Result<Option<bool>> {
    let says = |strict| tools.iter().any(|tool| tool.strict() == Some(strict));
    Ok(match (says(true), says(false)) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        (false, false) => None,
        (true, true) => {
            let instead = "of one tool alone; let all tools be strict or none";
            unsupported(options, warnings, PROVIDER, "strict", instead)?;
            None
        }
    })
}

pub(super) fn definition(tool: &ToolDefinition) -> Value {
    let function = JsonBody::new()
        .set("name", tool.name())
        .set("description", tool.description())
        .set("parameters", tool.parameters().clone());
    JsonBody::new()
        .set("type", "function")
        .set("function", function)
        .into()
}

/// Left out, the model decides.
pub(super) fn choice(choice: &ToolChoice) -> Option<&'static str> {
    match choice {
        ToolChoice::None => Some("NONE"),
        ToolChoice::Required | ToolChoice::Tool(_) => Some("REQUIRED"),
        _ => None,
    }
}
