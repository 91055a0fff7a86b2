use std::fmt;

use super::{BytesOrigin, Entropy, Score, TopLogprob};

/// A token of the answer or of the prompt, with its log probability and the alternatives that the
/// provider listed for its position.
///
/// ```
/// use surprisal_core::{TokenLogprob, TopLogprob};
///
/// let token = TokenLogprob::new("Paris", -0.1)
///     .with_top_logprobs([TopLogprob::new("Paris", -0.1), TopLogprob::new("Lyon", -2.9)]);
/// assert_eq!(token.logprob(), Some(-0.1));
/// assert_eq!(token.top_logprobs().map(<[_]>::len), Some(2));
/// assert!((token.margin().unwrap() - 2.8).abs() < 1e-12);
/// ```
#[derive(Clone, PartialEq)]
pub struct TokenLogprob {
    chosen: TopLogprob,
    top: Option<Box<[TopLogprob]>>,
}

impl TokenLogprob {
    /// A token of this text with its log probability in nats and no list of alternatives.
    pub fn new(token: &str, logprob: f64) -> Self {
        TopLogprob::new(token, logprob).into()
    }

    /// Sets the list of alternatives, most likely first. An empty list differs from none.
    #[must_use]
    pub fn with_top_logprobs(mut self, top: impl IntoIterator<Item = TopLogprob>) -> Self {
        self.top = Some(top.into_iter().collect());
        self
    }

    /// The token itself, as a candidate of its position.
    pub fn chosen(&self) -> &TopLogprob {
        &self.chosen
    }

    /// The token's text; see [`TopLogprob::token`].
    pub fn token(&self) -> Option<&str> {
        self.chosen.token()
    }

    /// The token's bytes; see [`TopLogprob::bytes`].
    pub fn bytes(&self) -> Option<&[u8]> {
        self.chosen.bytes()
    }

    /// Where the bytes come from.
    pub fn bytes_origin(&self) -> Option<BytesOrigin> {
        self.chosen.bytes_origin()
    }

    /// The log probability in nats as the provider sent it; see [`TopLogprob::logprob`].
    pub fn logprob(&self) -> Option<f64> {
        self.chosen.logprob()
    }

    /// The log probability with what it is worth.
    pub fn score(&self) -> Score {
        self.chosen.score()
    }

    /// The probability, 0 to 1, if the log probability is exact.
    pub fn probability(&self) -> Option<f64> {
        self.chosen.probability()
    }

    /// The token's id in the model's vocabulary, if the provider sends ids.
    pub fn id(&self) -> Option<u32> {
        self.chosen.id()
    }

    /// The token's rank among all candidates, if the provider sends ranks.
    pub fn rank(&self) -> Option<u32> {
        self.chosen.rank()
    }

    /// The alternatives in the order of the wire. `None` if no list was sent, which differs from an
    /// empty one. The list may be shorter than was asked for, and may lack the token itself.
    pub fn top_logprobs(&self) -> Option<&[TopLogprob]> {
        self.top.as_deref()
    }

    /// Every candidate that is known for the position, once each: the listed ones, and the chosen
    /// token if the list lacks it.
    pub fn candidates(&self) -> impl Iterator<Item = &TopLogprob> {
        let listed = self.top.as_deref().unwrap_or_default();
        let is_listed = listed.iter().any(|top| top.is_same_token(&self.chosen));
        listed.iter().chain((!is_listed).then_some(&self.chosen))
    }

    /// The entropy of the known candidates, in nats, with the mass that they leave out.
    /// `None` where no alternatives were listed.
    pub fn entropy(&self) -> Option<Entropy> {
        let listed = self.top.as_deref()?;
        (!listed.is_empty()).then(|| Entropy::of(self.candidates()))
    }

