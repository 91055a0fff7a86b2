use surprisal_core::{AiMessageChunk, Logprobs, TokenLogprob, TopLogprob};

use super::Fault;
use super::stream::each_choice;

/// Applies a fault that is about single tokens.
pub(super) fn change(fault: Fault, chunks: Vec<AiMessageChunk>) -> Vec<AiMessageChunk> {
    // How many tokens of each choice have come.
    let mut counts: Vec<usize> = Vec::new();
    each_choice(chunks, |mut choice| {
        let index = choice.index() as usize;
        if counts.len() <= index {
            counts.resize(index + 1, 0);
        }
        let old = std::mem::take(choice.logprobs_mut());
        let mut new = Logprobs::default();
        let mut is_null = false;
        for (channel, tokens) in old.channels() {
            let mut kept = Vec::with_capacity(tokens.len());
            for token in tokens {
                let count = counts.get_mut(index).map_or(0, |count| {
                    *count += 1;
                    *count
                });
                kept.extend(one(fault, count, token));
            }
            // A list that was sent empty is kept, unless there are to be none at all.
            let is_kept = !kept.is_empty() || tokens.is_empty();
            if is_kept && fault != Fault::DropLogprobsAfter(0) {
                new.extend(channel, kept);
            } else {
                is_null = true;
            }
        }
        if !is_null {
            new.set_availability(old.availability());
        }
        if let Some(basis) = old.basis() {
            new.set_basis(basis);
        }
        *choice.logprobs_mut() = new;
        choice
    })
}

/// What becomes of a token, the so-manyth of its choice.
fn one(fault: Fault, count: usize, token: &TokenLogprob) -> Option<TokenLogprob> {
    let chosen = token.chosen();
    let is_chosen = |top: &TopLogprob| top.is_same_token(chosen);
    Some(match fault {
        Fault::DropLogprobsAfter(most) if count > most => return None,
        Fault::Floors if count.is_multiple_of(2) => resorted(token, |top| match is_chosen(top) {
            true => scored(top, -9999.0),
            false => top.clone(),
        }),
        Fault::MissingScores => mapped(token, |top| top.clone().without_logprob()),
        Fault::NullBytes => mapped(token, |top| top.clone().without_bytes()),
        Fault::LossyUtf8 => mapped(token, lossy),
        Fault::Unsorted => {
            let list = token.top_logprobs().unwrap_or_default().iter().rev();
            TokenLogprob::from(chosen.clone()).with_top_logprobs(list.cloned())
        }
        Fault::MassAboveOne if token.top_logprobs().is_some_and(|list| list.len() > 1) => {
            mapped(token, |top| scored(top, 0.9_f64.ln()))
        }
        Fault::Positive => resorted(token, |top| match is_chosen(top) {
            true => scored(top, 0.4),
            false => top.clone(),
        }),
        Fault::ChosenUnlisted => {
            let list = token.top_logprobs().unwrap_or_default().iter();
            let others = list.filter(|top| !is_chosen(top)).cloned();
            TokenLogprob::from(bare(chosen)).with_top_logprobs(others)
        }
        _ => token.clone(),
    })
}

/// Changes the token and its alternatives alike.
fn mapped(token: &TokenLogprob, change: impl Fn(&TopLogprob) -> TopLogprob) -> TokenLogprob {
    let new = TokenLogprob::from(change(token.chosen()));
    match token.top_logprobs() {
        Some(list) => new.with_top_logprobs(list.iter().map(change)),
        None => new,
    }
}

/// The same, with the alternatives in their order again.
fn resorted(token: &TokenLogprob, change: impl Fn(&TopLogprob) -> TopLogprob) -> TokenLogprob {
    let new = mapped(token, change);
    let mut list = new.top_logprobs().unwrap_or_default().to_vec();
    list.sort_by(|a, b| {
        b.logprob()
            .partial_cmp(&a.logprob())
            .unwrap_or(std::cmp::Ordering::Equal)
    });
    new.with_top_logprobs(list)
}

/// The same candidate with another log probability.
fn scored(top: &TopLogprob, logprob: f64) -> TopLogprob {
    rebuilt(top, top.token().unwrap_or_default(), logprob, top.rank())
}

/// The same candidate without its rank.
fn bare(top: &TopLogprob) -> TopLogprob {
    let logprob = top.logprob().unwrap_or(f64::NAN);
    rebuilt(top, top.token().unwrap_or_default(), logprob, None)
}

/// The same candidate without its bytes, some of them lost in its text.
fn lossy(top: &TopLogprob) -> TopLogprob {
    let whole = top.bytes().map(String::from_utf8_lossy).unwrap_or_default();
    let mut text = whole.into_owned();
    if !text.contains('\u{fffd}') {
        text.pop();
        text.push('\u{fffd}');
    }
    let id = top.id();
    let new = TopLogprob::new(&text, top.logprob().unwrap_or(f64::NAN));
    let new = id.map_or(new.clone(), |id| new.with_id(id));
    top.rank().map_or(new.clone(), |rank| new.with_rank(rank))
}

fn rebuilt(top: &TopLogprob, text: &str, logprob: f64, rank: Option<u32>) -> TopLogprob {
    let mut new = TopLogprob::new(text, logprob);
    if let Some(bytes) = top.bytes() {
        new = new.with_bytes(bytes);
    }
    if let Some(id) = top.id() {
        new = new.with_id(id);
    }
    match rank {
        Some(rank) => new.with_rank(rank),
        None => new,
    }
}
