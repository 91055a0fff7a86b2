use std::mem;

use surprisal_core::{
    AiMessageChunk, Availability, Basis, CallOptions, Channel, ChoiceChunk, ContentBlock, Logprobs,
    ResponseMetadata, ToolCallChunk, Usage,
};

use super::answer::FakeChoice;
use super::piece::{Part, Piece};

/// Writes choices down as chunks.
pub(super) struct Writer<'a> {
    pub(super) options: &'a CallOptions,
    /// How many tokens there are in a chunk.
    pub(super) per_chunk: usize,
    pub(super) basis: Option<Basis>,
    /// What the ids of tool calls begin with.
    pub(super) turn: usize,
}

impl Writer<'_> {
    /// The chunks of an answer: for each choice an empty first one, one for so many tokens, one that says why it ended;
    /// the choices take turns. They are what OpenAI sends, so an application meets in its test what it meets in use.
    pub(super) fn write(
        &self,
        choices: Vec<FakeChoice>,
        metadata: ResponseMetadata,
        usage: Usage,
    ) -> Vec<AiMessageChunk> {
        let choices = (0..).zip(choices);
        let mut lines: Vec<_> = choices
            .map(|(index, choice)| self.choice(index, choice).into_iter())
            .collect();
        let mut chunks: Vec<AiMessageChunk> = Vec::new();
        loop {
            let turn = lines.iter_mut().filter_map(Iterator::next);
            let before = chunks.len();
            chunks.extend(turn.map(|piece| AiMessageChunk::default().with_choice(piece)));
            if chunks.len() == before {
                break;
            }
        }
        if let Some(first) = chunks.first_mut() {
            *first.response_metadata_mut() = metadata;
        }
        if let Some(last) = chunks.last_mut() {
            *last = mem::take(last).with_usage(usage);
        }
        chunks
    }

    fn choice(&self, index: u32, choice: FakeChoice) -> Vec<ChoiceChunk> {
        let FakeChoice {
            pieces,
            finish_reason,
        } = choice;
        let scored = pieces.iter().any(|piece| piece.part.channel().is_some());
        let has_logprobs = self.options.wants_logprobs() && (scored || pieces.is_empty());
        let mut first = ChoiceChunk::new(index, "");
        if has_logprobs {
            *first.logprobs_mut() = Logprobs::new(Channel::Content, []);
        }
        let mut chunks = vec![first];
        let mut pending = Vec::new();
        for group in pieces.chunks(self.per_chunk.max(1)) {
            let mut chunk = ChoiceChunk::new(index, "");
            for piece in group {
                chunk = self.add(chunk, piece, &mut pending);
            }
            chunks.push(chunk);
        }
        let mut last = ChoiceChunk::new(index, "").with_finish_reason(finish_reason);
        if self.options.wants_logprobs() && !has_logprobs {
            // A call alone has none, and nobody takes that for a failure.
            last.logprobs_mut()
                .set_availability(Availability::RequestedButAbsent);
        }
        chunks.push(last);
        chunks
    }

    /// Adds a token to a chunk: its log probability at once, its text as far as that is whole characters.
    fn add(&self, mut chunk: ChoiceChunk, piece: &Piece, pending: &mut Vec<u8>) -> ChoiceChunk {
        let Piece { part, token } = piece;
        if let Some(channel) = part.channel().filter(|_| self.options.wants_logprobs()) {
            let logprobs = chunk.logprobs_mut();
            logprobs.extend(channel, vec![token.logprob(self.options.top_logprobs)]);
            if let Some(basis) = self.basis {
                logprobs.set_basis(basis);
            }
        }
        pending.extend_from_slice(token.bytes());
        let text = whole_characters(pending);
        let block = match part {
            Part::Call { index, name } => {
                let id = format!("call_{}_{index}", self.turn);
                let start = ToolCallChunk::new(*index, text).with_id(id).with_name(name);
                return chunk.with_tool_call_chunk(start);
            }
            Part::Arguments { index, .. } => {
                return chunk.with_tool_call_chunk(ToolCallChunk::new(*index, text));
            }
            _ if text.is_empty() => return chunk,
            Part::Text => ContentBlock::text(text),
            Part::Reasoning => ContentBlock::reasoning(text),
            Part::Refusal => ContentBlock::refusal(text),
        };
        *chunk.content_mut() += block.into();
        chunk
    }
}

/// Takes the characters that are whole; what cannot become one is U+FFFD.
fn whole_characters(pending: &mut Vec<u8>) -> String {
    let whole = match str::from_utf8(pending) {
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        _ => pending.len(),
    };
    let rest = pending.split_off(whole);
    String::from_utf8_lossy(&mem::replace(pending, rest)).into_owned()
}
