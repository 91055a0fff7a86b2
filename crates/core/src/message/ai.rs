use std::borrow::Cow;

use super::{BaseMessage, Choice, Content, Role};
use crate::{
    ContentFilter, FinishReason, HasLogprobs, InvalidToolCall, Logprobs, ResponseMetadata,
    ToolCall, ToolCallChunk, Usage, tool::written_calls,
};

/// What a model answered.
///
/// Content, tool calls, finish reason and log probabilities are those of the first choice; where more
/// than one was asked for, [`choices`](Self::choices) has them all.
///
/// ```
/// use surprisal_core::{AiMessage, Channel, Choice, FinishReason, HasLogprobs, Logprobs, TokenLogprob, Usage};
///
/// // As a provider, or a test, makes one:
/// let tokens = [TokenLogprob::new("Yes", -0.1), TokenLogprob::new(".", -0.01)];
/// let choice = Choice::new("Yes.")
///     .with_logprobs(Logprobs::new(Channel::Content, tokens))
///     .with_finish_reason(FinishReason::Stop);
/// let answer = AiMessage::from(choice).with_usage(Usage::new(12, 2));
///
/// assert_eq!(answer.text(), "Yes.");
/// assert_eq!(answer.logprobs().content()[0].logprob(), Some(-0.1));
/// assert!(answer.perplexity() < Some(1.1));
/// assert_eq!(answer.usage().output_tokens, Some(2));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[doc(alias = "AIMessage")]
#[doc(alias = "AssistantMessage")]
#[doc(alias = "ChatCompletion")]
pub struct AiMessage {
    first: Choice,
    others: Vec<Choice>,
    usage: Usage,
    response_metadata: Box<ResponseMetadata>,
    name: Option<String>,
}

impl AiMessage {
    /// An answer of this content.
    pub fn new(content: impl Into<Content>) -> Self {
        Choice::new(content).into()
    }

    /// An answer of several choices, in the order of their index. Without any, it is empty.
    pub fn from_choices(choices: impl IntoIterator<Item = Choice>) -> Self {
        let mut choices: Vec<Choice> = choices.into_iter().collect();
        choices.sort_by_key(Choice::index);
        let mut choices = choices.into_iter();
        Self {
            first: choices.next().unwrap_or_default(),
            others: choices.collect(),
            ..Self::default()
        }
    }

    /// Sets what the call cost.
    #[must_use]
    pub fn with_usage(mut self, usage: Usage) -> Self {
        self.usage = usage;
        self
    }

    /// Sets what the provider said about the answer.
    #[must_use]
    pub fn with_response_metadata(mut self, metadata: ResponseMetadata) -> Self {
        *self.response_metadata = metadata;
        self
    }

    /// Tells participants of the same role apart.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Every choice, by index. There is at least one.
    pub fn choices(&self) -> impl Iterator<Item = &Choice> {
        std::iter::once(&self.first).chain(&self.others)
    }

    /// Every choice, by index.
    pub fn into_choices(self) -> impl Iterator<Item = Choice> {
        std::iter::once(self.first).chain(self.others)
    }

    /// Every choice, to be changed.
    pub fn choices_mut(&mut self) -> impl Iterator<Item = &mut Choice> {
        std::iter::once(&mut self.first).chain(&mut self.others)
    }

    /// What the model said.
    pub fn content(&self) -> &Content {
        &self.first.content
    }

    /// The text of the content.
    pub fn text(&self) -> Cow<'_, str> {
        self.first.content.text()
    }

    /// The reasoning before the answer, or an empty string.
    pub fn reasoning(&self) -> Cow<'_, str> {
        self.first.content.reasoning()
    }

    /// The words with which the model declines, or an empty string.
    pub fn refusal(&self) -> Cow<'_, str> {
        self.first.content.refusal()
    }

    /// The tools that the model wants to be called.
    pub fn tool_calls(&self) -> &[ToolCall] {
        &self.first.tool_calls
    }

    /// The tool calls that cannot be made as they stand, with their text.
    pub fn invalid_tool_calls(&self) -> &[InvalidToolCall] {
        &self.first.invalid_tool_calls
    }

    /// The tool calls as the model wrote them, with those that cannot be made, each as one piece with the text of its
    /// arguments: for a provider that sends the answer back to its service.
    pub fn written_tool_calls(&self) -> Vec<ToolCallChunk> {
        written_calls(&self.first.tool_calls, &self.first.invalid_tool_calls)
    }

    /// Why the model stopped.
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        self.first.finish_reason.as_ref()
    }

    /// The log probabilities.
    pub fn logprobs(&self) -> &Logprobs {
        &self.first.logprobs
    }

    /// What the provider's content filter says of the answer, where it tells. What it says of the prompt is in
    /// [`response_metadata`](Self::response_metadata).
    pub fn content_filter(&self) -> Option<&ContentFilter> {
        self.first.content_filter()
    }

    /// What the call cost.
    pub fn usage(&self) -> &Usage {
        &self.usage
    }

    /// What the provider said about the answer.
    pub fn response_metadata(&self) -> &ResponseMetadata {
        &self.response_metadata
    }

    /// What the provider said about the answer, to be added to.
    pub fn response_metadata_mut(&mut self) -> &mut ResponseMetadata {
        &mut self.response_metadata
    }
}

impl From<Choice> for AiMessage {
    fn from(choice: Choice) -> Self {
        Self {
            first: choice,
            ..Self::default()
        }
    }
}

impl BaseMessage for AiMessage {
    fn role(&self) -> Role {
        Role::Ai
    }

    fn content(&self) -> &Content {
        &self.first.content
    }

    fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }
}

impl HasLogprobs for AiMessage {
    fn logprobs(&self) -> &Logprobs {
        &self.first.logprobs
    }

    fn text(&self) -> Cow<'_, str> {
        self.first.content.text()
    }
}
