use std::borrow::Cow;

use serde::Deserialize;
use surprisal_core::{Channel, Logprobs, TokenLogprob, TopLogprob};

/// A text with the tokens that it is made of: mostly one, but several where only together they are whole characters.
#[derive(Deserialize)]
pub(super) struct Item<'a> {
    #[serde(borrow, default)]
    text: Option<Text<'a>>,
    #[serde(default)]
    token_ids: Option<Vec<u32>>,
    #[serde(default)]
    logprobs: Option<Vec<Option<f64>>>,
}

/// Not copied where it has no escapes; an `Option<Cow<str>>` always is.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Item<'_> {
    fn text(&self) -> Option<&str> {
        self.text.as_ref().map(|text| &*text.0)
    }

    /// Its tokens. Which part of the text each one stands for is not told. The text is there once the last one is, and
    /// so that has it; those before it have no text and no bytes. A token without a number keeps its place.
    fn tokens(&self, tokens: &mut Vec<TokenLogprob>) {
        let ids = self.token_ids.as_deref().unwrap_or_default();
        let numbers = self.logprobs.as_deref().unwrap_or_default();
        let has_text = usize::from(self.text.is_some());
        let count = ids.len().max(numbers.len()).max(has_text);
        for at in 0..count {
            let id = ids.get(at).copied();
            let number = numbers.get(at).copied().flatten();
            let logprob = number.unwrap_or_default();
            let text = self.text().filter(|_| at + 1 == count);
            let token = match (text, id) {
                (Some(text), Some(id)) => TopLogprob::new(text, logprob).with_id(id),
                (Some(text), None) => TopLogprob::new(text, logprob),
                (None, Some(id)) => TopLogprob::from_id(id, logprob),
                (None, None) => TopLogprob::new("", logprob).without_bytes(),
            };
            let token = match number {
                Some(_) => token,
                None => token.without_logprob(),
            };
            tokens.push(token.into());
        }
    }
}

/// The tokens of an event, whose channel is known.
pub(super) fn of_channel(channel: Channel, items: &[Item<'_>]) -> Logprobs {
    let mut tokens = Vec::with_capacity(items.len());
    items.iter().for_each(|item| item.tokens(&mut tokens));
    Logprobs::new(channel, tokens)
}

/// The tokens of a whole answer, which come as one list: those that spell all that was thought are of that, if the list
/// begins so; else all are the text's.
pub(super) fn of_answer(thought: &str, items: &[Item<'_>]) -> Logprobs {
    let (thinking, text) = items
        .split_at_checked(spelling(thought, items))
        .unwrap_or((&[], items));
    let mut logprobs = match thinking {
        [] => Logprobs::default(),
        thinking => of_channel(Channel::Reasoning, thinking),
    };
    if thinking.is_empty() || !text.is_empty() {
        logprobs += of_channel(Channel::Content, text);
    }
    logprobs
}

/// How many items spell this text; 0 where the list does not begin with it.
fn spelling(text: &str, items: &[Item<'_>]) -> usize {
    let mut rest = text;
    for (count, item) in items.iter().enumerate() {
        if rest.is_empty() {
            return count;
        }
        match rest.strip_prefix(item.text().unwrap_or_default()) {
            Some(left) => rest = left,
            None => return 0,
        }
    }
    if rest.is_empty() { items.len() } else { 0 }
}
