use std::collections::BTreeMap;

use async_trait::async_trait;
use surprisal_core::{
    Channel, Error, Logprobs, Result, ScoreText, Scored, TokenLogprob, TopLogprob,
};

/// A text with tokens of these log probabilities.
pub(crate) fn scored(text: &str, logprobs: &[f64]) -> Scored {
    let tokens = logprobs
        .iter()
        .map(|logprob| TokenLogprob::new("x", *logprob));
    Scored::new(text, Logprobs::new(Channel::Content, tokens))
}

/// A token with what could have come in its place.
pub(crate) fn listed(text: &str, logprob: f64, top: &[(&str, f64)]) -> TokenLogprob {
    let top = top
        .iter()
        .map(|(text, logprob)| TopLogprob::new(text, *logprob));
    TokenLogprob::new(text, logprob).with_top_logprobs(top)
}

pub(crate) fn near(value: f64, expected: f64) {
    assert!(
        (value - expected).abs() < 1e-12,
        "{value} is not {expected}"
    );
}

/// Has learned how likely some texts are behind some prompts.
#[derive(Default)]
pub(crate) struct Learned(BTreeMap<(String, String), Scored>);

impl Learned {
    pub(crate) fn knows(mut self, prompt: &str, scored: Scored) -> Self {
        let key = (prompt.to_owned(), scored.text().to_owned());
        self.0.insert(key, scored);
        self
    }
}

#[async_trait]
impl ScoreText for Learned {
    async fn score_text(&self, prompt: &str, text: &str, _: u32) -> Result<Scored> {
        let known = self.0.get(&(prompt.to_owned(), text.to_owned()));
        known
            .cloned()
            .ok_or_else(|| Error::invalid_input("not learned"))
    }
}
