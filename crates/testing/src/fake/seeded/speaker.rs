use surprisal_core::CallOptions;

use super::distribution::Distribution;
use crate::fake::token::Candidate;
use crate::fake::tokens::words;
use crate::fake::{FakeToken, FakeTokens};
use crate::hash::Hash;

/// Draws one token after the other.
pub(super) struct Speaker<'a> {
    options: &'a CallOptions,
    /// What has been said, which the next distribution depends on.
    history: Hash,
    /// What the draws depend on, which differs from choice to choice.
    draws: Hash,
    /// How often each token has come, by its id.
    counts: Vec<u32>,
}

impl<'a> Speaker<'a> {
    pub(super) fn new(prompt: Hash, choice: u32, options: &'a CallOptions) -> Self {
        let seed = options.seed.map_or(0, i64::cast_unsigned);
        Self {
            options,
            history: prompt,
            draws: prompt.with(seed).with(u64::from(choice)),
            counts: Vec::new(),
        }
    }

    /// What may be drawn from beside the words.
    pub(super) fn hash(&self) -> Hash {
        self.draws.with(self.history.value())
    }

    /// A few words and a full stop.
    pub(super) fn sentence(&mut self) -> FakeTokens {
        let count = 3 + self.history.below(8);
        let mut tokens: Vec<FakeToken> = (0..count)
            .filter_map(|place| self.draw(place == 0))
            .collect();
        tokens.extend(self.spell(".").0);
        tokens.into_iter().collect()
    }

    /// The tokens of a text that is to come, each the likeliest at its position.
    pub(super) fn spell(&mut self, text: &str) -> FakeTokens {
        let words = words(text).into_iter();
        let tokens = words.filter_map(|word| {
            let probability = 0.5 + 0.5 * self.history.with(SPELLED).unit();
            let distribution = Distribution::new(self.history, false);
            let (distribution, place) = distribution.with(&word, probability);
            self.take(&distribution, place)
        });
        tokens.collect()
    }

    fn draw(&mut self, begins: bool) -> Option<FakeToken> {
        let distribution = Distribution::new(self.history, begins);
        let place = self.place(distribution.candidates());
        self.take(&distribution, place)
    }

    fn take(&mut self, distribution: &Distribution, place: usize) -> Option<FakeToken> {
        let token = distribution.token(place)?;
        let id = distribution
            .candidates()
            .get(place)
            .and_then(|chosen| chosen.id);
        if let Some(id) = id.map(|id| id as usize) {
            self.counts.resize(self.counts.len().max(id + 1), 0);
            if let Some(count) = self.counts.get_mut(id) {
                *count += 1;
            }
        }
        for byte in token.bytes() {
            self.history = self.history.with(u64::from(*byte));
        }
        Some(token)
    }

    /// Which one is drawn: by bias, penalties and temperature, from the likeliest that have `top_p` together.
    fn place(&self, candidates: &[Candidate]) -> usize {
        let mut weighed: Vec<(usize, f64)> = candidates
            .iter()
            .map(|candidate| self.logit(candidate))
            .enumerate()
            .collect();
        weighed.sort_by(|a, b| b.1.total_cmp(&a.1));
        let (likeliest, best) = weighed.first().copied().unwrap_or_default();
        let temperature = self.options.temperature.unwrap_or(1.0);
        if temperature <= 0.0 {
            return likeliest;
        }
        for (_, logit) in &mut weighed {
            *logit = ((*logit - best) / temperature).exp();
        }
        let sum: f64 = weighed.iter().map(|(_, weight)| weight).sum();
        let nucleus = sum * self.options.top_p.unwrap_or(1.0);
        let mut mass = 0.0;
        weighed.retain(|(_, weight)| {
            let is_in = mass < nucleus || mass == 0.0;
            mass += if is_in { *weight } else { 0.0 };
            is_in
        });
        let mut left = mass * self.hash().unit();
        for (place, weight) in weighed {
            left -= weight;
            if left < 0.0 {
                return place;
            }
        }
        likeliest
    }

    fn logit(&self, candidate: &Candidate) -> f64 {
        let id = candidate.id.unwrap_or_default();
        let count = self.counts.get(id as usize).copied().unwrap_or_default();
        let options = self.options;
        candidate.probability.ln() + options.logit_bias.get(&id).copied().unwrap_or_default()
            - options.frequency_penalty.unwrap_or_default() * f64::from(count)
            - options.presence_penalty.unwrap_or_default() * f64::from(count.min(1))
    }
}

/// Keeps this draw from those of the words.
const SPELLED: u64 = 1 << 32;
