use super::{BaseMessage, Content, Role};

/// What the user says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[doc(alias = "UserMessage")]
pub struct HumanMessage {
    content: Content,
    name: Option<String>,
}

impl HumanMessage {
    /// A message of this content.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
            name: None,
        }
    }

    /// Tells participants of the same role apart.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }
}

impl BaseMessage for HumanMessage {
    fn role(&self) -> Role {
        Role::Human
    }

    fn content(&self) -> &Content {
        &self.content
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}
