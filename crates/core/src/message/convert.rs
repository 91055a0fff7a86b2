//! What can be read as a message, and as messages.

use super::{
    AiMessage, Content, DeveloperMessage, HumanMessage, Message, Messages, Role, SystemMessage,
    ToolMessage,
};
use crate::{Error, Result};

impl Message {
    fn with_role(role: Role, content: Content) -> Result<Self> {
        match role {
            Role::System => Ok(Self::system(content)),
            Role::Developer => Ok(Self::developer(content)),
            Role::Human => Ok(Self::human(content)),
            Role::Ai => Ok(Self::ai(content)),
            Role::Tool => Err(Error::invalid_input(
                "a tool message needs the id of the call that it answers: use ToolMessage::new(tool_call_id, content)",
            )),
        }
    }
}

impl From<&str> for Message {
    fn from(text: &str) -> Self {
        Self::human(text)
    }
}

impl From<String> for Message {
    fn from(text: String) -> Self {
        Self::human(text)
    }
}

impl From<&String> for Message {
    fn from(text: &String) -> Self {
        Self::human(text)
    }
}

impl From<Content> for Message {
    fn from(content: Content) -> Self {
        Self::human(content)
    }
}

impl From<&Self> for Message {
    fn from(message: &Self) -> Self {
        message.clone()
    }
}

impl<R, C> TryFrom<(R, C)> for Message
where
    R: TryInto<Role, Error: Into<Error>>,
    C: Into<Content>,
{
    type Error = Error;

    fn try_from((role, content): (R, C)) -> Result<Self> {
        Self::with_role(role.try_into().map_err(Into::into)?, content.into())
    }
}

impl From<&Self> for Messages {
    fn from(messages: &Self) -> Self {
        messages.clone()
    }
}

impl From<Message> for Messages {
    fn from(message: Message) -> Self {
        Self::from_iter([message])
    }
}

impl From<&Message> for Messages {
    fn from(message: &Message) -> Self {
        message.clone().into()
    }
}

impl From<&str> for Messages {
    fn from(message: &str) -> Self {
        Message::from(message).into()
    }
}

impl From<String> for Messages {
    fn from(message: String) -> Self {
        Message::from(message).into()
    }
}

impl From<&String> for Messages {
    fn from(message: &String) -> Self {
        Message::from(message).into()
    }
}

impl From<Content> for Messages {
    fn from(message: Content) -> Self {
        Message::from(message).into()
    }
}

impl From<SystemMessage> for Messages {
    fn from(message: SystemMessage) -> Self {
        Message::from(message).into()
    }
}

impl From<DeveloperMessage> for Messages {
    fn from(message: DeveloperMessage) -> Self {
        Message::from(message).into()
    }
}

impl From<HumanMessage> for Messages {
    fn from(message: HumanMessage) -> Self {
        Message::from(message).into()
    }
}

impl From<AiMessage> for Messages {
    fn from(message: AiMessage) -> Self {
        Message::from(message).into()
    }
}

impl From<ToolMessage> for Messages {
    fn from(message: ToolMessage) -> Self {
        Message::from(message).into()
    }
}

impl<R, C> TryFrom<(R, C)> for Messages
where
    R: TryInto<Role, Error: Into<Error>>,
    C: Into<Content>,
{
    type Error = Error;

    fn try_from(pair: (R, C)) -> Result<Self> {
        Message::try_from(pair).map(Self::from)
    }
}

impl<M: TryInto<Message, Error: Into<Error>>> TryFrom<Vec<M>> for Messages {
    type Error = Error;

    fn try_from(messages: Vec<M>) -> Result<Self> {
        each(messages)
    }
}

impl<M: TryInto<Message, Error: Into<Error>>, const N: usize> TryFrom<[M; N]> for Messages {
    type Error = Error;

    fn try_from(messages: [M; N]) -> Result<Self> {
        each(messages)
    }
}

impl<M: Clone + TryInto<Message, Error: Into<Error>>> TryFrom<&[M]> for Messages {
    type Error = Error;

    fn try_from(messages: &[M]) -> Result<Self> {
        each(messages.iter().cloned())
    }
}

impl<M: Clone + TryInto<Message, Error: Into<Error>>> TryFrom<&Vec<M>> for Messages {
    type Error = Error;

    fn try_from(messages: &Vec<M>) -> Result<Self> {
        each(messages.iter().cloned())
    }
}

/// One message each; none at all is an error, since no model can answer nothing.
fn each<M: TryInto<Message, Error: Into<Error>>>(
    messages: impl IntoIterator<Item = M>,
) -> Result<Messages> {
    let messages = messages
        .into_iter()
        .map(|message| message.try_into().map_err(Into::into))
        .collect::<Result<Messages>>()?;
    messages.check()?;
    Ok(messages)
}
