use std::collections::BTreeSet;
use std::sync::Arc;

use async_trait::async_trait;
use futures::stream;
use serde_json::Value;
use surprisal_core::{ChunkStream, Error, Message, Messages, Result, Runnable};

use crate::part::Kind;
use crate::template::Template;
use crate::{PromptPart, Variables};

/// Messages that are made of variables. (LangChain: `ChatPromptTemplate`.)
///
/// The texts are Jinja templates: `{{ name }}` shows a variable, `{% if … %}` and `{% for … %}` choose and repeat,
/// `{{ list | join(", ") }}` filters. (LangChain's own format is `{name}`, which is plain text here.) There are no
/// global functions and no files: all that a template sees are its variables. What a variable holds is data: braces
/// in it are shown as they are, and nothing is escaped for HTML. What is no text is shown as in Jinja, a truth as `True`,
/// null as `None`; `{{ value | tojson }}` shows JSON.
///
/// A variable that is used and not given is an error. One that is given and not used is none, so that several prompts
/// can take the same variables.
///
/// A clone shares the templates, which are read once.
///
/// ```
/// use surprisal_core::{BaseMessage, Message, Role};
/// use surprisal_prompt::{ChatPrompt, PromptPart, Variables};
///
/// let prompt = ChatPrompt::new([
///     PromptPart::template("system", "You speak {{ language }}.")?,
///     PromptPart::placeholder("history"),
///     PromptPart::template("human", "{{ question }}")?,
/// ])?
/// .partial("language", "Welsh");
/// assert_eq!(prompt.variables(), ["history", "question"].map(String::from).into());
///
/// let history = [Message::human("hello"), Message::ai("helo")];
/// let variables = Variables::from([("question", "and goodbye?")]).with_messages("history", history);
/// let messages = prompt.format(variables)?;
/// assert_eq!(messages.len(), 4);
/// assert_eq!((messages[0].role(), messages[0].text().as_ref()), (Role::System, "You speak Welsh."));
///
/// let error = prompt.format([("topic", "verbs")]).unwrap_err();
/// assert_eq!(
///     error.message(),
///     "message 1 is the placeholder `history`, for which no messages are given; given are `topic`, `language`"
/// );
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug)]
#[doc(alias = "ChatPromptTemplate")]
pub struct ChatPrompt {
    parts: Arc<[Part]>,
    partial: Variables,
}

/// A part whose template has been read.
#[derive(Debug)]
enum Part {
    Template(Template),
    Placeholder {
        index: usize,
        name: String,
        optional: bool,
    },
    Message(Message),
}

impl ChatPrompt {
    /// A prompt of these parts, in order: see [`PromptPart`] for what can be one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if there is no part, for an unknown role,
    /// and for a template that cannot be read, naming the message (the first is 0), the line and what is wrong.
    #[doc(alias = "from_messages")]
    pub fn new(
        parts: impl IntoIterator<Item: TryInto<PromptPart, Error: Into<Error>>>,
    ) -> Result<Self> {
        let parts = parts
            .into_iter()
            .enumerate()
            .map(|(index, part)| Part::new(index, part.try_into().map_err(Into::into)?))
            .collect::<Result<Arc<[Part]>>>()?;
        if parts.is_empty() {
            return Err(Error::invalid_input(
                "a prompt without messages: give at least one, such as (\"human\", \"{{ question }}\")",
            ));
        }
        Ok(Self {
            parts,
            partial: Variables::default(),
        })
    }

    /// Sets a variable beforehand. A call that gives it wins.
    #[must_use]
    pub fn partial(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.partial = self.partial.with(name, value);
        self
    }

    /// The names that a call has to give: those of the templates and of the placeholders, without what is set
    /// [beforehand](Self::partial) and without placeholders that are optional.
    ///
    /// A template names all that it looks up, also what it can do without, as by `{{ name | default("you") }}`.
    pub fn variables(&self) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        for part in self.parts.iter() {
            match part {
                Part::Template(template) => names.extend(template.variables()),
                Part::Placeholder { name, optional, .. } if !optional => {
                    names.insert(name.clone());
                }
                Part::Placeholder { .. } | Part::Message(_) => {}
            }
        }
        names.retain(|name| !self.partial.values.contains_key(name));
        names
    }

    /// The messages with these variables: see [`Variables`] for what can be such.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the variables cannot be read, if one is
    /// not given, naming it, the message and what is given, or if a template cannot do what it says with them.
    pub fn format(
        &self,
        variables: impl TryInto<Variables, Error: Into<Error>>,
    ) -> Result<Messages> {
        let variables = variables.try_into().map_err(Into::into)?.or(&self.partial);
        let mut messages = Messages::default();
        for part in self.parts.iter() {
            match part {
                Part::Template(template) => messages.push(template.render(&variables)?),
                Part::Placeholder {
                    index,
                    name,
                    optional,
                } => match variables.messages(name) {
                    Some(held) => messages.extend(held.map_err(|error| {
                        let reason = error.message();
                        Error::invalid_input(format!(
                            "message {index} is the placeholder `{name}`, whose value cannot be read as messages: {reason}"
                        ))
                    })?),
                    None if *optional => {}
                    None => {
                        return Err(Error::invalid_input(format!(
                            "message {index} is the placeholder `{name}`, for which no messages are given; {}",
                            variables.given()
                        )));
                    }
                },
                Part::Message(message) => messages.push(message),
            }
        }
        Ok(messages)
    }
}

impl Part {
    fn new(index: usize, PromptPart(kind): PromptPart) -> Result<Self> {
        Ok(match kind {
            Kind::Template { role, text } => Self::Template(Template::new(index, role, text)?),
            Kind::Placeholder { name, optional } => Self::Placeholder {
                index,
                name,
                optional,
            },
            Kind::Message(message) => Self::Message(*message),
        })
    }
}

#[async_trait]
impl Runnable for ChatPrompt {
    type Input = Variables;
    type Output = Messages;
    type Chunk = Messages;
    type Options = ();

    async fn invoke_opts(&self, input: Variables, (): ()) -> Result<Messages> {
        self.format(input)
    }

    /// All messages at once.
    async fn stream_opts(&self, input: Variables, (): ()) -> Result<ChunkStream<Messages>> {
        let messages = self.format(input)?;
        Ok(Box::pin(stream::iter([Ok(messages)])))
    }
}
