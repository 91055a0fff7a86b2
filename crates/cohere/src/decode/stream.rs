use serde::Deserialize;
use surprisal_core::{AiMessageChunk, Channel, ChoiceChunk, Result};
use surprisal_http::{Decode, Decoded, Frame, ended, read_json};

use super::logprobs::{Item, of_channel};
use super::message::Message;
use super::one_or_many::one_or_many;
use super::outcome::outcome;
use super::pieces::Pieces;
use super::usage::Cost;
use crate::error::Fault;

/// An event of a stream: what is new, and beside it the tokens of the text or thought that is.
#[derive(Deserialize)]
struct Event<'a> {
    #[serde(rename = "type", default)]
    kind: Kind,
    id: Option<String>,
    /// Of a tool call or of a part of the content.
    index: Option<u32>,
    #[serde(default)]
    delta: Option<Delta>,
    #[serde(borrow, default, deserialize_with = "one_or_many")]
    logprobs: Option<Vec<Item<'a>>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Delta {
    message: Option<Message>,
    finish_reason: Option<String>,
    usage: Option<Cost>,
    error: Option<String>,
}

/// What the others are is told by what they hold.
#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    MessageEnd,
    /// Not one of Cohere's events.
    #[default]
    #[serde(skip)]
    Nothing,
    #[serde(other)]
    Other,
}

/// Turns the events of a stream into chunks.
#[derive(Debug, Default)]
pub struct CohereDecoder {
    pieces: Pieces,
    is_over: bool,
}

impl CohereDecoder {
    fn choice(
        &mut self,
        message: Message,
        event: (Option<u32>, Option<Vec<Item<'_>>>),
    ) -> ChoiceChunk {
        let (index, items) = event;
        let mut parts = message.content.iter().flatten();
        let channel = match parts.any(|part| part.thinking.is_some()) {
            true => Channel::Reasoning,
            false => Channel::Content,
        };
        let choice = self.pieces.read(message, index);
        match items {
            Some(items) => choice.with_logprobs(of_channel(channel, &items)),
            None => choice,
        }
    }
}

impl Decode for CohereDecoder {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        if self.is_over {
            return Ok(Decoded::End);
        }
        // It comes behind the last event, and is none.
        if frame.data.starts_with("[DONE]") {
            return Ok(Decoded::Nothing);
        }
        let event: Event<'_> = read_json(frame.data)?;
        if event.kind == Kind::Nothing
            && let Some(fault) = Fault::read(frame.data)
        {
            return Err(fault.into_error(None));
        }
        let Delta {
            message,
            finish_reason,
            usage,
            error,
        } = event.delta.unwrap_or_default();
        let message = message.unwrap_or_default();
        let mut choice = self.choice(message, (event.index, event.logprobs));
        let mut chunk = AiMessageChunk::default();
        let reason = outcome(finish_reason.as_deref(), error.as_deref())?;
        if event.kind == Kind::MessageEnd {
            self.is_over = true;
            self.pieces.end(choice.content_mut());
            choice = choice.with_finish_reason(reason);
        }
        if let Some(cost) = usage {
            chunk = chunk.with_usage(cost.into_usage());
        }
        if event.id.is_some() {
            chunk.response_metadata_mut().id = event.id;
        }
        if choice != ChoiceChunk::default() {
            chunk.push_choice(choice);
        }
        Ok(match chunk.is_empty() {
            true => Decoded::Nothing,
            false => Decoded::Chunk(chunk),
        })
    }

    fn end(&mut self) -> Result<()> {
        ended(self.is_over, "`message-end`")
    }

    fn is_over(&self) -> bool {
        self.is_over
    }
}
