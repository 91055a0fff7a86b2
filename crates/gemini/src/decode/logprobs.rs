use serde::Deserialize;
use surprisal_core::{Channel, Logprobs, TokenLogprob, TopLogprob};

use super::number::number;
use super::text::Text;

/// The log probabilities of a candidate's tokens. They have no bytes: those of their text count, unless a part of a
/// character is lost to U+FFFD.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogprobsResult<'a> {
    #[serde(borrow)]
    chosen_candidates: Option<Vec<Token<'a>>>,
    /// The alternatives of each token, where they were asked for.
    #[serde(borrow)]
    top_candidates: Option<Vec<Top<'a>>>,
    #[serde(default, deserialize_with = "number")]
    pub(super) log_probability_sum: Option<f64>,
}

#[derive(Deserialize)]
struct Top<'a> {
    // Without alternatives it is not written.
    #[serde(borrow, default)]
    candidates: Vec<Token<'a>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Token<'a> {
    #[serde(borrow)]
    token: Option<Text<'a>>,
    token_id: Option<i64>,
    #[serde(default, deserialize_with = "number")]
    log_probability: Option<f64>,
}

impl LogprobsResult<'_> {
    /// The tokens, if there are any: an empty result comes with an event that has none.
    pub(super) fn logprobs(&self) -> Option<Logprobs> {
        let chosen = self.chosen_candidates.as_deref().unwrap_or_default();
        if chosen.is_empty() {
            return None;
        }
        let mut lists = self.top_candidates.iter().flatten();
        let tokens = chosen.iter().map(|token| {
            let scored = TokenLogprob::from(candidate(token));
            match lists.next() {
                Some(top) => scored.with_top_logprobs(top.candidates.iter().map(candidate)),
                None => scored,
            }
        });
        Some(Logprobs::new(Channel::Content, tokens))
    }
}

fn candidate(token: &Token<'_>) -> TopLogprob {
    let logprob = token.log_probability.unwrap_or_default();
    let id = token.token_id.and_then(|id| u32::try_from(id).ok());
    let candidate = match (&token.token, id) {
        (Some(text), Some(id)) => TopLogprob::new(text.as_str(), logprob).with_id(id),
        (Some(text), None) => TopLogprob::new(text.as_str(), logprob),
        (None, Some(id)) => TopLogprob::from_id(id, logprob),
        (None, None) => TopLogprob::new("", logprob).without_bytes(),
    };
    match token.log_probability {
        Some(_) => candidate,
        None => candidate.without_logprob(),
    }
}
