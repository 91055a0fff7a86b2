use serde::Deserialize;
use surprisal_core::{
    AiMessageChunk, Channel, ChoiceChunk, Error, ErrorKind, FinishReason, Logprobs, Result,
    TokenLogprob, ToolCallChunk, TopLogprob, Usage,
};
use surprisal_http::{Decode, Decoded, Frame, ended, kind_of_status, read_fault, read_json};

/// An answer, or a part of one: a line of a stream has whatever is new.
#[derive(Deserialize)]
struct Answer {
    id: Option<String>,
    model: Option<String>,
    #[serde(default)]
    text: String,
    tokens: Option<Vec<Token>>,
    #[serde(default)]
    calls: Vec<Call>,
    end: Option<String>,
    /// How many tokens were read, and how many written.
    usage: Option<(u64, u64)>,
    fault: Option<Fault>,
}

/// A token, with a list of alternatives where they were asked for.
#[derive(Deserialize)]
struct Token {
    text: String,
    bytes: Vec<u8>,
    logprob: f64,
    top: Option<Vec<Self>>,
}

/// A call of a tool, or a part of one: the first has `id` and `tool`, each the next piece of the arguments.
#[derive(Deserialize)]
struct Call {
    slot: u32,
    id: Option<String>,
    tool: Option<String>,
    input: String,
}

/// What Acme says where it fails, as a body or as a line of a stream. The status of the body is in it.
#[derive(Deserialize)]
pub(crate) struct Fault {
    status: u16,
    code: String,
    text: String,
    option: Option<String>,
}

/// Reads answers, whole and in lines, alike.
#[derive(Debug, Default)]
pub struct AcmeDecoder {
    is_over: bool,
}

impl Decode for AcmeDecoder {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        let answer: Answer = read_json(frame.data)?;
        if let Some(fault) = answer.fault {
            return Err(fault.into_error());
        }
        self.is_over |= answer.end.is_some();
        let mut choice =
            ChoiceChunk::new(0, answer.text).with_finish_reason(answer.end.map(FinishReason::from));
        if let Some(tokens) = answer.tokens {
            let tokens = tokens.iter().map(scored);
            choice = choice.with_logprobs(Logprobs::new(Channel::Content, tokens));
        }
        for call in answer.calls {
            let mut piece = ToolCallChunk::new(call.slot, call.input);
            (piece.id, piece.name) = (call.id, call.tool);
            choice = choice.with_tool_call_chunk(piece);
        }
        let mut chunk = AiMessageChunk::default().with_choice(choice);
        if let Some((read, written)) = answer.usage {
            chunk = chunk.with_usage(Usage::new(read, written));
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
    /// The fault that the body of a refusal tells of, if it is Acme's.
    pub(crate) fn read(body: &str) -> Option<Self> {
        read_fault::<Answer>(body)?.fault
    }

    pub(crate) fn into_error(self) -> Error {
        let kind = match self.code.as_str() {
            "too_long" => ErrorKind::ContextTooLong,
            "indecent" => ErrorKind::ContentFiltered,
            _ => kind_of_status(self.status),
        };
        let error = Error::new(kind, self.text).with_code(self.code);
        match self.option {
            Some(option) => error.with_option(option),
            None => error,
        }
    }
}

fn scored(token: &Token) -> TokenLogprob {
    let chosen = TokenLogprob::from(candidate(token));
    match &token.top {
        Some(top) => chosen.with_top_logprobs(top.iter().map(candidate)),
        None => chosen,
    }
}

fn candidate(token: &Token) -> TopLogprob {
    TopLogprob::new(&token.text, token.logprob).with_bytes(&token.bytes)
}
