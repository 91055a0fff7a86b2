use serde::{Deserialize, Serialize};
use surprisal_core::{HasLogprobs as _, Scored, TokenLogprob};

use super::Normalization;

/// A text with how likely it is behind a prompt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScoredChoice {
    /// The text, as it was scored.
    pub text: String,
    /// Σ ln p of its tokens behind the prompt, in nats.
    pub logprob: f64,
    /// Σ ln p of its tokens behind the neutral prompt, in nats, where there is one.
    pub unconditional: Option<f64>,
    /// The number of its tokens behind the prompt.
    pub tokens: usize,
    /// Whether each of its tokens is the likeliest at its place, so that greedy decoding would have written it. `None`
    /// where neither ranks nor alternatives are told.
    pub is_greedy: Option<bool>,
}

impl ScoredChoice {
    /// A text of which the sums are known.
    pub fn new(text: impl Into<String>, logprob: f64, tokens: usize) -> Self {
        Self {
            text: text.into(),
            logprob,
            unconditional: None,
            tokens,
            is_greedy: None,
        }
    }

    /// Sets Σ ln p behind the neutral prompt, in nats.
    #[must_use]
    pub fn with_unconditional(mut self, logprob: f64) -> Self {
        self.unconditional = Some(logprob);
        self
    }

    pub(super) fn with_greedy(mut self, scored: &Scored) -> Self {
        self.is_greedy = scored.tokens().iter().try_fold(true, |all, token| {
            is_likeliest(token).map(|likeliest| all && likeliest)
        });
        self
    }

    /// What it is compared by. `None` where there is no length to divide by, or no neutral prompt.
    pub fn score(&self, normalization: Normalization) -> Option<f64> {
        let text = self.text.trim_start();
        let by = |length: usize| (length > 0).then(|| self.logprob / length as f64);
        match normalization {
            Normalization::Raw => Some(self.logprob),
            Normalization::Chars => by(text.chars().count()),
            Normalization::Bytes => by(text.len()),
            Normalization::Tokens => by(self.tokens),
            Normalization::MutualInfo => self.unconditional.map(|alone| self.logprob - alone),
        }
    }
}

/// Whether a token is what greedy decoding takes. Of equally likely ones any may be it, so that it counts.
fn is_likeliest(token: &TokenLogprob) -> Option<bool> {
    if let Some(rank) = token.rank() {
        return Some(rank == 1);
    }
    let listed = token.top_logprobs().filter(|listed| !listed.is_empty())?;
    let own = token.score().exact()?;
    let best = listed.iter().filter_map(|top| top.score().exact());
    Some(best.fold(f64::NEG_INFINITY, f64::max) <= own)
}

/// The choices of a question with how likely each is: what [`MultipleChoice`](super::MultipleChoice) gives.
///
/// ```
/// use surprisal_confidence::{ChoiceScores, Normalization, ScoredChoice};
///
/// let scores = ChoiceScores::new([ScoredChoice::new(" no", -1.0, 1), ScoredChoice::new(" not at all", -1.2, 3)]);
/// assert_eq!(scores.best(Normalization::Raw), Some(0));
/// assert_eq!(scores.best(Normalization::Tokens), Some(1));
/// let probabilities = scores.probabilities(Normalization::Raw).unwrap();
/// assert!((probabilities[0] - 1.0 / (1.0 + (-0.2_f64).exp())).abs() < 1e-12);
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ChoiceScores {
    choices: Vec<ScoredChoice>,
}

impl ChoiceScores {
    /// Of these choices.
    pub fn new(choices: impl IntoIterator<Item = ScoredChoice>) -> Self {
        Self {
            choices: choices.into_iter().collect(),
        }
    }

    /// The choices in the order in which they were given.
    pub fn choices(&self) -> &[ScoredChoice] {
        &self.choices
    }

    /// What each choice is compared by, in nats and their order; greater is likelier. `None` where one of them has no
    /// [`score`](ScoredChoice::score), or where there are none.
    pub fn scores(&self, normalization: Normalization) -> Option<Vec<f64>> {
        let scores = self
            .choices
            .iter()
            .map(|choice| choice.score(normalization));
        let scores: Option<Vec<f64>> = scores.collect();
        scores.filter(|scores| !scores.is_empty())
    }

    /// The place of the choice with the greatest score, and of equals the first. `None` as for
    /// [`scores`](Self::scores).
    pub fn best(&self, normalization: Normalization) -> Option<usize> {
        let scores = self.scores(normalization)?;
        let better = |best: (usize, f64), next: (usize, f64)| match next.1 > best.1 {
            true => next,
            false => best,
        };
        let best = scores.into_iter().enumerate().reduce(better);
        best.map(|(place, _)| place)
    }

    /// The softmax of the scores: how the choices share 1, in their order. It is a probability of the texts for
    /// [`Normalization::Raw`] alone, where it says how likely each is if it is one of them. `None` as for
    /// [`scores`](Self::scores).
    pub fn probabilities(&self, normalization: Normalization) -> Option<Vec<f64>> {
        let scores = self.scores(normalization)?;
        let most = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let powers = scores.iter().map(|score| (score - most).exp());
        let sum: f64 = powers.clone().sum();
        Some(powers.map(|power| power / sum).collect())
    }

    /// The Brier score of the [`probabilities`](Self::probabilities), where the choice at this place is right: Σ (p −
    /// 1)² over the right one and p² over the others, 0 to 2; less is better (Brier 1950, as lm-evaluation-harness has
    /// it). `None` where there is no such place, and as for [`scores`](Self::scores).
    pub fn brier(&self, normalization: Normalization, right: usize) -> Option<f64> {
        let probabilities = self.probabilities(normalization)?;
        let outcome = |place| if place == right { 1.0 } else { 0.0 };
        let errors = probabilities.iter().enumerate();
        let errors = errors.map(|(place, p)| (p - outcome(place)).powi(2));
        (right < probabilities.len()).then(|| errors.sum())
    }
}
