use super::TopLogprob;

/// The entropy of the candidates that are known for a position: −Σ p ln p over them, in nats
/// (Shannon 1948), with the mass that they leave out.
///
/// Providers list at most some twenty candidates, so the entropy of the whole distribution is greater
/// than this whenever [`left_out`](Self::left_out) is not zero.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Entropy {
    /// −Σ p ln p over the known candidates, in nats.
    pub nats: f64,
    /// The probability that no known candidate has, 0 to 1.
    pub left_out: f64,
}

impl Entropy {
    /// The entropy of these candidates. Those without an exact score count as left out.
    ///
    /// ```
    /// use surprisal_core::{Entropy, TopLogprob};
    ///
    /// let half = 0.5_f64.ln();
    /// let entropy = Entropy::of(&[TopLogprob::new("a", half), TopLogprob::new("b", half)]);
    /// assert!((entropy.bits() - 1.0).abs() < 1e-12);
    /// assert!(entropy.left_out < 1e-12);
    /// ```
    pub fn of<'a>(candidates: impl IntoIterator<Item = &'a TopLogprob>) -> Self {
        let (mut nats, mut mass) = (0.0, 0.0);
        for logprob in candidates.into_iter().filter_map(|top| top.score().exact()) {
            let probability = logprob.exp();
            nats -= probability * logprob;
            mass += probability;
        }
        Self {
            nats,
            left_out: (1.0_f64 - mass).max(0.0),
        }
    }

    /// The same entropy in bits.
    pub fn bits(self) -> f64 {
        self.nats / std::f64::consts::LN_2
    }
}
