/// Whether the model may, must or must not call a tool.
///
/// ```
/// use surprisal_core::{CallOptions, ToolChoice, ToolDefinition};
///
/// let weather = ToolDefinition::new("get_weather", serde_json::Value::Null);
/// let options = CallOptions::new()
///     .tools([weather])
///     .tool_choice(ToolChoice::Tool("get_weather".to_owned()));
/// assert!(options.check().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ToolChoice {
    /// The model decides.
    Auto,
    /// The model must not call a tool.
    None,
    /// The model must call some tool.
    Required,
    /// The model must call the tool of this name.
    Tool(String),
}
