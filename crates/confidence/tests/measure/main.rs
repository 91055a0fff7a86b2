//! Measures: the numbers of the references, and what must hold of any tokens.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod entropy;
mod gemini;
mod laws;
mod names;
mod references;
mod running;
mod stream;

use surprisal_core::{TokenLogprob, TopLogprob};

/// Tokens with these log probabilities and no alternatives.
fn tokens(logprobs: &[f64]) -> Vec<TokenLogprob> {
    let tokens = logprobs
        .iter()
        .map(|logprob| TokenLogprob::new("x", *logprob));
    tokens.collect()
}

/// A token with alternatives.
fn listed(chosen: (&str, f64), top: &[(&str, f64)]) -> TokenLogprob {
    let top = top
        .iter()
        .map(|(text, logprob)| TopLogprob::new(text, *logprob));
    TokenLogprob::new(chosen.0, chosen.1).with_top_logprobs(top)
}

#[track_caller]
fn near(found: Option<f64>, expected: f64, tolerance: f64) {
    let found = found.unwrap_or_else(|| panic!("nothing where {expected} was expected"));
    assert!(
        (found - expected).abs() <= tolerance,
        "{found} where {expected} was expected"
    );
}
