use super::wire::{Chunk, Token, Usage};

/// The chunks of a stream put together.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Message {
    /// The id of the first chunk.
    pub id: String,
    /// The model of the first chunk.
    pub model: String,
    /// The text.
    pub content: String,
    /// The refusal.
    pub refusal: String,
    /// The tokens of the text.
    pub tokens: Vec<Token>,
    /// The last finish reason.
    pub finish_reason: Option<String>,
    /// The last usage.
    pub usage: Option<Usage>,
}

impl Message {
    /// Adds a chunk, by moving what it holds.
    pub fn add(&mut self, chunk: Chunk) {
        if self.id.is_empty() {
            self.id = chunk.id;
            self.model = chunk.model;
        }
        for choice in chunk.choices {
            self.content
                .push_str(&choice.delta.content.unwrap_or_default());
            self.refusal
                .push_str(&choice.delta.refusal.unwrap_or_default());
            let tokens = choice.logprobs.and_then(|logprobs| logprobs.content);
            self.tokens.extend(tokens.unwrap_or_default());
            self.finish_reason = choice.finish_reason.or(self.finish_reason.take());
        }
        self.usage = chunk.usage.or(self.usage.take());
    }
}
