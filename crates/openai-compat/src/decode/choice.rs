use std::borrow::Cow;

use surprisal_core::{
    Channel, ChoiceChunk, Content, ContentBlock, FinishReason, Logprobs, Result, ToolCallChunk,
    TopLogprob,
};

use super::beside::Beside;
use super::entry::with_top;
use super::filter;
use super::logprobs::{Found, logprobs};
use super::parts::{self, push};
use super::reading::Reading;
use super::tool_call::tool_calls;
use crate::json::Reader;

/// Reads one of `choices`. Without an `index` the place in the array counts.
pub(super) fn choice(
    reader: &mut Reader<'_>,
    position: u32,
    reading: Reading,
) -> Result<ChoiceChunk> {
    let mut index = position;
    let mut said = Said::default();
    let mut finish_reason = None;
    let mut found = Found::Nothing;
    let mut beside = Beside::default();
    let mut content_filter = None;
    reader.object(|reader, key| {
        match key {
            "index" => index = reader.unsigned()?.unwrap_or(position),
            "delta" | "message" => {
                reader.nullable(|reader| said.read(reader, reading.provider))?;
            }
            "logprobs" => found = logprobs(reader, reading)?,
            "finish_reason" => {
                // Some servers send an empty word until there is a reason.
                finish_reason = reader
                    .nullable_string()?
                    .filter(|word| !word.is_empty())
                    .map(|word| reason(&word));
            }
            // Answers about images have the singular.
            "content_filter_results" | "content_filter_result" => {
                filter::results(reader, &mut content_filter)?;
            }
            "content_filter_offsets" => filter::offsets(reader, &mut content_filter)?,
            _ => beside.field(reader, key)?,
        }
        Ok(())
    })?;
    let mut scores = match found {
        Found::Nothing => None,
        Found::Logprobs(scores) => Some(scores),
        Found::Number(logprob) => Some(said.only_token(logprob, beside.top(reading)?)),
    };
    if beside.is_any() {
        beside.add_to(&mut scores, reading)?;
    }
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

/// Mistral has a word of its own for a context that is full.
fn reason(word: &str) -> FinishReason {
    match word {
        "model_length" => FinishReason::Length,
        word => word.into(),
    }
}

/// What a `message` or `delta` says.
#[derive(Default)]
struct Said {
    reasoning: Option<String>,
    content: Content,
    tool_calls: Vec<ToolCallChunk>,
    /// Together's streams: the only token.
    token_id: Option<u32>,
}

impl Said {
    /// The log probability of all that is said, which is one token.
    fn only_token(&self, logprob: f64, top: Option<Vec<TopLogprob>>) -> Logprobs {
        let (channel, text) = match &self.reasoning {
            Some(text) if self.content.is_empty() => (Channel::Reasoning, Cow::from(text)),
            _ => (Channel::Content, self.content.text()),
        };
        let mut token = TopLogprob::new(&text, logprob);
        if let Some(id) = self.token_id {
            token = token.with_id(id);
        }
        Logprobs::new(channel, [with_top(token, top)])
    }

    fn read(&mut self, reader: &mut Reader<'_>, provider: &'static str) -> Result<()> {
        reader.object(|reader, key| {
            match key {
                "content" if reader.peek() == Some(b'[') => {
                    reader
                        .array(|reader| parts::part(reader.raw()?, provider, &mut self.content))?;
                }
                "content" => push(
                    &mut self.content,
                    reader.nullable_string()?,
                    ContentBlock::text,
                ),
                "refusal" => push(
                    &mut self.content,
                    reader.nullable_string()?,
                    ContentBlock::refusal,
                ),
                "reasoning_content" | "reasoning" if reader.peek() == Some(b'"') => {
                    let text = reader.string()?;
                    // Servers that know both names send the same text under each.
                    if self.reasoning.is_none() {
                        self.reasoning = Some(text.into_owned()).filter(|text| !text.is_empty());
                    }
                }
                "tool_calls" => self.tool_calls = tool_calls(reader)?,
                "token_id" => self.token_id = reader.unsigned()?,
                _ => reader.skip()?,
            }
            Ok(())
        })
    }
}
