//! Chunks that can be taken apart.

use surprisal_core::{
    AiMessageChunk, ChoiceChunk, Content, ContentBlock, FinishReason, Logprobs, ToolCallChunk,
};

/// The parts of a piece of a choice.
#[derive(Clone, Debug, Default)]
pub(super) struct Parts {
    pub(super) index: u32,
    pub(super) content: Content,
    pub(super) calls: Vec<ToolCallChunk>,
    pub(super) reason: Option<FinishReason>,
    pub(super) logprobs: Logprobs,
}

impl Parts {
    fn of(choice: &ChoiceChunk) -> Self {
        Self {
            index: choice.index(),
            content: choice.content().clone(),
            calls: choice.tool_call_chunks().to_vec(),
            reason: choice.finish_reason().cloned(),
            logprobs: choice.logprobs().clone(),
        }
    }

    fn whole(self) -> ChoiceChunk {
        let choice = ChoiceChunk::new(self.index, self.content)
            .with_finish_reason(self.reason)
            .with_logprobs(self.logprobs);
        self.calls
            .into_iter()
            .fold(choice, ChoiceChunk::with_tool_call_chunk)
    }

    /// Makes text of the blocks of this kind.
    pub(super) fn flatten(&mut self, kind: &str) {
        let blocks = self.content.blocks().iter().map(|block| match block {
            ContentBlock::Refusal { text, .. } | ContentBlock::Reasoning { text, .. }
                if block.kind() == kind =>
            {
                ContentBlock::text(text)
            }
            block => block.clone(),
        });
        self.content = Content::from_iter(blocks.collect::<Vec<_>>());
    }
}

/// The same chunk with other choices.
pub(super) fn each_choice(
    chunk: &AiMessageChunk,
    mut change: impl FnMut(&mut Parts),
) -> AiMessageChunk {
    let mut out = AiMessageChunk::default();
    if let Some(usage) = chunk.usage() {
        out = out.with_usage(usage.clone());
    }
    if let Some(metadata) = chunk.response_metadata() {
        out = out.with_response_metadata(metadata.clone());
    }
    for choice in chunk.choices() {
        let mut parts = Parts::of(choice);
        change(&mut parts);
        out.push_choice(parts.whole());
    }
    out
}
