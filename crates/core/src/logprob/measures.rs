use std::ops::AddAssign;

use super::{CompensatedSum, Score, TokenLogprob};

/// A value above this is no rounding of 0: no probability is greater than 1.
const ROUNDING: f64 = 1e-6;

/// Running measures of a list of tokens: constant work a token, and two of them add up.
///
/// Sums and means are over the exact scores alone; floors and missing scores are counted apart, since
/// averaging a stand-in such as −9999.0 would say nothing. Where a score is [`positive`](Self::positive) there are
/// none: a provider that sends one sends no log probabilities, and nobody knows what its other numbers are.
///
/// Sums are [compensated](CompensatedSum), so that the parts of a long text come to what the whole does.
///
/// ```
/// use surprisal_core::{Measures, TokenLogprob};
///
/// let tokens = [TokenLogprob::new("a", -1.0), TokenLogprob::new("b", -3.0)];
/// let measures = Measures::of(&tokens);
/// assert_eq!(measures.sum(), Some(-4.0));
/// assert_eq!(measures.mean(), Some(-2.0));
/// assert_eq!(measures.perplexity(), Some(2.0_f64.exp()));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Measures {
    exact: usize,
    floors: usize,
    missing: usize,
    positive: usize,
    sum: CompensatedSum,
    min: f64,
}

impl Measures {
    /// The measures of these tokens.
    pub fn of<'a>(tokens: impl IntoIterator<Item = &'a TokenLogprob>) -> Self {
        tokens.into_iter().collect()
    }

    /// Takes one more token into account.
    pub fn push(&mut self, token: &TokenLogprob) {
        match token.score() {
            Score::Exact(logprob) => {
                *self += Self {
                    exact: 1,
                    positive: usize::from(logprob > ROUNDING),
                    sum: CompensatedSum::of([logprob.min(0.0)]),
                    min: logprob,
                    ..Self::default()
                };
            }
            Score::Floor(_) => self.floors += 1,
            Score::Missing => self.missing += 1,
        }
    }

    /// The number of tokens.
    pub fn count(&self) -> usize {
        self.exact + self.floors + self.missing
    }

    /// The number of tokens whose log probability is exact.
    pub fn exact(&self) -> usize {
        self.exact
    }

    /// The number of tokens whose log probability is a stand-in for "very unlikely".
    pub fn floors(&self) -> usize {
        self.floors
    }

    /// The number of tokens without a log probability.
    pub fn missing(&self) -> usize {
        self.missing
    }

    /// The number of exact values that are greater than 0 by more than rounding (1e-6): no log
    /// probabilities, though the provider calls them so.
    pub fn positive(&self) -> usize {
        self.positive
    }

    /// The sum of the exact log probabilities, in nats. `None` if there is none, and if one is
    /// [`positive`](Self::positive). One that rounding left a little above 0 counts as 0.
    pub fn sum(&self) -> Option<f64> {
        (self.exact > 0 && self.positive == 0).then(|| self.sum.value())
    }

    /// The mean of the exact log probabilities, in nats a token. `None` as for [`sum`](Self::sum).
    pub fn mean(&self) -> Option<f64> {
        self.sum().map(|sum| sum / self.exact as f64)
    }

    /// The probability of all tokens together, 0 to 1: exp of the sum. An upper bound where floors or
    /// missing scores are among them. `None` as for [`sum`](Self::sum).
    pub fn joint_probability(&self) -> Option<f64> {
        self.sum().map(f64::exp)
    }

    /// exp(−mean): the number of equally likely tokens that would be as surprising. `None` as for
    /// [`sum`](Self::sum).
    pub fn perplexity(&self) -> Option<f64> {
        self.mean().map(|mean| (-mean).exp())
    }

    /// The lowest exact log probability, in nats, as it was sent.
    pub fn min(&self) -> Option<f64> {
        (self.exact > 0).then_some(self.min)
    }
}

impl AddAssign for Measures {
    fn add_assign(&mut self, other: Self) {
        self.min = match (self.min(), other.min()) {
            (Some(mine), Some(theirs)) => mine.min(theirs),
            (mine, theirs) => mine.or(theirs).unwrap_or_default(),
        };
        self.exact += other.exact;
        self.floors += other.floors;
        self.missing += other.missing;
        self.positive += other.positive;
        self.sum += other.sum;
    }
}

impl<'a> Extend<&'a TokenLogprob> for Measures {
    fn extend<I: IntoIterator<Item = &'a TokenLogprob>>(&mut self, tokens: I) {
        tokens.into_iter().for_each(|token| self.push(token));
    }
}

impl<'a> FromIterator<&'a TokenLogprob> for Measures {
    fn from_iter<I: IntoIterator<Item = &'a TokenLogprob>>(tokens: I) -> Self {
        let mut measures = Self::default();
        measures.extend(tokens);
        measures
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TopLogprob;

    #[test]
    fn stand_ins_are_counted_and_never_averaged() {
        let tokens = [
            TokenLogprob::new("a", -1.0),
            TokenLogprob::new("b", -9999.0),
            TopLogprob::new("c", 0.0).without_logprob().into(),
            TokenLogprob::new("d", f64::NEG_INFINITY),
        ];
        let measures = Measures::of(&tokens);
        assert_eq!(measures.mean(), Some(-1.0));
        assert_eq!(
            (measures.count(), measures.floors(), measures.missing()),
            (4, 2, 1)
        );
    }

    #[test]
    fn nothing_has_no_measures() {
        let measures = Measures::default();
        assert_eq!((measures.sum(), measures.perplexity()), (None, None));
        assert_eq!((measures.min(), measures.joint_probability()), (None, None));
    }

    #[test]
    fn impossible_values_are_reported() {
        let tokens = [TokenLogprob::new("a", 0.4), TokenLogprob::new("b", 1e-9)];
        let measures = Measures::of(&tokens);
        assert_eq!(measures.positive(), 1);
        assert_eq!(measures.min(), Some(1e-9));
    }

    #[test]
    fn what_is_no_log_probability_has_no_sum_and_a_rounding_error_is_0() {
        let tokens = [-0.5, 0.4].map(|logprob| TokenLogprob::new("a", logprob));
        let measures = Measures::of(&tokens);
        assert_eq!((measures.sum(), measures.mean()), (None, None));
        assert_eq!(
            (measures.perplexity(), measures.joint_probability()),
            (None, None)
        );
        let rounded = Measures::of(&[TokenLogprob::new("a", 1e-9)]);
        assert_eq!(rounded.joint_probability(), Some(1.0));
    }

    #[test]
    fn a_long_sum_keeps_its_digits() {
        let token = TokenLogprob::new("a", -0.1);
        let measures = Measures::of(std::iter::repeat_n(&token, 1_000_000));
        assert_eq!(measures.sum(), Some(-100_000.0));
        let mut parts = Measures::of(std::iter::repeat_n(&token, 400_000));
        parts += Measures::of(std::iter::repeat_n(&token, 600_000));
        assert_eq!(parts.sum(), Some(-100_000.0));
    }

    #[test]
    fn measures_of_parts_add_up() {
        let tokens = [-1.0, -2.0, -4.0].map(|logprob| TokenLogprob::new("x", logprob));
        let (left, right) = tokens.split_at(1);
        let mut sum = Measures::of(left);
        sum += Measures::of(right);
        assert_eq!(sum, Measures::of(&tokens));
    }
}
