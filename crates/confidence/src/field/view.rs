use std::ops::Range;

use serde_json::Value;
use surprisal_core::{Measures, Score, TokenLogprob};

use super::place::Place;
use super::{Boundary, Decision, FieldKind, OwnedField};
use crate::Interval;
use crate::measure::{Sum, upper_bound};

/// A value of a JSON answer, with the log probabilities of the tokens that it has.
///
/// It has three numbers, since the quotes are tokens as well, and often ones that hold more than a quote. In
/// `{"date":"Friday","n":1}` with the tokens `{"`, `date`, `":"`, `Friday`, `","`, …
///
/// | | of the tokens | says |
/// |---|---|---|
/// | [`content`](Self::content) | `Friday` | how likely this content was |
/// | [`with_opener`](Self::with_opener) | `":"`, `Friday` | the same, and that it is a string |
/// | [`with_boundaries`](Self::with_boundaries) | `":"`, `Friday`, `","` | the same, and that it ends here |
///
/// The opener is the token of the opening quote or bracket. Numbers, `true`, `false` and `null` have none. The closer
/// is the token of the closing quote or bracket, or of the byte behind a number, by which it ends; a word has none, nor
/// has a number with which the text ends. A closer may say what comes next, too: `"}` and not `",`.
///
/// Each is a [`Measures`], in nats: its `sum` is the log probability of all of the tokens together, its `min` that of
/// the least likely. Floors and missing scores are counted there and are no part of the sum, which is an upper bound
/// then; see [`probability`](Self::probability). A token counts as a whole for each value of which it holds a byte:
/// [`start_boundary`](Self::start_boundary) and [`end_boundary`](Self::end_boundary) tell where that is the case.
///
/// Each number takes time in proportion to the tokens of the value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Field<'a> {
    place: &'a Place,
    raw: &'a str,
    /// Those with the boundaries.
    tokens: &'a [TokenLogprob],
}

impl<'a> Field<'a> {
    /// The value at this place of a text with these tokens.
    pub(super) fn of(place: &'a Place, text: &'a str, tokens: &'a [TokenLogprob]) -> Self {
        let raw = text.get(place.span.bytes.clone());
        let tokens = tokens.get(place.with_boundaries.clone());
        Self::new(place, raw.unwrap_or_default(), tokens.unwrap_or_default())
    }

    pub(super) fn new(place: &'a Place, raw: &'a str, tokens: &'a [TokenLogprob]) -> Self {
        Self { place, raw, tokens }
    }

    /// The value with its own text and tokens.
    pub(super) fn done(&self) -> OwnedField {
        OwnedField::new(
            self.place.clone(),
            self.raw.to_owned(),
            self.tokens.to_vec(),
        )
    }

