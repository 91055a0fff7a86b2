use std::f64::consts::LN_2;
use std::ops::AddAssign;

use serde::{Deserialize, Serialize};
use surprisal_core::{HasLogprobs as _, Scored};

use crate::measure::Sum;

/// How surprising given texts are to a model, by token, word and byte. Several texts add up, each weighted by its
/// length, as in lm-evaluation-harness.
///
/// By word and by byte, models with different tokens compare; by token they do not. A word is what white space parts.
///
/// ```
/// use surprisal_confidence::TextPerplexity;
/// use surprisal_core::{Channel, Logprobs, Scored, TokenLogprob};
///
/// let tokens = [TokenLogprob::new(" so", -1.0), TokenLogprob::new(" blue", -2.0)];
/// let text = TextPerplexity::of(&Scored::new(" so blue", Logprobs::new(Channel::Content, tokens)));
/// assert_eq!(text.word_perplexity(), Some(1.5_f64.exp()));
/// assert_eq!(text.bits_per_byte(), Some(3.0 / 8.0 / std::f64::consts::LN_2));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct TextPerplexity {
    sum: Sum,
    tokens: usize,
    words: usize,
    bytes: usize,
    inexact: usize,
}

impl TextPerplexity {
    /// Of one text.
    pub fn of(scored: &Scored) -> Self {
        let text = scored.text();
        let measures = scored.measures();
        let mut perplexity = Self {
            tokens: scored.tokens().len(),
            // That harness splits at white space and counts the empty pieces at the ends, too; they are no words.
            words: text.split_whitespace().count(),
            bytes: text.len(),
            inexact: measures.count() - measures.exact() + measures.positive(),
            ..Self::default()
        };
        let exact = scored.tokens().iter();
        let exact = exact.filter_map(|token| token.score().exact());
        exact.for_each(|logprob| perplexity.sum += logprob);
        perplexity
    }

    /// Σ ln p of all tokens, in nats. `None` where one of them has no exact score, as the first has where nothing comes
    /// before it, or one that is above 0, which is no log probability; or where there is none.
    pub fn sum(&self) -> Option<f64> {
        let is_whole = self.inexact == 0 && self.tokens > 0;
        is_whole.then_some(self.sum.value())
    }

    /// exp(−Σ ln p / tokens); 1 is a text without surprise. `None` as for [`sum`](Self::sum).
    pub fn token_perplexity(&self) -> Option<f64> {
        self.surprisal_by(self.tokens).map(f64::exp)
    }

    /// exp(−Σ ln p / words); 1 is a text without surprise. `None` as for [`sum`](Self::sum), and where there are no
    /// words.
    pub fn word_perplexity(&self) -> Option<f64> {
        self.surprisal_by(self.words).map(f64::exp)
    }

    /// exp(−Σ ln p / bytes of UTF-8); 1 is a text without surprise. `None` as for [`sum`](Self::sum).
    pub fn byte_perplexity(&self) -> Option<f64> {
        self.surprisal_by(self.bytes).map(f64::exp)
    }

    /// −Σ ln p / bytes of UTF-8 / ln 2: how many bits the model needs for a byte. `None` as for [`sum`](Self::sum).
    pub fn bits_per_byte(&self) -> Option<f64> {
        self.surprisal_by(self.bytes).map(|nats| nats / LN_2)
    }

    fn surprisal_by(&self, units: usize) -> Option<f64> {
        let sum = self.sum().filter(|_| units > 0)?;
        Some(-sum / units as f64)
    }
}

impl AddAssign for TextPerplexity {
    fn add_assign(&mut self, other: Self) {
        self.sum += other.sum;
        self.tokens += other.tokens;
        self.words += other.words;
        self.bytes += other.bytes;
        self.inexact += other.inexact;
    }
}
