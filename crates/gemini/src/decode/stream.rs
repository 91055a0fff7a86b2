use std::collections::BTreeMap;

use serde_json::value::RawValue;
use surprisal_core::{AiMessage, AiMessageChunk, ResponseMetadata, Result, Usage};
use surprisal_http::{Decode, Decoded, Frame, ended, read_json, read_whole};

use super::answer::Answer;
use super::candidate::Known;
use super::text::Text;
use crate::error::FAILURE;

/// Turns Gemini's answers, whole or in events, into chunks.
#[derive(Debug, Default)]
pub struct GeminiDecoder {
    /// Whether what names the answer has been told, which each event repeats.
    is_named: bool,
    /// Whether it has been told what the filters say of the prompt.
    is_prompt_told: bool,
    /// What it cost so far, unless that has been told.
    cost: Usage,
    tier: Option<String>,
    known: BTreeMap<u32, Known>,
}

impl GeminiDecoder {
    fn chunk(&mut self, answer: Answer<'_>) -> Result<AiMessageChunk> {
        let mut chunk = AiMessageChunk::default();
        let mut metadata = ResponseMetadata::default();
        if !self.is_named {
            metadata.id = answer.response_id.map(Text::into_string);
            metadata.model = answer.model_version.map(Text::into_string);
            self.is_named = metadata != ResponseMetadata::default();
        }
        if let Some(feedback) = answer.prompt_feedback.filter(|_| !self.is_prompt_told) {
            metadata.prompt_filters.extend(feedback.into_filter());
            self.is_prompt_told = !metadata.prompt_filters.is_empty();
        }
        for (position, candidate) in (0..).zip(answer.candidates.into_iter().flatten()) {
            let index = candidate.index(position);
            let known = self.known.entry(index).or_default();
            chunk.push_choice(candidate.into_choice(index, known)?);
        }
        // Each event tells of all so far: what the last one says is what it cost.
        if let Some(usage) = answer.usage_metadata {
            self.cost += usage.usage();
            self.tier = usage.into_tier().or(self.tier.take());
        }
        if self.is_over() {
            metadata.service_tier = self.tier.take();
            let cost = std::mem::take(&mut self.cost);
            if !cost.is_empty() {
                chunk = chunk.with_usage(cost);
            }
        }
        match metadata == ResponseMetadata::default() {
            true => Ok(chunk),
            false => Ok(chunk.with_response_metadata(metadata)),
        }
    }

    /// Whether all candidates have ended. There is no other end signal.
    fn is_over(&self) -> bool {
        !self.known.is_empty() && self.known.values().all(|known| known.is_over)
    }
}

impl Decode for GeminiDecoder {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        let mut answer: Answer<'_> = read_json(frame.data)?;
        if let Some(fault) = answer.error.take() {
            return Err(fault.into_error(FAILURE));
        }
        let feedback = answer.prompt_feedback.as_ref();
        if let Some(refusal) = feedback.and_then(|feedback| feedback.refusal()) {
            return Err(refusal);
        }
        let chunk = self.chunk(answer)?;
        Ok(match chunk.is_empty() {
            true => Decoded::Nothing,
            false => Decoded::Chunk(chunk),
        })
    }

    fn end(&mut self) -> Result<()> {
        ended(self.is_over(), "`finishReason`")
    }
}

/// The message that a body holds. A stream that is not sent as events is an array of what they would have been.
pub(crate) fn message(body: &str) -> Result<AiMessage> {
    let mut decoder = GeminiDecoder::default();
    if !body.trim_ascii_start().starts_with('[') {
        return read_whole(decoder, body);
    }
    let mut whole = AiMessageChunk::default();
    for event in read_json::<Vec<&RawValue>>(body)? {
        if let Decoded::Chunk(chunk) = decoder.frame(Frame::new(event.get()))? {
            whole += chunk;
        }
    }
    decoder.end()?;
    Ok(whole.into())
}