    /// Where it is in the JSON: an RFC 6901 pointer such as `/items/0/name`, empty for the whole. `~` in a key is `~0`,
    /// `/` is `~1`.
    pub fn pointer(&self) -> &'a str {
        &self.place.span.pointer
    }

    /// How many values with the same pointer are before it: not 0 where an object has a key twice.
    pub fn occurrence(&self) -> usize {
        self.place.occurrence
    }

    /// What it is.
    pub fn kind(&self) -> FieldKind {
        self.place.span.kind
    }

    /// Its JSON as it stands in the text, with quotes and escapes.
    pub fn raw(&self) -> &'a str {
        self.raw
    }

    /// The value. `None` where it has none: half of a surrogate pair, or a number beyond `f64`. An object that has a
    /// key twice has the last.
    pub fn value(&self) -> Option<Value> {
        serde_json::from_str(self.raw).ok()
    }

    /// Its bytes in the text, with quotes or brackets.
    pub fn byte_range(&self) -> Range<usize> {
        self.place.span.bytes.clone()
    }

    /// The bytes of its content in the text, without quotes or brackets.
    pub fn content_range(&self) -> Range<usize> {
        self.place.span.content()
    }

    /// Of the tokens that hold a byte of the content, in nats. There is none in `""`, `[]` and `{}`.
    pub fn content(&self) -> Measures {
        Measures::of(self.tokens())
    }

    /// Of those and the opener, in nats.
    pub fn with_opener(&self) -> Measures {
        Measures::of(self.slice(&self.place.with_opener))
    }

    /// Of those, the opener and the closer, in nats.
    pub fn with_boundaries(&self) -> Measures {
        Measures::of(self.tokens)
    }

    /// The probability of the content, 0 to 1; of a value without content that of the value with its boundaries.
    ///
    /// It is an interval from 0 where there are floors, which have at most the probability of the least likely
    /// alternative that is listed, or missing scores, which may be up to 1. `None` where there are no tokens or no
    /// score at all, and where one is [no log probability](Measures::positive).
    pub fn probability(&self) -> Option<Interval> {
        let tokens = self.ranked();
        let measures = Measures::of(tokens);
        if measures.exact() + measures.floors() == 0 || measures.positive() > 0 {
            return None;
        }
        let floors = tokens
            .iter()
            .filter(|token| matches!(token.score(), Score::Floor(_)));
        let floors = Sum::of(floors.map(upper_bound)).value();
        let upper = (measures.sum().unwrap_or_default() + floors).exp();
        Some(match measures.exact() == measures.count() {
            true => Interval::exact(upper),
            false => Interval::new(0.0, upper),
        })
    }

    /// The tokens that hold a byte of the content, in their order.
    pub fn tokens(&self) -> &'a [TokenLogprob] {
        self.slice(&self.place.content)
    }

    /// The indices of [`tokens`](Self::tokens) among the tokens of the text.
    pub fn token_range(&self) -> Range<usize> {
        self.place.content.clone()
    }

    /// The least likely token of the content: the first with a floor, or else the one with the lowest score.
    pub fn weakest_token(&self) -> Option<&'a TokenLogprob> {
        let scored = self
            .tokens()
            .iter()
            .filter_map(|token| match token.score() {
                Score::Exact(score) => Some((token, score)),
                Score::Floor(_) => Some((token, f64::NEG_INFINITY)),
                _ => None,
            });
        let weakest = scored.min_by(|(_, a), (_, b)| a.total_cmp(b));
        weakest.map(|(token, _)| token)
    }

    /// How the beginning of the content meets the tokens.
    pub fn start_boundary(&self) -> Boundary {
        self.place.start
    }

    /// How the end of the content meets the tokens.
    pub fn end_boundary(&self) -> Boundary {
        self.place.end
    }

    /// Whether a token of it has bytes of something else, at either edge.
    pub fn is_shared(&self) -> bool {
        [self.start_boundary(), self.end_boundary()].contains(&Boundary::Shared)
    }

    /// Where the content begins: read a distribution over labels there. In `""`, `[]` and `{}` it is the closer, by
    /// which the model decided that there is no content.
    pub fn decision(&self) -> Decision {
        self.place.decision
    }

    /// The token of [`decision`](Self::decision), whose alternatives are what the value could have begun with.
    pub fn decision_token(&self) -> Option<&'a TokenLogprob> {
        let at = self.place.decision.token;
        self.slice(&(at..at + 1)).first()
    }

    /// How surely it is right, for sorting: what may be anything first, then by log probability.
    pub(super) fn rank(&self) -> (u8, f64) {
        let measures = Measures::of(self.ranked());
        let known = match (measures.floors(), measures.missing() + measures.positive()) {
            (1.., _) => 0,
            (0, 1..) => 1,
            (0, 0) => 2,
        };
        (known, measures.sum().unwrap_or_default())
    }

    /// The tokens of the content, or of all where there is none.
    fn ranked(&self) -> &'a [TokenLogprob] {
        match self.place.content.is_empty() {
            true => self.tokens,
            false => self.tokens(),
        }
    }

    /// Those with these indices among the tokens of the text.
    fn slice(&self, range: &Range<usize>) -> &'a [TokenLogprob] {
        let first = self.place.with_boundaries.start;
        let range = range.start.saturating_sub(first)..range.end.saturating_sub(first);
        self.tokens.get(range).unwrap_or_default()
    }
}
