//! Labels: the numbers of the references, and what must hold wherever they are read.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "clippy excepts test functions, not their helpers"
)]

mod ask;
mod laws;
mod paths;
mod places;
mod references;
mod score;

use surprisal_core::{AiMessage, Channel, Choice, Logprobs, TokenLogprob, TopLogprob};

/// A token with what else was likely, each with its probability.
fn token(chosen: &str, top: &[(&str, f64)]) -> TokenLogprob {
    let top = top.iter().map(|(text, p)| TopLogprob::new(text, p.ln()));
    let top: Vec<_> = top.collect();
    let own = top.iter().find(|top| top.token() == Some(chosen));
    TokenLogprob::from(own.unwrap().clone()).with_top_logprobs(top)
}

/// An answer of these tokens.
fn answer(tokens: &[TokenLogprob]) -> AiMessage {
    let text: String = tokens.iter().filter_map(TokenLogprob::token).collect();
    let logprobs = Logprobs::new(Channel::Content, tokens.to_vec());
    AiMessage::from(Choice::new(text).with_logprobs(logprobs))
}

#[track_caller]
fn near(found: f64, expected: f64) {
    assert!(
        (found - expected).abs() <= 1e-9,
        "{found} where {expected} was expected"
    );
}
