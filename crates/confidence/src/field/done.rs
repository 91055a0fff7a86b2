use surprisal_core::TokenLogprob;

use super::Field;
use super::place::Place;

/// A value of a JSON answer that is whole, with its own text and tokens: what a [`FieldStream`](super::FieldStream)
/// gives.
#[derive(Clone, Debug, PartialEq)]
pub struct OwnedField {
    place: Place,
    raw: String,
    /// Those with the boundaries.
    tokens: Vec<TokenLogprob>,
}

impl OwnedField {
    pub(super) fn new(place: Place, raw: String, tokens: Vec<TokenLogprob>) -> Self {
        Self { place, raw, tokens }
    }

    /// The value and its numbers.
    pub fn field(&self) -> Field<'_> {
        Field::new(&self.place, &self.raw, &self.tokens)
    }
}
