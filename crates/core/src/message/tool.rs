use super::{BaseMessage, Content, Role};

/// The result of a tool call.
#[derive(Clone, Debug, PartialEq)]
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
