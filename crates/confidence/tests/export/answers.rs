//! Made-up answers that have everything a row can have.

use serde_json::Value;
use surprisal_confidence::TokenWriter;
use surprisal_core::{
    AiMessage, AiMessageChunk, Channel, Choice, ChoiceChunk, Logprobs, TokenLogprob, TopLogprob,
};

/// The content of a message: numbers, stand-ins, nothing, split characters, lists of all lengths and none.
pub(crate) fn tokens() -> Vec<TokenLogprob> {
    let top = |text: &str, logprob: f64| TopLogprob::new(text, logprob).with_bytes(text.as_bytes());
    vec![
        TokenLogprob::from(top("I", -0.25).with_id(40).with_rank(1)).with_top_logprobs([
            top("I", -0.25).with_id(40).with_rank(1),
            top("You", -9999.0),
            TopLogprob::new("<|end|>", -3.0).without_bytes(),
        ]),
        TokenLogprob::from(
            TopLogprob::new(r"\xf0\x9f\x92", -1.5).with_escaped_bytes(b"\xf0\x9f\x92"),
        )
        .with_top_logprobs([]),
        TokenLogprob::from(TopLogprob::new("\u{fffd}", f64::NEG_INFINITY)),
        TokenLogprob::from(TopLogprob::from_id(u32::MAX - 1, 0.0).without_logprob()),
        TokenLogprob::new("\"\n", f64::INFINITY),
    ]
}

pub(crate) fn message() -> AiMessage {
    let first = Logprobs::new(Channel::Content, tokens());
    let mut second = Logprobs::new(Channel::Reasoning, [TokenLogprob::new("hm", -1.0)]);
    second.extend(Channel::Content, vec![TokenLogprob::new("Yes", -0.5)]);
    AiMessage::from_choices([
        Choice::new("").with_logprobs(first),
        Choice::new("Yes").with_index(1).with_logprobs(second),
    ])
}

pub(crate) fn chunk(index: u32, text: &str) -> AiMessageChunk {
    let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new(text, -0.5)]);
    AiMessageChunk::default().with_choice(ChoiceChunk::new(index, text).with_logprobs(logprobs))
}

/// The rows of what is written, as JSON.
pub(crate) fn jsonl(write: impl FnOnce(&mut TokenWriter<Vec<u8>>)) -> Vec<Value> {
    let mut rows = TokenWriter::jsonl(Vec::new());
    write(&mut rows);
    let lines = String::from_utf8(rows.finish().unwrap()).unwrap();
    assert!(lines.is_empty() || lines.ends_with('\n'));
    let rows = lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap());
    rows.collect()
}
