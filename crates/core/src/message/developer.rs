use super::{BaseMessage, Content, Role};

/// Instructions to the model, as newer OpenAI models call them. Providers that know only system messages send it as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeveloperMessage {
    content: Content,
    name: Option<String>,
}

impl DeveloperMessage {
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

impl BaseMessage for DeveloperMessage {
    fn role(&self) -> Role {
        Role::Developer
    }

    fn content(&self) -> &Content {
        &self.content
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}
