use std::borrow::Cow;

use surprisal_core::{ChoiceChunk, Content, ContentBlock, FinishReason, Result, ToolCallChunk};

use super::filter;
use super::logprobs::logprobs;
use super::tool_call::tool_calls;
use crate::json::Reader;

/// Reads one of `choices`. Without an `index` the place in the array counts.
pub(super) fn choice(
    reader: &mut Reader<'_>,
    position: u32,
    top_hint: usize,
) -> Result<ChoiceChunk> {
    let mut index = position;
    let mut said = Said::default();
    let mut finish_reason = None;
    let mut scores = None;
    let mut content_filter = None;
    reader.object(|reader, key| {
        match key {
            "index" => index = reader.unsigned()?.unwrap_or(position),
            "delta" | "message" => {
                reader.nullable(|reader| said.read(reader))?;
            }
            "logprobs" => scores = logprobs(reader, top_hint)?,
            "finish_reason" => {
                // Some servers send an empty word until there is a reason.
                finish_reason = reader
                    .nullable_string()?
                    .filter(|word| !word.is_empty())
                    .map(|word| FinishReason::from(&*word));
            }
            // Answers about images have the singular.
            "content_filter_results" | "content_filter_result" => {
                filter::results(reader, &mut content_filter)?;
            }
            "content_filter_offsets" => filter::offsets(reader, &mut content_filter)?,
            _ => reader.skip()?,
        }
        Ok(())
    })?;
    // Reasoning comes first, as it does in a stream, wherever its key is.
    let content = match said.reasoning {
        Some(text) => {
            let mut content = Content::from(ContentBlock::reasoning(text));
            content += said.content;
            content
        }
        None => said.content,
    };
    let mut choice = ChoiceChunk::new(index, content).with_finish_reason(finish_reason);
    if content_filter.is_some() {
        choice = choice.with_content_filter(content_filter);
    }
    if let Some(scores) = scores {
        choice = choice.with_logprobs(scores);
    }
    for piece in said.tool_calls {
        choice = choice.with_tool_call_chunk(piece);
    }
    Ok(choice)
}

/// What a `message` or `delta` says.
#[derive(Default)]
struct Said {
    reasoning: Option<String>,
    content: Content,
    tool_calls: Vec<ToolCallChunk>,
}

impl Said {
    fn read(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        reader.object(|reader, key| {
            match key {
                "content" if reader.peek() == Some(b'[') => {
                    reader.array(|reader| self.part(reader))?;
                }
                "content" => self.push(reader.nullable_string()?, ContentBlock::text),
                "refusal" => self.push(reader.nullable_string()?, ContentBlock::refusal),
                "reasoning_content" | "reasoning" if reader.peek() == Some(b'"') => {
                    let text = reader.string()?;
                    // Servers that know both names send the same text under each.
                    if self.reasoning.is_none() && !text.is_empty() {
                        self.reasoning = Some(text.into_owned());
                    }
                }
                "tool_calls" => self.tool_calls = tool_calls(reader)?,
                _ => reader.skip()?,
            }
            Ok(())
        })
    }

    /// A part of a content that is an array, as some servers send it.
    fn part(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        let mut text = None;
        let mut refusal = None;
        reader.object(|reader, key| {
            match key {
                "text" => text = reader.nullable_string()?,
                "refusal" => refusal = reader.nullable_string()?,
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        self.push(text, ContentBlock::text);
        self.push(refusal, ContentBlock::refusal);
        Ok(())
    }

    fn push(&mut self, text: Option<Cow<'_, str>>, block: impl FnOnce(String) -> ContentBlock) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.content += block(text.into_owned()).into();
        }
    }
}
