use super::{BaseMessage, Content, Role};

/// Instructions to the model.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SystemMessage {
    content: Content,
    name: Option<String>,
}

impl SystemMessage {
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

impl BaseMessage for SystemMessage {
    fn role(&self) -> Role {
        Role::System
    }

    fn content(&self) -> &Content {
        &self.content
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}
