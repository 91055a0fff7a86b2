use std::ops::Deref;
use std::sync::Arc;

use super::Message;
use crate::{Error, Result};

/// What a chat model takes: a conversation.
///
/// A call takes whatever can be read as one, by `TryInto`:
///
/// | value | messages |
/// |---|---|
/// | `"text"`, `String`, a [`Content`](crate::Content) | one human message |
/// | `("human", "text")`, `(Role::Human, content)` | one message of that role |
/// | a message of any kind | that message |
/// | an array, slice or `Vec` of any of these | one message each |
/// | a JSON value | a text, an object as OpenAI and LangChain write messages, or an array of these and of pairs |
///
/// A pair is *one* message with its role. (LangChain reads the bare tuple `("human", "hi")` as two user
/// messages, the first of them `human`.)
///
/// ```
/// use surprisal_core::{Messages, Role};
///
/// let one = Messages::try_from(("human", "how are you today"))?;
/// let two = Messages::try_from([("system", "Be brief."), ("user", "how are you today")])?;
/// assert_eq!((one.len(), two.len()), (1, 2));
///
/// let error = Messages::try_from(("hooman", "hi")).unwrap_err();
/// assert!(error.message().starts_with(r#"unknown role "hooman": the roles are human (or user)"#));
/// # Ok::<(), surprisal_core::Error>(())
/// ```
///
/// A clone is cheap: whoever keeps a conversation for another try, or gives it to several models, copies no message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Messages(Arc<Vec<Message>>);

impl Messages {
    /// Appends a message.
    pub fn push(&mut self, message: impl Into<Message>) {
        Arc::make_mut(&mut self.0).push(message.into());
    }

    /// Checks that there is something to answer: every model does before it makes a request.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if there is no message.
    pub fn check(&self) -> Result<()> {
        if self.0.is_empty() {
            return Err(Error::invalid_input(
                "there are no messages: give at least one, such as (\"human\", \"hello\")",
            ));
        }
        Ok(())
    }
}

impl Deref for Messages {
    type Target = [Message];

    fn deref(&self) -> &[Message] {
        &self.0
    }
}

impl Extend<Message> for Messages {
    fn extend<I: IntoIterator<Item = Message>>(&mut self, messages: I) {
        Arc::make_mut(&mut self.0).extend(messages);
    }
}

impl FromIterator<Message> for Messages {
    fn from_iter<I: IntoIterator<Item = Message>>(messages: I) -> Self {
        Self(Arc::new(messages.into_iter().collect()))
    }
}

impl IntoIterator for Messages {
    type Item = Message;
    type IntoIter = std::vec::IntoIter<Message>;

    fn into_iter(self) -> Self::IntoIter {
        Arc::unwrap_or_clone(self.0).into_iter()
    }
}

impl<'a> IntoIterator for &'a Messages {
    type Item = &'a Message;
    type IntoIter = std::slice::Iter<'a, Message>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}
