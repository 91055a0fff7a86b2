//! Answers, as the chunks in which they come.

use surprisal_core::{
    AiMessageChunk, Channel, ChoiceChunk, ContentBlock, FinishReason, Logprobs, ResponseMetadata,
    TokenLogprob, ToolCallChunk, TopLogprob, Usage,
};

fn token(text: &str, logprob: f64) -> TokenLogprob {
    let top = TopLogprob::new(text, logprob).with_bytes(text.as_bytes());
    let other = TopLogprob::new("\u{1f499}", -9999.0).with_bytes("\u{1f499}".as_bytes());
    TokenLogprob::from(top.clone()).with_top_logprobs([top, other])
}

fn named() -> AiMessageChunk {
    let mut metadata = ResponseMetadata::default();
    metadata.id = Some("id-1".to_owned());
    metadata.model = Some("model-1".to_owned());
    AiMessageChunk::default().with_response_metadata(metadata)
}

fn says(index: u32, text: &str, logprob: f64) -> AiMessageChunk {
    let tokens = Logprobs::new(Channel::Content, [token(text, logprob)]);
    AiMessageChunk::default().with_choice(ChoiceChunk::new(index, text).with_logprobs(tokens))
}

fn block(block: ContentBlock) -> AiMessageChunk {
    AiMessageChunk::default().with_choice(ChoiceChunk::new(0, [block]))
}

fn calls(piece: ToolCallChunk) -> AiMessageChunk {
    AiMessageChunk::default().with_choice(ChoiceChunk::new(0, "").with_tool_call_chunk(piece))
}

fn ends(indices: u32, reason: FinishReason) -> AiMessageChunk {
    let choices = (0..indices).map(|index| ChoiceChunk::new(index, ""));
    let choices = choices.map(|choice| choice.with_finish_reason(reason.clone()));
    let chunk = choices.fold(AiMessageChunk::default(), AiMessageChunk::with_choice);
    chunk.with_usage(Usage::new(11, 4))
}

/// What there is to be said, by name.
pub(crate) fn answers() -> Vec<(&'static str, Vec<AiMessageChunk>)> {
    let call = |index, id: &str| ToolCallChunk::new(index, "").with_id(id).with_name("f");
    vec![
        (
            "text",
            vec![
                named(),
                says(0, "{\"caf\u{e9}\":", -0.25),
                says(0, "1}", -1.5),
                ends(1, FinishReason::Stop),
            ],
        ),
        (
            "two",
            vec![
                named(),
                says(0, "a", -0.25),
                says(1, "b", 0.0),
                ends(2, FinishReason::Length),
            ],
        ),
        (
            "thought",
            vec![
                named(),
                block(ContentBlock::reasoning("Hm.")),
                block(ContentBlock::text("No.")),
                ends(1, FinishReason::ContentFilter),
            ],
        ),
        (
            "calls",
            vec![
                named(),
                calls(call(0, "call-1")),
                calls(ToolCallChunk::new(0, "{\"a\":")),
                calls(ToolCallChunk::new(0, "1}")),
                calls(call(1, "call-2")),
                calls(ToolCallChunk::new(1, "{}")),
                ends(1, FinishReason::ToolCalls),
            ],
        ),
    ]
}
