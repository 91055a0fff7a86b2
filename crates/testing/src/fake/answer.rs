use surprisal_core::{
    AiMessageChunk, CallOptions, Channel, ChoiceChunk, FinishReason, Logprobs, ResponseMetadata,
    TokenLogprob, Usage,
};

use super::FakeToken;

/// The chunks of an answer: an empty first one, one for each token, one that says why it ended. They are
/// what OpenAI sends, so an application meets in its test what it meets in use.
pub(super) fn chunks(
    tokens: &[FakeToken],
    options: &CallOptions,
    input_tokens: usize,
) -> Vec<AiMessageChunk> {
    let piece = |text: &str, scored: Vec<TokenLogprob>| {
        let piece = ChoiceChunk::new(0, text);
        if options.wants_logprobs() {
            piece.with_logprobs(Logprobs::new(Channel::Content, scored))
        } else {
            piece
        }
    };
    let limit = options
        .max_tokens
        .map_or(usize::MAX, |limit| limit as usize);
    let said: Vec<&FakeToken> = tokens.iter().take(limit).collect();
    let reason = match said.len() < tokens.len() {
        true => FinishReason::Length,
        false => FinishReason::Stop,
    };
    let mut metadata = ResponseMetadata::default();
    metadata.provider = Some("fake".to_owned());
    metadata.model = Some("fake".to_owned());
    let usage = Usage::new(input_tokens as u64, said.len() as u64);

    let first = AiMessageChunk::default()
        .with_choice(piece("", Vec::new()))
        .with_response_metadata(metadata);
    let middle = said.iter().map(|token| {
        let scored = token.logprob(options.top_logprobs);
        AiMessageChunk::default().with_choice(piece(token.text(), vec![scored]))
    });
    let last = AiMessageChunk::default()
        .with_choice(ChoiceChunk::new(0, "").with_finish_reason(reason))
        .with_usage(usage);
    [first].into_iter().chain(middle).chain([last]).collect()
}
