use std::collections::BTreeMap;

use serde_json::value::RawValue;
use surprisal_core::{AiMessage, AiMessageChunk, CallOptions, Result};
use surprisal_http::{Decode, Decoded, Frame, ended, read_json, read_whole};

use super::answer::Answer;
use super::candidate::Known;
use super::text::Text;
use crate::error::FAILURE;

/// Turns Gemini's answers, whole or in events, into chunks.
#[derive(Debug, Default)]
pub struct GeminiDecoder {
    /// Whether log probabilities were asked for.
    scored: bool,
    /// Whether what names the answer has been told, which each event repeats.
    named: bool,
    known: BTreeMap<u32, Known>,
}

impl GeminiDecoder {
    /// A decoder for the answer to a call with these options.
    pub(crate) fn new(options: &CallOptions) -> Self {
        Self {
            scored: options.wants_logprobs(),
            ..Self::default()
        }
    }

    fn chunk(&mut self, answer: Answer<'_>) -> Result<AiMessageChunk> {
        let mut chunk = AiMessageChunk::default();
        if !std::mem::replace(&mut self.named, true) {
            let metadata = chunk.response_metadata_mut();
            metadata.id = answer.response_id.map(Text::into_string);
            metadata.model = answer.model_version.map(Text::into_string);
            let feedback = answer.prompt_feedback;
            let filter = feedback.and_then(|feedback| feedback.into_filter());
            metadata.prompt_filters.extend(filter);
        }
        for (position, candidate) in (0..).zip(answer.candidates.into_iter().flatten()) {
            let index = candidate.index(position);
            let known = self.known.entry(index).or_default();
            chunk.push_choice(candidate.into_choice(index, known, self.scored)?);
        }
        // Each event tells of all so far: what the last one says is what it cost.
        if let Some(usage) = answer.usage_metadata.filter(|_| self.is_over()) {
            chunk = chunk.with_usage(usage.usage());
            if let Some(tier) = usage.into_tier() {
                chunk.response_metadata_mut().service_tier = Some(tier);
            }
        }
        Ok(chunk)
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
pub(crate) fn message(mut decoder: GeminiDecoder, body: &str) -> Result<AiMessage> {
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
