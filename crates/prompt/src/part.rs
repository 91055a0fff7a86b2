use surprisal_core::{Error, Message, Result, Role};

/// One of the things that a [`ChatPrompt`](crate::ChatPrompt) is made of.
///
/// | value | part |
/// |---|---|
/// | `("system", "You are {{ role }}.")`, [`template`](Self::template) | a message of that role, from a template |
/// | `"{{ question }}"`, `String` | a human message from a template |
/// | [`placeholder`](Self::placeholder), [`optional_placeholder`](Self::optional_placeholder) | messages that a variable holds |
/// | a [`Message`] | that message as it is: braces in it are text |
#[derive(Clone, Debug)]
pub struct PromptPart(pub(crate) Kind);

#[derive(Clone, Debug)]
pub(crate) enum Kind {
    Template { role: Role, text: String },
    Placeholder { name: String, optional: bool },
    Message(Box<Message>),
}

impl PromptPart {
    /// A message of this role whose text is made of a template.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) for an unknown role, and for `tool`: what a
    /// tool gave is a [`ToolMessage`](surprisal_core::ToolMessage), which is a part as it is.
    pub fn template(
        role: impl TryInto<Role, Error: Into<Error>>,
        text: impl Into<String>,
    ) -> Result<Self> {
        let role = role.try_into().map_err(Into::into)?;
        // Refuses the roles that need more than a text.
        Message::try_from((role, ""))?;
        let text = text.into();
        Ok(Self(Kind::Template { role, text }))
    }

    /// The messages that the variable of this name holds, such as the conversation so far. It has to be given; it may
    /// be empty. (LangChain: `MessagesPlaceholder`.)
    #[doc(alias = "MessagesPlaceholder")]
    pub fn placeholder(name: impl Into<String>) -> Self {
        Self::holding(name.into(), false)
    }

    /// As [`placeholder`](Self::placeholder), and no message where the variable is not given.
    pub fn optional_placeholder(name: impl Into<String>) -> Self {
        Self::holding(name.into(), true)
    }

    fn holding(name: String, optional: bool) -> Self {
        Self(Kind::Placeholder { name, optional })
    }
}

impl<R, S> TryFrom<(R, S)> for PromptPart
where
    R: TryInto<Role, Error: Into<Error>>,
    S: Into<String>,
{
    type Error = Error;

    fn try_from((role, text): (R, S)) -> Result<Self> {
        Self::template(role, text)
    }
}

impl From<&str> for PromptPart {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for PromptPart {
    fn from(text: String) -> Self {
        let role = Role::Human;
        Self(Kind::Template { role, text })
    }
}

impl From<Message> for PromptPart {
    fn from(message: Message) -> Self {
        Self(Kind::Message(Box::new(message)))
    }
}
