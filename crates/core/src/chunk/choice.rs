use std::borrow::Cow;
use std::ops::AddAssign;

use super::message::merge;
use crate::{
    Choice, Content, ContentFilter, FinishReason, HasLogprobs, InvalidToolCall, Logprobs,
    ToolCallChunk, tool::written_calls,
};

/// A piece of one choice of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChoiceChunk {
    index: u32,
    content: Content,
    /// Sorted by index, each index once.
    tool_call_chunks: Vec<ToolCallChunk>,
    finish_reason: Option<FinishReason>,
    logprobs: Logprobs,
    // Boxed, since most pieces have none; never an empty one.
    content_filter: Option<Box<ContentFilter>>,
}

impl ChoiceChunk {
    /// A piece of the choice with this index.
    pub fn new(index: u32, content: impl Into<Content>) -> Self {
        Self {
            index,
            content: content.into(),
            ..Self::default()
        }
    }

    /// Adds a piece of a tool call.
    #[must_use]
    pub fn with_tool_call_chunk(mut self, piece: ToolCallChunk) -> Self {
        self.push_tool_call_chunk(piece);
        self
    }

    /// Sets why the model stopped.
    #[must_use]
    pub fn with_finish_reason(mut self, reason: impl Into<Option<FinishReason>>) -> Self {
        self.finish_reason = reason.into();
        self
    }

    /// Sets the log probabilities of this piece.
    #[must_use]
    pub fn with_logprobs(mut self, logprobs: Logprobs) -> Self {
        self.logprobs = logprobs;
        self
    }

    /// Sets what the provider's content filter says of this piece, or of an earlier one.
    #[must_use]
    pub fn with_content_filter(mut self, filter: impl Into<Option<ContentFilter>>) -> Self {
        self.content_filter = ContentFilter::boxed(filter.into());
        self
    }

    /// Which choice it belongs to.
    pub fn index(&self) -> u32 {
        self.index
    }

    /// The next piece of content.
    pub fn content(&self) -> &Content {
        &self.content
    }

    /// The next piece of content, to be appended to.
    pub fn content_mut(&mut self) -> &mut Content {
        &mut self.content
    }

    /// The text of the content.
    pub fn text(&self) -> Cow<'_, str> {
        self.content.text()
    }

    /// The pieces of tool calls, by index.
    pub fn tool_call_chunks(&self) -> &[ToolCallChunk] {
        &self.tool_call_chunks
    }

    /// Why the model stopped, once it did.
    pub fn finish_reason(&self) -> Option<&FinishReason> {
        self.finish_reason.as_ref()
    }

    /// The log probabilities of this piece.
    pub fn logprobs(&self) -> &Logprobs {
        &self.logprobs
    }

    /// The log probabilities of this piece, to be appended to.
    pub fn logprobs_mut(&mut self) -> &mut Logprobs {
        &mut self.logprobs
    }

    /// What the provider's content filter says, if this piece has some of it.
    pub fn content_filter(&self) -> Option<&ContentFilter> {
        self.content_filter.as_deref()
    }

    fn push_tool_call_chunk(&mut self, piece: ToolCallChunk) {
        let known = |known: &ToolCallChunk| known.index.cmp(&piece.index);
        match self.tool_call_chunks.binary_search_by(known) {
            Ok(at) => {
                if let Some(known) = self.tool_call_chunks.get_mut(at) {
                    known.merge(piece);
                }
            }
            Err(at) => self.tool_call_chunks.insert(at, piece),
        }
    }

    /// The choice that the pieces make up. Where the answer was cut off, by its limit of tokens, by a
    /// filter or with its stream, a last call without arguments is an invalid one: they may have been due.
    pub(super) fn finish(self) -> Choice {
        let cut_off = matches!(
            self.finish_reason,
            None | Some(
                FinishReason::Length | FinishReason::ContentFilter | FinishReason::LowConfidence
            )
        );
        let last = self.tool_call_chunks.last().map(|piece| piece.index);
        let mut choice = Choice {
            index: self.index,
            content: self.content,
            finish_reason: self.finish_reason,
            logprobs: self.logprobs,
            content_filter: self.content_filter,
            ..Choice::default()
        };
        for piece in self.tool_call_chunks {
            let empty_end = cut_off && piece.arguments.is_empty() && last == Some(piece.index);
            match piece.finish() {
                Ok(call) if empty_end => choice.invalid_tool_calls.push(InvalidToolCall::new(
                    call.id,
                    call.name,
                    "",
                    "the answer ended before the arguments",
                )),
                Ok(call) => choice.tool_calls.push(call),
                Err(invalid) => choice.invalid_tool_calls.push(invalid),
            }
        }
        choice
    }
}

impl AddAssign for ChoiceChunk {
    /// Appends the next piece of the same choice.
    fn add_assign(&mut self, next: Self) {
        self.content += next.content;
        for piece in next.tool_call_chunks {
            self.push_tool_call_chunk(piece);
        }
        if self.finish_reason.is_none() {
            self.finish_reason = next.finish_reason;
        }
        self.logprobs += next.logprobs;
        merge(&mut self.content_filter, next.content_filter);
    }
}

impl From<Choice> for ChoiceChunk {
    fn from(choice: Choice) -> Self {
        let pieces = written_calls(&choice.tool_calls, &choice.invalid_tool_calls);
        Self {
            index: choice.index,
            content: choice.content,
            tool_call_chunks: pieces,
            finish_reason: choice.finish_reason,
            logprobs: choice.logprobs,
            content_filter: choice.content_filter,
        }
    }
}

impl HasLogprobs for ChoiceChunk {
    fn logprobs(&self) -> &Logprobs {
        &self.logprobs
    }

    fn text(&self) -> Cow<'_, str> {
        self.content.text()
    }
}
