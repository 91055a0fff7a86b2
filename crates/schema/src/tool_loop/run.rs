use surprisal_core::{
    AiMessage, AiMessageChunk, Error, ErrorKind, Message, Messages, Result, ToolMessage, Usage,
};

use super::{ToolRunEnd, ToolRunEvent};
use crate::kept;

/// What came of a [`ToolLoop`](super::ToolLoop): the whole conversation, whether or not it came to an answer.
///
/// The events of a stream add up to it, by [`Extend`] or by `collect`; `default()` is the run in which nothing has
/// happened yet.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ToolRun {
    messages: Messages,
    /// How many of the messages it began with.
    asked: usize,
    partial: Option<AiMessageChunk>,
    end: Option<ToolRunEnd>,
}

impl ToolRun {
    pub(super) fn new(asked: Messages) -> Self {
        Self {
            asked: asked.len(),
            messages: asked,
            ..Self::default()
        }
    }

    /// The run that ended with this error of its model, as far as it came: nothing that tools have done is lost. A
    /// loop goes on from its messages. It is among the error's [sources](std::error::Error::source).
    ///
    /// ```
    /// # use surprisal_core::{ChatModel, Result, RunnableExt};
    /// # use surprisal_schema::{ToolLoop, ToolRun};
    /// # async fn example(agent: ToolLoop<impl ChatModel + 'static>) -> Result<ToolRun> {
    /// match agent.invoke("Do I need an umbrella in Paris?").await {
    ///     Err(error) if error.is_retryable() => match ToolRun::from_error(&error) {
    ///         Some(run) => agent.invoke(run.messages().clone()).await,
    ///         None => Err(error),
    ///     },
    ///     other => other,
    /// }
    /// # }
    /// ```
    pub fn from_error(error: &Error) -> Option<&Self> {
        kept::find(error)
    }

    /// The answer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Truncated`] where the run did not come to one, with the model's last words in
    /// [`partial`](Error::partial). All that happened is still in [`messages`](Self::messages).
    pub fn answer(&self) -> Result<&AiMessage> {
        let last = self.answers().last();
        let message = match self.end {
            Some(ToolRunEnd::Answered) => match last {
                Some(last) => return Ok(last),
                None => "the run has no answer",
            },
            Some(ToolRunEnd::Stopped) => {
                "the run was stopped before a call: answer it, or go on from the run's messages"
            }
            Some(ToolRunEnd::OutOfRounds) => {
                "the model still calls tools after as many answers as it may give: raise max_rounds, or go on from the run's messages"
            }
            None => {
                "the run has not ended: read its stream to the end, or go on from the run's messages"
            }
        };
        let error = Error::new(ErrorKind::Truncated, message);
        let partial = self
            .partial
            .clone()
            .or_else(|| last.cloned().map(Into::into));
        Err(match partial {
            Some(partial) => error.with_partial(partial),
            None => error,
        })
    }

    /// The whole conversation: what it began with, each answer with its log probabilities, and each result.
    ///
    /// A loop goes on from it: where the last message calls tools, it begins with these calls.
    pub fn messages(&self) -> &Messages {
        &self.messages
    }

    /// The whole conversation.
    pub fn into_messages(self) -> Messages {
        self.messages
    }

    /// The answers of this run, in their order. What it began with is not among them.
    pub fn answers(&self) -> impl DoubleEndedIterator<Item = &AiMessage> {
        let since = self.messages.iter().skip(self.asked);
        since.filter_map(|message| match message {
            Message::Ai(answer) => Some(answer),
            _ => None,
        })
    }

    /// How many answers the model gave.
    pub fn rounds(&self) -> usize {
        self.answers().count()
    }

    /// What all answers of this run cost together: see [`Usage::sum_of`].
    pub fn usage(&self) -> Usage {
        Usage::sum_of(self.answers().map(|answer| answer.usage().clone()))
    }

    /// How it ended, if it has.
    pub fn end(&self) -> Option<ToolRunEnd> {
        self.end
    }

    /// Whether it came to an answer.
    pub fn finished(&self) -> bool {
        self.end == Some(ToolRunEnd::Answered)
    }

    /// The answer that is still coming, where the events of a stream have been added up to here, or that broke off.
    pub fn partial(&self) -> Option<&AiMessageChunk> {
        self.partial.as_ref()
    }

    /// The error of a model, with this run as far as it came.
    pub(super) fn interrupted_by(mut self, error: Error) -> Error {
        if self.partial.is_none() {
            self.partial = error.partial().cloned();
        }
        let words = format!("answers of the run that it ended: {}", self.rounds());
        kept::add(self, words, error)
    }

    pub(super) fn push_answer(&mut self, answer: AiMessage) {
        self.messages.push(answer);
    }

    pub(super) fn push_result(&mut self, result: ToolMessage) {
        self.messages.push(result);
    }

    pub(super) fn ended(mut self, end: ToolRunEnd) -> Self {
        self.end = Some(end);
        self
    }

    pub(super) fn apply(&mut self, event: ToolRunEvent) {
        match event {
            ToolRunEvent::Asked(messages) => {
                self.asked += messages.len();
                self.messages.extend(messages);
            }
            ToolRunEvent::Chunk(chunk) => *self.partial.get_or_insert_default() += chunk,
            ToolRunEvent::Answered => {
                let answer = self.partial.take().unwrap_or_default();
                self.push_answer(answer.into());
            }
            ToolRunEvent::Called(_) => {}
            ToolRunEvent::Result(result) => self.push_result(result),
            ToolRunEvent::Ended(end) => self.end = Some(end),
        }
    }
}

impl Extend<ToolRunEvent> for ToolRun {
    fn extend<I: IntoIterator<Item = ToolRunEvent>>(&mut self, events: I) {
        events.into_iter().for_each(|event| self.apply(event));
    }
}

impl FromIterator<ToolRunEvent> for ToolRun {
    fn from_iter<I: IntoIterator<Item = ToolRunEvent>>(events: I) -> Self {
        let mut run = Self::default();
        run.extend(events);
        run
    }
}
