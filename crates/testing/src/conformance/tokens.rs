//! How tokens are compared.

use surprisal_core::{Logprobs, TokenLogprob, TopLogprob};

use super::check::{Check, ensure, same};

/// That these are the same tokens, channel by channel. What is computed twice may be rounded differently.
pub(super) fn same_logprobs(found: &Logprobs, expected: &Logprobs) -> Check {
    same(
        "whether there are log probabilities",
        found.availability(),
        expected.availability(),
    )?;
    let channels = |logprobs: &Logprobs| {
        let sent = logprobs.channels().filter(|(_, tokens)| !tokens.is_empty());
        sent.map(|(channel, _)| channel).collect::<Vec<_>>()
    };
    same("the channels", channels(found), channels(expected))?;
    for (channel, expected) in expected.channels() {
        let found = found.channel(channel).unwrap_or_default();
        same_tokens(&format!("the {channel} tokens"), found, expected)?;
    }
    Ok(())
}

/// That these are the same tokens with the same alternatives.
pub(super) fn same_tokens(what: &str, found: &[TokenLogprob], expected: &[TokenLogprob]) -> Check {
    same(
        &format!("the number of {what}"),
        found.len(),
        expected.len(),
    )?;
    for (index, (found, expected)) in found.iter().zip(expected).enumerate() {
        let is_same = is_same(found.chosen(), expected.chosen())
            && match (found.top_logprobs(), expected.top_logprobs()) {
                (Some(found), Some(expected)) => {
                    found.len() == expected.len()
                        && found.iter().zip(expected).all(|(a, b)| is_same(a, b))
                }
                (found, expected) => found.is_none() && expected.is_none(),
            };
        ensure(is_same, || {
            format!("{what}, {index}: {found:?} where {expected:?} was expected")
        })?;
    }
    Ok(())
}

fn is_same(a: &TopLogprob, b: &TopLogprob) -> bool {
    let is_near = match (a.logprob(), b.logprob()) {
        (Some(a), Some(b)) => a == b || (a - b).abs() <= 1e-4,
        (a, b) => a == b,
    };
    is_near && a.bytes() == b.bytes() && a.token() == b.token() && a.id() == b.id()
}
