use surprisal_core::{AiMessageChunk, CallOptions, Error, ErrorKind, ResponseMetadata, Result};
use surprisal_http::{Decode, Decoded, Frame};

use super::{Completion, Reading, is_flat_error, service_error};
use crate::TokenForm;

/// Turns the events of a Chat Completions stream into chunks.
#[derive(Debug)]
pub struct ChatDecoder {
    provider: &'static str,
    reading: Reading,
    /// How many choices were asked for.
    choices: usize,
    finished: Vec<u32>,
    has_choices: bool,
    /// Whether a chunk with usage is still to come.
    awaits_usage: bool,
    /// What the chunks so far have said of the answer as a whole.
    known: ResponseMetadata,
    /// How the chunks of this stream begin, up to their choices.
    beginning: String,
    done: bool,
}

impl ChatDecoder {
    /// A decoder for the answer to a call with these options, which asked for so many choices; `awaits_usage`
    /// tells whether the stream was asked to report its usage.
    pub(crate) fn new(
        provider: &'static str,
        form: TokenForm,
        options: &CallOptions,
        choices: usize,
        awaits_usage: bool,
    ) -> Self {
        Self {
            provider,
            reading: Reading::new(options, form, provider),
            choices,
            finished: Vec::new(),
            has_choices: false,
            awaits_usage,
            known: ResponseMetadata::default(),
            beginning: String::new(),
            done: false,
        }
    }

    fn chunk(&mut self, data: &str, completion: Completion<'_>) -> AiMessageChunk {
        self.has_choices |= !completion.chunk.choices().is_empty();
        for choice in completion.chunk.choices() {
            if choice.finish_reason().is_some() && !self.finished.contains(&choice.index()) {
                self.finished.push(choice.index());
            }
        }
        // The scalars are mostly the same in every chunk. Azure sends a chunk before it knows the model,
        // and OpenRouter tells the class of service with the last.
        let metadata = completion
            .adds_to(&self.known)
            .then(|| completion.metadata());
        if metadata.is_some() {
            let beginning = completion.before_choices(data).unwrap_or_default();
            beginning.clone_into(&mut self.beginning);
        }
        let mut chunk = completion.chunk;
        if let Some(metadata) = metadata {
            self.known += metadata.clone();
            chunk = chunk.with_response_metadata(metadata);
        }
        if let Some(usage) = completion.usage {
            self.awaits_usage = false;
            chunk = chunk.with_usage(usage);
        }
        chunk
    }
}

impl Decode for ChatDecoder {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        if frame.data.starts_with("[DONE]") {
            self.done = true;
            return match self.has_choices {
                true => Ok(Decoded::End),
                false => Err(Error::bad_response("the answer has no choices")),
            };
        }
        let completion = Completion::read_behind(&self.beginning, frame.data, self.reading)?;
        let failed = completion
            .error
            .or((frame.event == Some("error")).then_some(frame.data));
        if let Some(failed) = failed {
            return Err(service_error(self.provider, None, failed).with_body(frame.data));
        }
        let chunk = self.chunk(frame.data, completion);
        if !chunk.is_empty() {
            return Ok(Decoded::Chunk(chunk));
        }
        if is_flat_error(frame.data) {
            return Err(service_error(self.provider, None, frame.data).with_body(frame.data));
        }
        Ok(Decoded::Nothing)
    }

    /// Some servers leave out `[DONE]`: then every choice must have finished, and the usage have come
    /// that was asked for.
    fn end(&mut self) -> Result<()> {
        if self.done || (self.finished.len() >= self.choices && !self.awaits_usage) {
            return Ok(());
        }
        let missing = if self.finished.len() < self.choices {
            "its finish reason"
        } else {
            "its usage and `[DONE]`; for a server that sends neither, build the model with stream_usage(false)"
        };
        Err(Error::new(
            ErrorKind::Truncated,
            format!("the stream ended before {missing}"),
        ))
    }
}
