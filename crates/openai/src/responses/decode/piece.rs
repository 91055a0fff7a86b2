use serde_json::Value;
use surprisal_core::{
    Channel, ChoiceChunk, Content, ContentBlock, FinishReason, Logprobs, TokenLogprob,
    ToolCallChunk,
};

use crate::PROVIDER;

/// What one event adds to the answer.
#[derive(Debug, Default)]
pub(super) struct Piece {
    content: Content,
    tokens: Vec<TokenLogprob>,
    calls: Vec<ToolCallChunk>,
}

impl Piece {
    pub(super) fn say(&mut self, text: &str, block: fn(String) -> ContentBlock) {
        if !text.is_empty() {
            self.content += block(text.to_owned()).into();
        }
    }

    pub(super) fn score(&mut self, tokens: Vec<TokenLogprob>) {
        if self.tokens.is_empty() {
            self.tokens = tokens;
        } else {
            self.tokens.extend(tokens);
        }
    }

    pub(super) fn call(&mut self, piece: ToolCallChunk) {
        self.calls.push(piece);
    }

    pub(super) fn carry(&mut self, item: Value) {
        self.content += ContentBlock::opaque(PROVIDER, item).into();
    }

    /// The piece as one of the only choice there is, if there is anything in it.
    pub(super) fn into_choice(self, finish: Option<FinishReason>) -> Option<ChoiceChunk> {
        let says = !self.content.is_empty() || !self.tokens.is_empty() || !self.calls.is_empty();
        if !says && finish.is_none() {
            return None;
        }
        let mut choice = ChoiceChunk::new(0, self.content).with_finish_reason(finish);
        // An empty list is sent to whoever did not ask, too.
        if !self.tokens.is_empty() {
            choice = choice.with_logprobs(Logprobs::new(Channel::Content, self.tokens));
        }
        Some(
            self.calls
                .into_iter()
                .fold(choice, ChoiceChunk::with_tool_call_chunk),
        )
    }
}
