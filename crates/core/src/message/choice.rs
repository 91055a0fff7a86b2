use std::borrow::Cow;

use super::Content;
use crate::{ContentFilter, FinishReason, HasLogprobs, InvalidToolCall, Logprobs, ToolCall};

/// One of the answers that a model gave to the same messages.
///
/// ```
/// use surprisal_core::{AiMessage, Choice};
///
/// let choices = ["heads", "tails"].map(Choice::new);
/// let answer = AiMessage::from_choices((0..).zip(choices).map(|(index, choice)| choice.with_index(index)));
/// assert_eq!(answer.choices().map(|choice| choice.text()).collect::<Vec<_>>(), ["heads", "tails"]);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    pub(crate) index: u32,
    pub(crate) content: Content,
    pub(crate) tool_calls: Vec<ToolCall>,
    pub(crate) invalid_tool_calls: Vec<InvalidToolCall>,
    pub(crate) finish_reason: Option<FinishReason>,
    pub(crate) logprobs: Logprobs,
    pub(crate) content_filter: Option<Box<ContentFilter>>,
}

impl Choice {
    /// An answer of this content.
    pub fn new(content: impl Into<Content>) -> Self {
        Self {
            content: content.into(),
            ..Self::default()
        }
    }

    /// Sets its place among the answers; the first has index 0.
    #[must_use]
    pub fn with_index(mut self, index: u32) -> Self {
        self.index = index;
        self
    }

    /// Sets the tools that the model wants to be called.
    #[must_use]
    pub fn with_tool_calls(mut self, calls: impl IntoIterator<Item = ToolCall>) -> Self {
        self.tool_calls = calls.into_iter().collect();
        self
    }

    /// Sets the tool calls that cannot be made as they stand.
    #[must_use]
    pub fn with_invalid_tool_calls(
        mut self,
        calls: impl IntoIterator<Item = InvalidToolCall>,
    ) -> Self {
        self.invalid_tool_calls = calls.into_iter().collect();
        self
    }

    /// Sets why the model stopped.
    #[must_use]
    pub fn with_finish_reason(mut self, reason: impl Into<Option<FinishReason>>) -> Self {
        self.finish_reason = reason.into();
        self
    }

    /// Sets the log probabilities.
    #[must_use]
    pub fn with_logprobs(mut self, logprobs: Logprobs) -> Self {
        self.logprobs = logprobs;
        self
    }

    /// Sets what the provider's content filter says of it.
    #[must_use]
    pub fn with_content_filter(mut self, filter: impl Into<Option<ContentFilter>>) -> Self {
        self.content_filter = ContentFilter::boxed(filter.into());
        self
    }

    /// Its place among the answers; the first has index 0.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// What the model said.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The text of the content.
    pub fn text(&self) -> Cow<'_, str> {
        self.content.text()
    }

    /// The tools that the model wants to be called.
    pub fn tool_calls(&self) -> &[ToolCall] {
        &self.tool_calls
    }

    /// The tool calls that cannot be made as they stand, with their text.
    pub fn invalid_tool_calls(&self) -> &[InvalidToolCall] {
        &self.invalid_tool_calls
    }

    /// Why the model stopped.
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        self.finish_reason.as_ref()
    }

    /// The log probabilities.
    pub fn logprobs(&self) -> &Logprobs {
        &self.logprobs
    }

    /// What the provider's content filter says of it, where it tells.
    pub fn content_filter(&self) -> Option<&ContentFilter> {
        self.content_filter.as_deref()
    }

    /// The log probabilities, to be added to.
    pub fn logprobs_mut(&mut self) -> &mut Logprobs {
        &mut self.logprobs
    }
}

impl HasLogprobs for Choice {
    fn logprobs(&self) -> &Logprobs {
        &self.logprobs
    }

    fn text(&self) -> Cow<'_, str> {
        self.content.text()
    }
}