    /// How far the most likely candidate is ahead of the next, in nats. `None` where fewer than two
    /// exact scores are known to be of the two likeliest.
    ///
    /// A list has the likeliest candidates. A chosen token that it lacks counts only where it is as likely
    /// as the last that is listed, or is one of the first two by its [rank](Self::rank); one that was added
    /// to it, as vLLM does, only where its rank is within the list. Unlisted ones may be before any other.
    pub fn margin(&self) -> Option<f64> {
        let listed = self.top_logprobs()?;
        let exact = |top: &TopLogprob| top.score().exact();
        let is_chosen = |top: &TopLogprob| top.is_same_token(&self.chosen);
        let rank = self.rank().and_then(|rank| usize::try_from(rank).ok());
        let is_added = rank.is_some_and(|rank| rank > listed.len());
        let likeliest = || {
            let likeliest = listed.iter().filter(|top| !(is_added && is_chosen(top)));
            likeliest.filter_map(exact)
        };
        let last = likeliest().reduce(f64::min);
        let unlisted = exact(&self.chosen).filter(|chosen| {
            let is_first = rank.is_some_and(|rank| rank <= 2);
            (is_first || last.is_some_and(|last| last <= *chosen)) && !listed.iter().any(is_chosen)
        });
        let (mut best, mut next) = (f64::NEG_INFINITY, f64::NEG_INFINITY);
        for score in likeliest().chain(unlisted) {
            next = next.max(score.min(best));
            best = best.max(score);
        }
        next.is_finite().then_some(best - next)
    }
}

impl From<TopLogprob> for TokenLogprob {
    fn from(chosen: TopLogprob) -> Self {
        Self { chosen, top: None }
    }
}

impl fmt::Debug for TokenLogprob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("TokenLogprob");
        self.chosen.debug_fields(&mut out);
        match &self.top {
            Some(top) => out.field("top_logprobs", top),
            None => out.field("top_logprobs", &self.top),
        };
        out.finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_with_five_alternatives_holds_less_than_400_bytes() {
        let token = size_of::<TokenLogprob>() + 5 * size_of::<TopLogprob>();
        assert!(token <= 400, "{token}");
    }

    #[test]
    fn no_list_differs_from_an_empty_one() {
        let without = TokenLogprob::new("a", -1.0);
        let empty = TokenLogprob::new("a", -1.0).with_top_logprobs([]);
        assert_ne!(without, empty);
        assert_eq!((without.entropy(), empty.entropy()), (None, None));
    }

    #[test]
    fn a_chosen_token_outside_its_list_is_still_a_candidate() {
        let token = TokenLogprob::new("c", -7.0)
            .with_top_logprobs([TopLogprob::new("a", -0.5), TopLogprob::new("b", -1.5)]);
        assert_eq!(token.candidates().count(), 3);
        assert_eq!(token.margin(), Some(1.0));
    }

    #[test]
    fn a_chosen_token_outside_its_list_is_not_taken_for_the_second() {
        let of = |chosen: TopLogprob| {
            let token = TokenLogprob::from(chosen);
            token
                .with_top_logprobs([TopLogprob::new("a", -0.5)])
                .margin()
        };
        let chosen = TopLogprob::new("c", -7.0);
        assert_eq!(of(chosen.clone()), None);
        assert_eq!(of(chosen.clone().with_rank(5)), None);
        assert_eq!(of(chosen.with_rank(2)), Some(6.5));
        // Lists of the others alone: what is likelier than all that is listed is the first.
        assert_eq!(of(TopLogprob::new("c", -0.25)), Some(0.25));
        // Added to the list, behind many that are not in it.
        let added = TopLogprob::new("c", -7.0).with_rank(50);
        let list = [TopLogprob::new("a", -0.5), added.clone()];
        let token = TokenLogprob::from(added).with_top_logprobs(list);
        assert_eq!(token.margin(), None);
        assert_eq!(TokenLogprob::new("c", -0.25).margin(), None);
    }

    #[test]
    fn debug_reads_like_the_wire() {
        let token = TokenLogprob::new("I", -0.25).with_top_logprobs([]);
        assert_eq!(
            format!("{token:?}"),
            r#"TokenLogprob { token: "I", bytes: [73], logprob: -0.25, top_logprobs: [] }"#
        );
    }
}
