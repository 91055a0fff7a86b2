use std::borrow::Cow;

use surprisal_core::{
    Channel, ChoiceChunk, Content, ContentBlock, FinishReason, Logprobs, Result, ToolCallChunk,
    TopLogprob,
};

use super::entry::with_top;
use super::filter;
use super::legacy::top_of_one;
use super::logprobs::{Found, logprobs};
use super::prompt;
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
                reader.nullable(|reader| said.read(reader))?;
            }
            "logprobs" => found = logprobs(reader, reading)?,
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
            _ => beside.field(reader, key, reading)?,
        }
        Ok(())
    })?;
    let scores = match found {
        Found::Nothing => None,
        Found::Logprobs(scores) => Some(scores),
        Found::Number(logprob) => Some(beside.number(logprob, &said, reading)?),
    };
    let scores = beside.add_to(scores)?;
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

/// What some services say of the tokens beside `logprobs`.
#[derive(Default)]
struct Beside<'a> {
    /// Cerebras: those of the reasoning.
    reasoning: Option<Logprobs>,
    /// vLLM: the ids of the answer's tokens.
    token_ids: Option<&'a str>,
    /// vLLM, in completions: those of the prompt, and its ids.
    prompt: Option<&'a str>,
    prompt_ids: Option<&'a str>,
    /// Together's streams: the alternatives to the only token.
    top: Option<&'a str>,
}

impl<'a> Beside<'a> {
    fn field(&mut self, reader: &mut Reader<'a>, key: &str, reading: Reading) -> Result<()> {
        match key {
            "reasoning_logprobs" => self.reasoning = logprobs(reader, reading)?.object(),
            "token_ids" => self.token_ids = reader.nullable(Reader::raw)?,
            "prompt_logprobs" => self.prompt = reader.nullable(Reader::raw)?,
            "prompt_token_ids" => self.prompt_ids = reader.nullable(Reader::raw)?,
            "top_logprobs" => self.top = reader.nullable(Reader::raw)?,
            _ => reader.skip()?,
        }
        Ok(())
    }

    /// The log probability of the token that a chunk says.
    fn number(&self, logprob: f64, said: &Said, reading: Reading) -> Result<Logprobs> {
        let (channel, text) = match &said.reasoning {
            Some(text) if said.content.is_empty() => (Channel::Reasoning, Cow::from(text)),
            _ => (Channel::Content, said.content.text()),
        };
        let mut token = TopLogprob::new(&text, logprob);
        if let Some(id) = said.token_id {
            token = token.with_id(id);
        }
        let top = self
            .top
            .map(|text| top_of_one(&mut Reader::of(text, "`top_logprobs`"), reading));
        let token = with_top(token, top.transpose()?);
        Ok(Logprobs::new(channel, [token]))
    }

    fn add_to(self, mut scores: Option<Logprobs>) -> Result<Option<Logprobs>> {
        if let (Some(scores), Some(ids)) = (&mut scores, self.token_ids) {
            *scores = with_ids(scores, &prompt::numbers(ids)?);
        }
        let reasoning = self.reasoning.as_ref();
        if let Some(tokens) = reasoning.and_then(|all| all.channel(Channel::Content)) {
            scores
                .get_or_insert_default()
                .extend(Channel::Reasoning, tokens.to_vec());
        }
        if let Some(text) = self.prompt {
            let tokens = prompt::by_ids(text, self.prompt_ids)?;
            scores
                .get_or_insert_default()
                .extend(Channel::Prompt, tokens);
        }
        Ok(scores)
    }
}

/// The same with these ids for the tokens of the content, if there are as many.
fn with_ids(scores: &Logprobs, ids: &[u32]) -> Logprobs {
    let mut all = Logprobs::default();
    for (channel, tokens) in scores.channels() {
        let mut tokens = tokens.to_vec();
        if channel == Channel::Content && tokens.len() == ids.len() {
            for (token, id) in tokens.iter_mut().zip(ids) {
                let top = token.top_logprobs().map(<[_]>::to_vec);
                *token = with_top(token.chosen().clone().with_id(*id), top);
            }
        }
        all.extend(channel, tokens);
    }
    all
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
                    if self.reasoning.is_none() {
                        self.think(text);
                    }
                }
                "tool_calls" => self.tool_calls = tool_calls(reader)?,
                "token_id" => self.token_id = reader.unsigned()?,
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
                // Mistral: the reasoning, as a list of texts.
                "thinking" if reader.peek() == Some(b'[') => {
                    reader.array(|reader| self.thought(reader))?;
                }
                _ => reader.skip()?,
            }
            Ok(())
        })?;
        self.push(text, ContentBlock::text);
        self.push(refusal, ContentBlock::refusal);
        Ok(())
    }

    fn thought(&mut self, reader: &mut Reader<'_>) -> Result<()> {
        reader.object(|reader, key| {
            match key {
                "text" if reader.peek() == Some(b'"') => self.think(reader.string()?),
                _ => reader.skip()?,
            }
            Ok(())
        })
    }

    fn think(&mut self, text: Cow<'_, str>) {
        match &mut self.reasoning {
            Some(reasoning) => reasoning.push_str(&text),
            None if text.is_empty() => {}
            None => self.reasoning = Some(text.into_owned()),
        }
    }

    fn push(&mut self, text: Option<Cow<'_, str>>, block: impl FnOnce(String) -> ContentBlock) {
        if let Some(text) = text.filter(|text| !text.is_empty()) {
            self.content += block(text.into_owned()).into();
        }
    }
}
