//! What holds of every answer, as a list of what does not.

use std::collections::BTreeSet;

use futures::StreamExt as _;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Channel, ChatModel, Choice, Result, RunnableExt as _,
    TokenLogprob,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Law {
    /// The sum of a stream is the whole answer.
    AddsUp,
    /// A stream without an error says why each choice ended.
    EndSignal,
    /// The bytes of the tokens are known and those of the text.
    Aligned,
    /// They are all of the text.
    Covered,
    /// There are log probabilities where they were asked for, and none where they were not.
    Present,
    /// After each chunk, the text is the whole characters of the tokens so far.
    LinesUp,
    /// Each token has a number.
    Scored,
    Sorted,
    /// The probabilities of a list are at most 1 together.
    Mass,
    NotPositive,
    /// A token is in its list, or tells its rank.
    Listed,
    /// The usage is the number of tokens.
    Counted,
    /// There are as many choices as were asked for.
    Choices,
    /// No choice has more tokens than were asked for.
    Limit,
    /// No text has a text to stop at.
    Stop,
}

pub(crate) async fn broken(model: &dyn ChatModel, options: &CallOptions) -> BTreeSet<Law> {
    let bound = model.bind(options.clone());
    let whole = bound.invoke("Tell me something.").await.unwrap();
    let stream = bound.stream("Tell me something.").await.unwrap();
    let chunks: Vec<_> = stream.collect().await;
    judge(&whole, &chunks, options)
}

fn judge(
    whole: &AiMessage,
    chunks: &[Result<AiMessageChunk>],
    options: &CallOptions,
) -> BTreeSet<Law> {
    let mut broken = BTreeSet::new();
    let mut holds = |law, holds: bool| {
        if !holds {
            broken.insert(law);
        }
    };
    let sum: AiMessageChunk = chunks.iter().flatten().cloned().sum();
    let has_end = sum
        .choices()
        .iter()
        .all(|choice| choice.finish_reason().is_some());
    holds(Law::EndSignal, has_end && !sum.is_empty());
    if has_end {
        holds(Law::AddsUp, AiMessage::from(sum) == *whole);
    }
    let count = options.n.unwrap_or(1) as usize;
    let has_all = whole.choices().count() == count;
    holds(Law::Choices, has_all);
    let mut tokens = 0;
    for choice in whole.choices() {
        for (channel, list) in choice.logprobs().channels() {
            tokens += list.len();
            one_by_one(list, options, &mut holds);
            let text = text(choice, channel);
            match bytes(list) {
                Some(bytes) => {
                    holds(Law::Aligned, text.as_bytes().starts_with(&bytes));
                    holds(Law::Covered, list.is_empty() || text.len() == bytes.len());
                }
                None => holds(Law::Aligned, false),
            }
        }
        let present = !choice.logprobs().is_empty();
        let silent = choice.content().is_empty();
        holds(Law::Present, silent || present == options.wants_logprobs());
        // What is of several choices in one may well be too long.
        if has_all {
            let limit = options.max_tokens.unwrap_or(u32::MAX) as usize;
            let lengths = choice.logprobs().channels().map(|(_, list)| list.len());
            holds(Law::Limit, lengths.sum::<usize>() <= limit);
        }
        let mut stops = options.stop.iter().flatten();
        holds(Law::Stop, !stops.any(|stop| choice.text().contains(stop)));
    }
    if options.wants_logprobs() && broken.is_disjoint(&[Law::Present, Law::Covered].into()) {
        if whole.usage().output_tokens != Some(tokens as u64) {
            broken.insert(Law::Counted);
        }
        if !broken.contains(&Law::Aligned) && !lines_up(chunks) {
            broken.insert(Law::LinesUp);
        }
    }
    broken
}

fn one_by_one(list: &[TokenLogprob], options: &CallOptions, holds: &mut impl FnMut(Law, bool)) {
    for token in list {
        holds(Law::Scored, token.logprob().is_some());
        holds(Law::NotPositive, token.logprob().unwrap_or_default() <= 0.0);
        let top = token.top_logprobs().unwrap_or_default();
        let asked = options.top_logprobs.unwrap_or_default() as usize;
        holds(Law::Listed, top.len() <= asked);
        let is_listed = top
            .iter()
            .any(|top| top.is_same_token(token.chosen()) && top.logprob() == token.logprob());
        holds(
            Law::Listed,
            top.is_empty() || is_listed || token.rank().is_some(),
        );
        holds(
            Law::Sorted,
            top.is_sorted_by(|a, b| a.logprob() >= b.logprob()),
        );
        let scores = top.iter().filter_map(|top| top.logprob());
        let mass: f64 = scores.filter(|score| *score <= 0.0).map(f64::exp).sum();
        holds(Law::Mass, mass <= 1.0 + 1e-9);
    }
}

fn text(choice: &Choice, channel: Channel) -> String {
    match channel {
        Channel::Content => choice.text().into_owned(),
        Channel::Reasoning => choice.content().reasoning().into_owned(),
        Channel::Refusal => choice.content().refusal().into_owned(),
        Channel::ToolCalls => {
            let whole = choice.tool_calls().iter();
            let cut = choice.invalid_tool_calls().iter();
            let whole = whole.map(|call| serde_json::to_string(&call.arguments).unwrap());
            whole
                .chain(cut.map(|call| call.arguments.clone()))
                .collect()
        }
        other => panic!("no text of {other}"),
    }
}

fn bytes(tokens: &[TokenLogprob]) -> Option<Vec<u8>> {
    let bytes: Option<Vec<&[u8]>> = tokens.iter().map(TokenLogprob::bytes).collect();
    Some(bytes?.concat())
}

fn lines_up(chunks: &[Result<AiMessageChunk>]) -> bool {
    let mut sum = AiMessageChunk::default();
    chunks.iter().flatten().all(|chunk| {
        sum += chunk.clone();
        sum.choices().iter().all(|choice| {
            let bytes = bytes(choice.logprobs().content()).unwrap();
            let whole = match str::from_utf8(&bytes) {
                Ok(_) => bytes.len(),
                Err(error) => error.valid_up_to(),
            };
            choice.text().as_bytes() == &bytes[..whole]
        })
    })
}
