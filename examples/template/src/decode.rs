use serde::Deserialize;
use surprisal_core::{
    AiMessageChunk, ChoiceChunk, Error, ErrorKind, FinishReason, Result, Usage,
};
use surprisal_http::{Decode, Decoded, Frame, ended, read_fault, read_json};

/// FILL: an answer, or a part of one. Log probabilities are `Logprobs::new(Channel::Content, tokens)` of the choice, calls of tools `ToolCallChunk`s.
#[derive(Deserialize)]
struct Answer {
    id: Option<String>,
    model: Option<String>,
    #[serde(default)]
    text: String,
    /// Why it ended.
    end: Option<String>,
    usage: Option<Used>,
    fault: Option<Fault>,
}

#[derive(Deserialize)]
struct Used {
    input: u64,
    output: u64,
}

/// FILL: what the service says where it fails.
#[derive(Deserialize)]
pub(crate) struct Fault {
    code: String,
    text: String,
}

/// Reads answers, whole and in events, alike.
#[derive(Debug, Default)]
pub struct {{type_name}}Decoder {
    is_over: bool,
}

impl Decode for {{type_name}}Decoder {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        let answer: Answer = read_json(frame.data)?;
        if let Some(fault) = answer.fault {
            return Err(fault.into_error(ErrorKind::Server));
        }
        self.is_over |= answer.end.is_some();
        // FILL: words of the service's own for why it ended.
        let choice =
            ChoiceChunk::new(0, answer.text).with_finish_reason(answer.end.map(FinishReason::from));
        let mut chunk = AiMessageChunk::default().with_choice(choice);
        if let Some(Used { input, output }) = answer.usage {
            chunk = chunk.with_usage(Usage::new(input, output));
        }
        if answer.id.is_some() {
            let metadata = chunk.response_metadata_mut();
            (metadata.id, metadata.model) = (answer.id, answer.model);
        }
        Ok(Decoded::Chunk(chunk))
    }

    fn end(&mut self) -> Result<()> {
        ended(self.is_over, "`end`")
    }
}

impl Fault {
    /// The fault that the body of a refusal tells of, if it is the service's.
    pub(crate) fn read(body: &str) -> Option<Self> {
        read_fault::<Answer>(body)?.fault
    }

    /// FILL: the codes that say more than the status, which says this.
    pub(crate) fn into_error(self, kind: ErrorKind) -> Error {
        let kind = match self.code.as_str() {
            "context_too_long" => ErrorKind::ContextTooLong,
            "content_filtered" => ErrorKind::ContentFiltered,
            _ => kind,
        };
        Error::new(kind, self.text).with_code(self.code)
    }
}
