use std::num::NonZeroUsize;

use surprisal_core::{Measures, Score, TokenLogprob};

use super::alternatives::Alternatives;
use super::place::upper_bound;
use super::sum::Sum;
use super::surprises::share_of;
use super::window::Window;
use super::worst::Worst;
use crate::Interval;

/// Statistics of tokens as they come: constant work a token, and those of two parts of a text [add up](Self::merge).
///
/// Sums and means are over the tokens with an exact score. Floors (such as −9999.0) and missing scores are counted, and
/// [`mean_bounds`](Self::mean_bounds) says what they leave open. Each is `None` where nothing is known; sums and means
/// also where a value is [no log probability](Self::positive).
///
/// ```
/// use surprisal_confidence::Running;
/// use surprisal_core::TokenLogprob;
///
/// let tokens = [-0.1, -3.0, -0.2].map(|logprob| TokenLogprob::new("x", logprob));
/// let (one, other) = tokens.split_at(1);
/// let running = Running::of(one).merge(&Running::of(other));
/// assert_eq!(running.count(), 3);
/// assert_eq!(running.min(), Some((1, -3.0))); // the second token
/// assert!((running.mean().unwrap() + 1.1).abs() < 1e-12);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Running {
    measures: Measures,
    /// Upper bounds of the log probabilities of the floors, in nats.
    floors: Sum,
    min: Option<(usize, f64)>,
    mean: f64,
    /// The sum of the squared distances from the mean (Welford 1962).
    squares: f64,
    worst: Worst,
    alternatives: Alternatives,
    window: Option<Window>,
}

impl Running {
    /// Of no tokens.
    pub fn new() -> Self {
        Self::default()
    }

