//! What is known of the distribution at one position.

use std::num::NonZeroUsize;

use surprisal_core::{Score, TokenLogprob, TopLogprob};

use super::sum::Sum;

/// How far above 1 the listed probabilities may add up by rounding.
const ROUNDING: f64 = 1e-3;

/// The listed candidates of a position, with what they leave open.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    /// How many have an exact score.
    pub(crate) known: usize,
    /// −Σ p ln p over these, in nats.
    pub(crate) entropy: f64,
    /// The probability that none of these has, 0 to 1.
    pub(crate) left_out: f64,
    /// No other token is likelier than this, 0 to 1.
    pub(crate) most: f64,
    /// Whether the probabilities can be such: none is above 1, nor is their sum.
    pub(crate) is_possible: bool,
}

impl Place {
    /// Of this token; one without alternatives is its own only candidate.
    pub(crate) fn of(token: &TokenLogprob) -> Self {
        let exact = || token.candidates().filter_map(|top| top.score().exact());
        let known = exact().count();
        let best = exact().fold(f64::NEG_INFINITY, f64::max);
        let mass = Sum::of(exact().map(f64::exp)).value();
        // From the likeliest down, so that what is left of 1 keeps its digits.
        let mut left_out = Sum::of([-best.min(0.0).exp_m1()]);
        let mut is_past_best = false;
        for logprob in exact() {
            if logprob == best && !is_past_best {
                is_past_best = true;
            } else {
                left_out += -logprob.exp();
            }
        }
        let entropy = exact().map(|logprob| -logprob.min(0.0) * logprob.exp());
        let left_out = left_out.value().clamp(0.0, 1.0);
        Self {
            known,
            entropy: Sum::of(entropy).value(),
            left_out,
            most: least_listed(token).map_or(1.0, f64::exp).min(left_out),
            is_possible: mass <= 1.0 + ROUNDING,
        }
    }
}

/// The most that the log probability of a token may be which the list lacks or has only a stand-in for, in nats.
pub(crate) fn upper_bound(token: &TokenLogprob) -> f64 {
    least_listed(token).unwrap_or(0.0).min(0.0)
}

/// The log probability that no token exceeds which the list lacks.
fn least_listed(token: &TokenLogprob) -> Option<f64> {
    let exact = |top: &TopLogprob| top.score().exact();
    let listed = token.top_logprobs()?;
    let chosen = listed
        .iter()
        .find(|top| top.is_same_token(token.chosen()))
        .filter(|_| !is_added(token, listed.len()))
        .and_then(exact);
    let others = listed
        .iter()
        .filter(|top| !top.is_same_token(token.chosen()))
        .filter_map(exact)
        .reduce(f64::min);
    match (chosen, others) {
        // vLLM and others add the chosen token to a list that it is not likely enough for.
        (Some(chosen), Some(others)) if chosen < others && !is_in_top(token, listed.len()) => {
            Some(others)
        }
        (chosen, Some(others)) => Some(chosen.map_or(others, |chosen| chosen.min(others))),
        (chosen, None) => chosen,
    }
}

/// Whether the rank says that the token is one of the likeliest so many.
fn is_in_top(token: &TokenLogprob, count: usize) -> bool {
    rank(token).is_some_and(|rank| rank <= count)
}

/// Whether the rank says that the token was added to a list of so many that it is not likely enough for.
fn is_added(token: &TokenLogprob, count: usize) -> bool {
    rank(token).is_some_and(|rank| rank > count)
}

fn rank(token: &TokenLogprob) -> Option<usize> {
    token.rank().and_then(|rank| usize::try_from(rank).ok())
}

/// The exact log probabilities of the candidates that are listed as the likeliest, the likeliest first: without a
/// chosen token that is not among them, since tokens between them and it are not known.
fn likeliest(token: &TokenLogprob) -> Vec<f64> {
    let listed = token.top_logprobs().unwrap_or_default();
    let is_added = is_added(token, listed.len());
    let likeliest = listed
        .iter()
        .filter(|top| !(is_added && top.is_same_token(token.chosen())));
    let mut logprobs: Vec<f64> = likeliest.filter_map(|top| top.score().exact()).collect();
    logprobs.sort_by(|a, b| b.total_cmp(a));
    logprobs
}

/// Where the chosen token is among its alternatives. `None` where there is no list, or an empty one.
pub(super) struct Standing {
    /// A likelier one is listed.
    pub(super) is_off_top: bool,
    /// The list lacks it.
    pub(super) is_off_list: bool,
}

impl Standing {
    pub(super) fn of(token: &TokenLogprob) -> Option<Self> {
        let listed = token.top_logprobs().filter(|listed| !listed.is_empty())?;
        let rank = rank(token);
        let entry = listed.iter().find(|top| top.is_same_token(token.chosen()));
        let best = listed.iter().filter_map(|top| top.score().exact());
        let best = best.reduce(f64::max);
        let own = entry.unwrap_or(token.chosen()).score();
        let is_off_top = match (own, best) {
            (Score::Exact(own), Some(best)) => own < best,
            // Without a number it is what its rank says, or else whether it is there at all.
            _ => rank.map_or(entry.is_none() || best.is_some(), |rank| rank > 1),
        };
        Some(Self {
            is_off_top,
            is_off_list: entry.is_none() || is_added(token, listed.len()),
        })
    }
}

/// How far the likeliest candidate is ahead of the next: as a difference of probabilities, and in nats.
pub(super) fn margins(token: &TokenLogprob) -> Option<(f64, f64)> {
    let likeliest = likeliest(token);
    let (best, next) = (likeliest.first()?, likeliest.get(1)?);
    let nats = best - next;
    Some((best.exp() * -(-nats).exp_m1(), nats))
}

/// The mean over the positions of the mean surprisal of the `top` likeliest candidates, in nats.
pub(super) fn trace_confidence(tokens: &[TokenLogprob], top: NonZeroUsize) -> Option<f64> {
    let mut sum = Sum::default();
    for token in tokens {
        let logprobs = likeliest(token);
        let likeliest = logprobs.get(..top.get())?;
        if !Place::of(token).is_possible {
            return None;
        }
        sum += -Sum::of(likeliest.iter().copied()).value() / top.get() as f64;
    }
    (!tokens.is_empty()).then(|| sum.value() / tokens.len() as f64)
}
