use super::{BaseMessage, Content, Role};

/// The result of a tool call.
///
/// ```
/// use surprisal_core::{BaseMessage, ToolCall, ToolMessage};
///
/// let call = ToolCall::parse("call_1", "get_weather", r#"{"city": "Paris"}"#)?;
/// assert_eq!(call.arguments["city"], "Paris");
/// let result = ToolMessage::new(&call.id, "It rains.").with_name(&call.name);
/// assert_eq!((result.tool_call_id(), &*result.text()), ("call_1", "It rains."));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolMessage {
    content: Content,
    tool_call_id: String,
    name: Option<String>,
    is_error: bool,
}

impl ToolMessage {
    /// The result of the call with this id.
    pub fn new(tool_call_id: impl Into<String>, content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
            tool_call_id: tool_call_id.into(),
            name: None,
            is_error: false,
        }
    }

    /// Names the tool.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Says that the tool failed and that the content is its error.
    #[must_use]
    pub fn with_error(mut self, is_error: bool) -> Self {
        self.is_error = is_error;
        self
    }

    /// The id of the call that this answers.
    pub fn tool_call_id(&self) -> &str {
        &self.tool_call_id
    }

    /// Whether the tool failed.
    pub fn is_error(&self) -> bool {
        self.is_error
    }
}

impl BaseMessage for ToolMessage {
    fn role(&self) -> Role {
        Role::Tool
    }

    fn content(&self) -> &Content {
        &self.content
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}
