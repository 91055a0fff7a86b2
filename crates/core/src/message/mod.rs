//! Messages: what goes to a model and what comes back.
//!
//! Five kinds behind one trait, [`BaseMessage`], and one enum, [`Message`]; [`Messages`] is what a
//! model takes, and everything that can be read as one or more messages turns into it.

mod ai;
mod block;
mod choice;
mod content;
mod convert;
mod developer;
mod human;
mod json;
mod media;
mod messages;
mod role;
mod serde;
mod system;
mod tool;

use std::borrow::Cow;

use enum_dispatch::enum_dispatch;

pub use ai::AiMessage;
pub use block::ContentBlock;
pub use choice::Choice;
pub use content::Content;
pub use developer::DeveloperMessage;
pub use human::HumanMessage;
pub use media::Media;
pub use messages::Messages;
pub use role::Role;
pub use system::SystemMessage;
pub use tool::ToolMessage;

/// What every kind of message has.
#[enum_dispatch]
pub trait BaseMessage {
    /// Who it is from.
    fn role(&self) -> Role;

    /// What it says.
    fn content(&self) -> &Content;

    /// Which participant of that role it is from, if that is told.
    fn name(&self) -> Option<&str>;

    /// The text of the content.
    fn text(&self) -> Cow<'_, str> {
        self.content().text()
    }
}

/// A message of any kind.
///
/// ```
/// use surprisal_core::{BaseMessage, HumanMessage, Message, Role};
///
/// let message = Message::from(HumanMessage::new("how are you today"));
/// assert_eq!(message.role(), Role::Human);
/// assert_eq!(message.text(), "how are you today");
/// ```
#[enum_dispatch(BaseMessage)]
#[expect(
    clippy::large_enum_variant,
    reason = "half of a conversation are answers: a box would cost each of them a heap block"
)]
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Message {
    /// Instructions to the model.
    System(SystemMessage),
    /// Instructions to the model, as newer OpenAI models call them.
    Developer(DeveloperMessage),
    /// What the user says.
    Human(HumanMessage),
    /// What the model answered.
    Ai(AiMessage),
    /// The result of a tool call.
    Tool(ToolMessage),
}

impl Message {
    /// A [`SystemMessage`] of this content.
    pub fn system(content: impl Into<Content>) -> Self {
        SystemMessage::new(content).into()
    }

    /// A [`DeveloperMessage`] of this content.
    pub fn developer(content: impl Into<Content>) -> Self {
        DeveloperMessage::new(content).into()
    }

    /// A [`HumanMessage`] of this content.
    pub fn human(content: impl Into<Content>) -> Self {
        HumanMessage::new(content).into()
    }

    /// An [`AiMessage`] of this content.
    pub fn ai(content: impl Into<Content>) -> Self {
        AiMessage::new(content).into()
    }

    /// A [`ToolMessage`] that answers the call with this id.
    pub fn tool(tool_call_id: impl Into<String>, content: impl Into<Content>) -> Self {
        ToolMessage::new(tool_call_id, content).into()
    }
}
