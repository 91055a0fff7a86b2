use surprisal_core::{AiMessageChunk, ChoiceChunk, Error, Result};
use surprisal_http::{Decode, Decoded, Frame, ended, read_json};

use super::answer::{Answer, finish};
use super::blocks::Blocks;
use super::event::Event;
use super::usage::Figures;
use crate::error::service_error;

/// Turns the events of a stream into chunks.
#[derive(Debug, Default)]
pub struct AnthropicDecoder {
    blocks: Blocks,
    /// What it cost so far; it is told once, with the end.
    usage: Figures,
    is_named: bool,
    /// What the beginning says of why it stopped, for an answer that was there before it was asked for.
    stop_reason: Option<String>,
    is_over: bool,
}

impl Decode for AnthropicDecoder {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        if self.is_over {
            return Ok(Decoded::End);
        }
        let event: Event<'_> = read_json(frame.data)?;
        let mut choice = ChoiceChunk::new(0, "");
        let mut chunk = AiMessageChunk::default();
        match &*event.kind {
            "content_block_delta" => {
                let delta = event.delta.unwrap_or_default();
                self.blocks
                    .delta(event.index, &delta, frame.data, &mut choice)?;
            }
            "content_block_start" => {
                let block = event.content_block;
                let block =
                    block.ok_or_else(|| Error::bad_response("a block has no `content_block`"))?;
                self.blocks.begin(event.index, block, &mut choice)?;
            }
            "content_block_stop" => self.blocks.end(event.index, &mut choice),
            "message_start" => {
                self.start(event.message.unwrap_or_default(), &mut choice, &mut chunk)?
            }
            "message_delta" => {
                self.usage.update(event.usage.unwrap_or_default());
                let delta = event.delta.unwrap_or_default();
                if delta.stop_reason.is_some() {
                    self.stop_reason = None;
                    self.blocks.end_all(&mut choice);
                }
                choice = finish(choice, delta.stop_reason, delta.stop_details)?;
                self.tell_usage(&mut chunk);
            }
            "message_stop" => {
                self.is_over = true;
                self.blocks.end_all(&mut choice);
                if let Some(reason) = self.stop_reason.take() {
                    choice = finish(choice, Some(reason), None)?;
                    self.tell_usage(&mut chunk);
                }
            }
            _ if event.kind == "error" || event.error.is_some() => {
                let unknown = || Error::bad_response("the stream tells of an error without words");
                return Err(service_error(None, frame.data).unwrap_or_else(unknown));
            }
            // Pings, and what is not known yet.
            _ => {}
        }
        if choice != ChoiceChunk::default() {
            chunk.push_choice(choice);
        }
        Ok(match chunk.is_empty() {
            false => Decoded::Chunk(chunk),
            true if self.is_over => Decoded::End,
            true => Decoded::Nothing,
        })
    }

    fn end(&mut self) -> Result<()> {
        ended(self.is_over, "`message_stop`")
    }
}

impl AnthropicDecoder {
    fn start(
        &mut self,
        mut answer: Answer<'_>,
        choice: &mut ChoiceChunk,
        chunk: &mut AiMessageChunk,
    ) -> Result<()> {
        if self.blocks.has_begun() {
            return Err(Error::bad_response(
                "a second answer begins within the stream of the first: there is another `message_start`",
            ));
        }
        if !std::mem::replace(&mut self.is_named, true) {
            *chunk.response_metadata_mut() = answer.metadata();
        }
        self.usage.update(answer.usage.take().unwrap_or_default());
        self.stop_reason = answer.stop_reason.take();
        for (index, raw) in (0..).zip(answer.content.iter().flatten()) {
            self.blocks.whole(index, raw, choice)?;
        }
        Ok(())
    }

    fn tell_usage(&self, chunk: &mut AiMessageChunk) {
        if let Some(usage) = self.usage.usage() {
            *chunk = std::mem::take(chunk).with_usage(usage);
        }
    }
}
