use std::borrow::Cow;
use std::iter::Sum;
use std::ops::{Add, AddAssign};

use smallvec::SmallVec;

use super::ChoiceChunk;
use crate::{
    AiMessage, ContentFilter, FinishReason, HasLogprobs, Logprobs, ResponseMetadata, ToolCallChunk,
    Usage,
};

/// A piece of a streamed answer.
///
/// Chunks form a monoid: `+` is associative, `default()` is its identity, and `+=` works in place in
/// amortised constant time. Texts and tokens are appended, choice by choice; finish reason, model and id
/// are set once; pieces of tool calls merge by index; a later report of usage replaces an earlier one.
///
/// Text, tool calls, finish reason and log probabilities are those of the first choice (index 0);
/// [`choices`](Self::choices) has all of them.
///
/// ```
/// use surprisal_core::{AiMessage, AiMessageChunk};
///
/// let chunks = ["Hel", "lo"].map(AiMessageChunk::from);
/// let whole: AiMessageChunk = chunks.into_iter().sum();
/// assert_eq!(AiMessage::from(whole).text(), "Hello");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[doc(alias = "AIMessageChunk")]
#[doc(alias = "ChatCompletionChunk")]
pub struct AiMessageChunk {
    /// Sorted by index, each index once.
    choices: SmallVec<[ChoiceChunk; 1]>,
    // Boxed, since most chunks of a stream have neither.
    usage: Option<Box<Usage>>,
    response_metadata: Option<Box<ResponseMetadata>>,
}

impl AiMessageChunk {
    /// Adds a piece of a choice.
    #[must_use]
    pub fn with_choice(mut self, choice: ChoiceChunk) -> Self {
        self.push_choice(choice);
        self
    }

    /// Sets what the call cost.
    #[must_use]
    pub fn with_usage(mut self, usage: Usage) -> Self {
        self.usage = Some(Box::new(usage));
        self
    }

    /// Sets what the provider said about the answer.
    #[must_use]
    pub fn with_response_metadata(mut self, metadata: ResponseMetadata) -> Self {
        self.response_metadata = Some(Box::new(metadata));
        self
    }

    /// Appends a piece of a choice.
    pub fn push_choice(&mut self, choice: ChoiceChunk) {
        match self
            .choices
            .iter()
            .position(|known| known.index() >= choice.index())
        {
            Some(at) => match self.choices.get_mut(at) {
                Some(known) if known.index() == choice.index() => *known += choice,
                _ => self.choices.insert(at, choice),
            },
            None => self.choices.push(choice),
        }
    }

    /// The pieces of every choice that this chunk has something of, by index.
    pub fn choices(&self) -> &[ChoiceChunk] {
        &self.choices
    }

    /// The piece of the first choice, if this chunk has one.
    pub fn first(&self) -> Option<&ChoiceChunk> {
        self.choices.first().filter(|choice| choice.index() == 0)
    }

    /// The next piece of text.
    pub fn text(&self) -> Cow<'_, str> {
        self.first().map(ChoiceChunk::text).unwrap_or_default()
    }

    /// The next piece of reasoning.
    pub fn reasoning(&self) -> Cow<'_, str> {
        self.first()
            .map(|choice| choice.content().reasoning())
            .unwrap_or_default()
    }

    /// The next piece of the words with which the model declines.
    pub fn refusal(&self) -> Cow<'_, str> {
        self.first()
            .map(|choice| choice.content().refusal())
            .unwrap_or_default()
    }

    /// The pieces of tool calls, by index.
    pub fn tool_call_chunks(&self) -> &[ToolCallChunk] {
        self.first()
            .map(ChoiceChunk::tool_call_chunks)
            .unwrap_or_default()
    }

    /// Why the model stopped, once it did.
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        self.first().and_then(ChoiceChunk::finish_reason)
    }

    /// The log probabilities of this piece.
    pub fn logprobs(&self) -> &Logprobs {
        self.first().map_or(Logprobs::EMPTY, ChoiceChunk::logprobs)
    }

    /// What the provider's content filter says, if this chunk has some of it.
    pub fn content_filter(&self) -> Option<&ContentFilter> {
        self.first().and_then(ChoiceChunk::content_filter)
    }

    /// What the call cost, once that is known.
    pub fn usage(&self) -> Option<&Usage> {
        self.usage.as_deref()
    }

    /// What the provider said about the answer, if this chunk has some of it.
    pub fn response_metadata(&self) -> Option<&ResponseMetadata> {
        self.response_metadata.as_deref()
    }

    /// What the provider said about the answer, to be added to.
    pub fn response_metadata_mut(&mut self) -> &mut ResponseMetadata {
        self.response_metadata.get_or_insert_default()
    }

    /// Whether this chunk says nothing at all.
    pub fn is_empty(&self) -> bool {
        self.choices.is_empty() && self.usage.is_none() && self.response_metadata.is_none()
    }
}

impl AddAssign for AiMessageChunk {
    fn add_assign(&mut self, next: Self) {
        for choice in next.choices {
            self.push_choice(choice);
        }
        merge(&mut self.usage, next.usage);
        merge(&mut self.response_metadata, next.response_metadata);
    }
}

pub(super) fn merge<T: AddAssign>(known: &mut Option<Box<T>>, next: Option<Box<T>>) {
    match (known, next) {
        (Some(known), Some(next)) => **known += *next,
        (known @ None, next) => *known = next,
        (Some(_), None) => {}
    }
}

impl Add for AiMessageChunk {
    type Output = Self;

    fn add(mut self, next: Self) -> Self {
        self += next;
        self
    }
}

impl Sum for AiMessageChunk {
    fn sum<I: Iterator<Item = Self>>(chunks: I) -> Self {
        chunks.fold(Self::default(), Add::add)
    }
}

impl FromIterator<Self> for AiMessageChunk {
    fn from_iter<I: IntoIterator<Item = Self>>(chunks: I) -> Self {
        chunks.into_iter().sum()
    }
}

impl Extend<Self> for AiMessageChunk {
    fn extend<I: IntoIterator<Item = Self>>(&mut self, chunks: I) {
        for chunk in chunks {
            *self += chunk;
        }
    }
}

impl From<&str> for AiMessageChunk {
    fn from(text: &str) -> Self {
        Self::default().with_choice(ChoiceChunk::new(0, text))
    }
}

impl From<AiMessageChunk> for AiMessage {
    /// The answer that the chunks make up. The text of each tool call becomes a call, or an
    /// [invalid one](crate::InvalidToolCall) where it is not a whole JSON object.
    fn from(chunk: AiMessageChunk) -> Self {
        Self::from_choices(chunk.choices.into_iter().map(ChoiceChunk::finish))
            .with_usage(chunk.usage.map(|usage| *usage).unwrap_or_default())
            .with_response_metadata(
                chunk
                    .response_metadata
                    .map(|metadata| *metadata)
                    .unwrap_or_default(),
            )
    }
}

impl From<AiMessage> for AiMessageChunk {
    /// The whole answer as one chunk: how something that cannot stream streams. Turned back, it is the
    /// same answer, but that a name is lost.
    fn from(mut message: AiMessage) -> Self {
        let mut chunk = Self::default()
            .with_usage(message.usage().clone())
            .with_response_metadata(std::mem::take(message.response_metadata_mut()));
        for choice in message.into_choices() {
            chunk.push_choice(choice.into());
        }
        chunk
    }
}

impl HasLogprobs for AiMessageChunk {
    fn logprobs(&self) -> &Logprobs {
        self.logprobs()
    }

    fn text(&self) -> Cow<'_, str> {
        self.text()
    }
}