    /// Of these tokens.
    pub fn of<'a>(tokens: impl IntoIterator<Item = &'a TokenLogprob>) -> Self {
        Self::new().with(tokens)
    }

    /// Keeps a window of so many tokens too. To be set before the first token.
    #[must_use]
    pub fn with_window(mut self, tokens: NonZeroUsize) -> Self {
        self.window = Some(Window::new(tokens));
        self
    }

    /// Takes more tokens into account.
    #[must_use]
    pub fn with<'a>(mut self, tokens: impl IntoIterator<Item = &'a TokenLogprob>) -> Self {
        self.extend(tokens);
        self
    }

    /// Takes one more token into account.
    pub fn push(&mut self, token: &TokenLogprob) {
        let index = self.count();
        self.measures.push(token);
        self.alternatives.push(token);
        match token.score() {
            Score::Exact(logprob) => self.push_exact(index, logprob.min(0.0)),
            Score::Floor(_) => self.floors += upper_bound(token),
            _ => {}
        }
    }

    fn push_exact(&mut self, index: usize, logprob: f64) {
        if self.min.is_none_or(|(_, least)| logprob < least) {
            self.min = Some((index, logprob));
        }
        let before = logprob - self.mean;
        self.mean += before / self.exact() as f64;
        self.squares += before * (logprob - self.mean);
        self.worst.push(0.0 - logprob);
        if let Some(window) = &mut self.window {
            window.push(0.0 - logprob);
        }
    }

    /// The statistics of this text with another one behind it. However several are grouped, they come to
    /// the same. A window is kept where both have one of the same size.
    #[must_use]
    pub fn merge(mut self, next: &Self) -> Self {
        let (mine, theirs) = (self.exact() as f64, next.exact() as f64);
        if theirs > 0.0 {
            // Chan, Golub and LeVeque 1979.
            let apart = next.mean - self.mean;
            self.squares += next.squares + apart * apart * mine * theirs / (mine + theirs);
            self.mean += apart * theirs / (mine + theirs);
        }
        if let Some((index, logprob)) = next.min
            && self.min.is_none_or(|(_, least)| logprob < least)
        {
            self.min = Some((self.count() + index, logprob));
        }
        self.measures += next.measures;
        self.floors += next.floors;
        self.worst.merge(&next.worst);
        self.alternatives.merge(&next.alternatives);
        self.window = match (self.window, &next.window) {
            (Some(mut window), Some(next)) if window.size() == next.size() => {
                window.merge(next);
                Some(window)
            }
            _ => None,
        };
        self
    }

    /// The number of tokens.
    pub fn count(&self) -> usize {
        self.measures.count()
    }

    /// The number of tokens whose log probability is exact.
    pub fn exact(&self) -> usize {
        self.measures.exact()
    }

    /// The number of tokens whose log probability is a stand-in for "very unlikely", such as −9999.0.
    pub fn floors(&self) -> usize {
        self.measures.floors()
    }

    /// The number of tokens without a log probability.
    pub fn missing(&self) -> usize {
        self.measures.missing()
    }

    /// The number of values above 0 by more than rounding: no log probabilities, though they are called so.
    pub fn positive(&self) -> usize {
        self.measures.positive()
    }

    /// The number of positions whose alternatives have probabilities that add up to more than 1. Their entropy is not
    /// counted.
    pub fn impossible(&self) -> usize {
        self.alternatives.impossible
    }

    /// Whether the log probability of every token is exact.
    pub fn is_exact(&self) -> bool {
        self.exact() == self.count()
    }

    /// The sum of the log probabilities, in nats, with the rounding made good.
    pub fn sum(&self) -> Option<f64> {
        self.measures.sum()
    }

    /// The mean log probability, in nats a token.
    pub fn mean(&self) -> Option<f64> {
        self.measures.mean()
    }

    /// What the mean log probability of *all* tokens may be, in nats: a floor has at most the probability of the least
    /// likely alternative that is listed, and a missing score any. `None` of no tokens, and where one is
    /// [no log probability](Self::positive).
    pub fn mean_bounds(&self) -> Option<Interval> {
        let count = self.count() as f64;
        let upper = (self.sum().unwrap_or_default() + self.floors.value()) / count;
        let lower = if self.is_exact() {
            upper
        } else {
            f64::NEG_INFINITY
        };
        (count > 0.0 && self.positive() == 0).then(|| Interval::new(lower, upper))
    }

    /// exp(−mean log probability).
    pub fn perplexity(&self) -> Option<f64> {
        self.measures.perplexity()
    }

    /// The variance of the log probabilities, in nats², over the number of tokens less one. `None` of fewer than two.
    pub fn variance(&self) -> Option<f64> {
        (self.exact() > 1).then(|| self.squares / (self.exact() - 1) as f64)
    }

    /// The lowest log probability, in nats, and which token has it, the first if several; the first token has index 0.
    pub fn min(&self) -> Option<(usize, f64)> {
        self.min
    }

    /// What the mean of the greatest ⌈share · n⌉ surprisals may be, in nats: see
    /// [`Measure::TailMean`](super::Measure::TailMean).
    ///
    /// The 32 greatest surprisals are kept, so it is exact up to 320 tokens for the worst tenth. Of a longer tail it is
    /// what these and the mean of the rest leave open. `None` where a score is not exact or
    /// [no log probability](Self::positive), and for a share that is not of 0 to 1.
    pub fn tail_mean(&self, share: f64) -> Option<Interval> {
        let tail = share_of(self.exact(), share).filter(|_| self.is_exact())?;
        let all = 0.0 - self.sum()?;
        let kept = tail.min(self.worst.kept().len());
        let (sum, least) = self.worst.first(kept)?;
        let (size, others) = (tail as f64, (tail - kept) as f64);
        if others == 0.0 {
            return Some(Interval::exact(sum / size));
        }
        // The greatest of the rest are at least its mean, and at most the least that is kept.
        let rest = (all - sum).max(0.0);
        let mean = rest / (self.count() - kept) as f64;
        let most = (others * least).min(rest);
        Some(Interval::new(
            (sum + others * mean) / size,
            (sum + most) / size,
        ))
    }

    /// The window, if there is one.
    pub fn window(&self) -> Option<&Window> {
        self.window.as_ref()
    }

    /// The number of tokens that have alternatives.
    pub fn listed(&self) -> usize {
        self.alternatives.listed
    }

    /// The mean of p₁ − p₂, of the two likeliest candidates of each position that lists two, 0 to 1. A chosen
    /// token that is not among the likeliest is none of them.
    pub fn mean_margin(&self) -> Option<f64> {
        self.alternatives.margins.mean()
    }

    /// The least p₁ − p₂, 0 to 1.
    pub fn min_margin(&self) -> Option<f64> {
        self.alternatives.margins.min
    }

    /// The mean of ℓ₁ − ℓ₂, in nats.
    pub fn mean_ln_margin(&self) -> Option<f64> {
        self.alternatives.ln_margins.mean()
    }

    /// The least ℓ₁ − ℓ₂, in nats.
    pub fn min_ln_margin(&self) -> Option<f64> {
        self.alternatives.ln_margins.min
    }

    /// What the mean of the [entropies](super::entropy_bounds) of the positions may be, in nats, for a vocabulary of so many
    /// tokens. Where lists have different lengths, the upper bound is a little above the mean of the bounds.
    pub fn mean_entropy(&self, vocabulary: Option<NonZeroUsize>) -> Option<Interval> {
        self.alternatives.mean_entropy(vocabulary)
    }

    /// The share of the tokens with alternatives for which a likelier one was listed, 0 to 1.
    pub fn off_top_rate(&self) -> Option<f64> {
        self.alternatives.rate(self.alternatives.off_top)
    }

    /// The share of the tokens with alternatives which the list lacks, 0 to 1: vLLM and others add the token to the
    /// list, and its rank tells.
    pub fn off_list_rate(&self) -> Option<f64> {
        self.alternatives.rate(self.alternatives.off_list)
    }
}

impl<'a> Extend<&'a TokenLogprob> for Running {
    fn extend<T: IntoIterator<Item = &'a TokenLogprob>>(&mut self, tokens: T) {
        tokens.into_iter().for_each(|token| self.push(token));
    }
}

impl<'a> FromIterator<&'a TokenLogprob> for Running {
    fn from_iter<T: IntoIterator<Item = &'a TokenLogprob>>(tokens: T) -> Self {
        Self::of(tokens)
    }
}
