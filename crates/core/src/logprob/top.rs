use std::{fmt, str};

use ecow::EcoBytes;

use super::Score;
use super::shape::{Bytes, Shape};

/// Where the bytes of a token come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum BytesOrigin {
    /// The provider sent them.
    Wire,
    /// They are the UTF-8 of the token's text, since the provider sent none.
    Text,
    /// They were decoded from an escape in the token's text, such as `bytes:\xe9\x80`.
    Escape,
}

/// One candidate for a position: a token with its log probability.
///
/// It takes 32 bytes, and a text of up to 15 bytes costs no heap allocation.
///
/// ```
/// use surprisal_core::{BytesOrigin, TopLogprob};
///
/// let top = TopLogprob::new("Paris", -0.1).with_id(12095);
/// assert_eq!(top.token(), Some("Paris"));
/// assert_eq!(top.bytes(), Some(&b"Paris"[..]));
/// assert_eq!(top.bytes_origin(), Some(BytesOrigin::Text));
/// ```
#[derive(Clone)]
pub struct TopLogprob {
    /// The text; behind it the bytes, where they are not the text's; behind these the rank.
    data: EcoBytes,
    /// NaN where the provider sent none.
    logprob: f64,
    /// [`NO_ID`] where the provider sent none.
    id: u32,
    shape: Shape,
}

/// No vocabulary is so large.
const NO_ID: u32 = u32::MAX;

const RANK_LENGTH: usize = size_of::<u32>();

impl TopLogprob {
    /// A token of this text with its log probability in nats.
    pub fn new(token: &str, logprob: f64) -> Self {
        Self {
            data: EcoBytes::from(token.as_bytes()),
            logprob,
            id: NO_ID,
            shape: Shape::TEXT,
        }
    }

    /// A token of which only the id is known, with its log probability in nats.
    pub fn from_id(id: u32, logprob: f64) -> Self {
        Self {
            data: EcoBytes::new(),
            logprob,
            id,
            shape: Shape::ID,
        }
    }

    /// Sets the bytes that the provider sent.
    #[must_use]
    pub fn with_bytes(mut self, bytes: &[u8]) -> Self {
        if self.shape.has_text() && self.text() == bytes {
            self.set_bytes(Bytes::SameAsText, &[]);
        } else {
            self.set_bytes(Bytes::Own(BytesOrigin::Wire), bytes);
        }
        self
    }

    /// Sets bytes that were decoded from an escape in the text.
    #[must_use]
    pub fn with_escaped_bytes(mut self, bytes: &[u8]) -> Self {
        self.set_bytes(Bytes::Own(BytesOrigin::Escape), bytes);
        self
    }

    /// Says that the token has no bytes, as providers do for special tokens.
    #[must_use]
    pub fn without_bytes(mut self) -> Self {
        self.set_bytes(Bytes::Null, &[]);
        self
    }

    /// Says that the provider sent no number for it.
    #[must_use]
    pub fn without_logprob(mut self) -> Self {
        self.logprob = f64::NAN;
        self
    }

    /// Sets the token's id in the model's vocabulary.
    #[must_use]
    pub fn with_id(mut self, id: u32) -> Self {
        self.id = id;
        self
    }

    /// Sets the token's rank among all candidates; the most likely one has rank 1.
    #[must_use]
    pub fn with_rank(mut self, rank: u32) -> Self {
        let own = self.own().to_vec();
        self.put(&own, Some(rank));
        self
    }

    /// The token's text as the provider wrote it. Part of a character may be spelled as an escape
    /// (`\xf0\x9f`), so rebuild a text from [`bytes`](Self::bytes), never from this.
    pub fn token(&self) -> Option<&str> {
        // It was a text when it was put there; only a look at it tells the compiler so.
        let text = self.shape.has_text().then(|| str::from_utf8(self.text()));
        text.and_then(Result::ok)
    }

    /// The token's bytes: those on the wire, or else those of its text.
    ///
    /// `None` if the provider says there are none, or if the text holds U+FFFD, which stands for bytes
    /// that are lost.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self.shape.bytes() {
            Bytes::Null => None,
            Bytes::SameAsText => Some(self.text()),
            Bytes::Unsaid => self.is_whole().then_some(self.text()),
            Bytes::Own(_) => Some(self.own()),
        }
    }

    /// Where [`bytes`](Self::bytes) come from.
    pub fn bytes_origin(&self) -> Option<BytesOrigin> {
        match self.shape.bytes() {
            Bytes::Null => None,
            Bytes::SameAsText => Some(BytesOrigin::Wire),
            Bytes::Unsaid => self.is_whole().then_some(BytesOrigin::Text),
            Bytes::Own(origin) => Some(origin),
        }
    }

    /// Whether the provider said that the token has no bytes, as it does for special tokens.
    pub(super) fn is_without_bytes(&self) -> bool {
        self.shape.bytes() == Bytes::Null
    }

    /// The log probability in nats as the provider sent it, or `None` if it sent none. It may be a
    /// stand-in such as −9999.0: [`score`](Self::score) tells.
    pub fn logprob(&self) -> Option<f64> {
        Some(self.logprob).filter(|logprob| !logprob.is_nan())
    }

    /// The log probability with what it is worth.
    pub fn score(&self) -> Score {
        Score::new(self.logprob())
    }

    /// The probability, 0 to 1, if the log probability is exact.
    pub fn probability(&self) -> Option<f64> {
        self.score().exact().map(f64::exp)
    }

    /// The token's id in the model's vocabulary, if the provider sends ids.
    pub fn id(&self) -> Option<u32> {
        Some(self.id).filter(|id| *id != NO_ID)
    }

    /// The token's rank among all candidates, 1 for the most likely, if the provider sends ranks.
    pub fn rank(&self) -> Option<u32> {
        let rank = self.data.last_chunk().filter(|_| self.shape.has_rank());
        rank.map(|rank| u32::from_le_bytes(*rank))
    }

    /// The same token as `other`: by id where both have one, else by bytes, else by text.
    pub fn is_same_token(&self, other: &Self) -> bool {
        match (self.id(), other.id()) {
            (Some(a), Some(b)) => a == b,
            _ => match (self.bytes(), other.bytes()) {
                (Some(a), Some(b)) => a == b,
                _ => self.token().is_some() && self.token() == other.token(),
            },
        }
    }

    fn is_whole(&self) -> bool {
        self.token().is_some_and(|text| !text.contains('\u{fffd}'))
    }

    fn text(&self) -> &[u8] {
        let behind = self.shape.own_length() + self.rank_length();
        let length = self.data.len().saturating_sub(behind);
        self.data.get(..length).unwrap_or_default()
    }

    /// The bytes that are not the text's.
    fn own(&self) -> &[u8] {
        let start = self.text().len();
        let end = start + self.shape.own_length();
        self.data.get(start..end).unwrap_or_default()
    }

    fn rank_length(&self) -> usize {
        if self.shape.has_rank() {
            RANK_LENGTH
        } else {
            0
        }
    }

    fn set_bytes(&mut self, bytes: Bytes, own: &[u8]) {
        if own.len() + self.shape.own_length() > 0 {
            self.put(own, self.rank());
        }
        self.shape.set_bytes(bytes);
    }

    /// Puts these behind the text, in the place of what is there.
    fn put(&mut self, own: &[u8], rank: Option<u32>) {
        self.data.truncate(self.text().len());
        self.data.extend_from_slice(own);
        if let Some(rank) = rank {
            self.data.extend_from_slice(&rank.to_le_bytes());
        }
        self.shape.set_behind(own.len(), rank.is_some());
    }

    pub(super) fn debug_fields(&self, out: &mut fmt::DebugStruct<'_, '_>) {
        out.field("token", &OrNone(self.token()))
            .field("bytes", &OrNone(self.bytes()))
            .field("logprob", &OrNone(self.logprob()));
        if let Some(id) = self.id() {
            out.field("id", &id);
        }
        if let Some(rank) = self.rank() {
            out.field("rank", &rank);
        }
    }
}

impl PartialEq for TopLogprob {
    fn eq(&self, other: &Self) -> bool {
        self.data == other.data
            && self.logprob() == other.logprob()
            && self.id == other.id
            && self.shape == other.shape
    }
}

impl fmt::Debug for TopLogprob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("TopLogprob");
        self.debug_fields(&mut out);
        out.finish()
    }
}

/// Prints the value without `Some(…)`, so that a list of tokens can be read.
struct OrNone<T>(Option<T>);

impl<T: fmt::Debug> fmt::Debug for OrNone<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(value) => value.fmt(f),
            None => f.write_str("None"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_candidate_takes_32_bytes() {
        assert_eq!(size_of::<TopLogprob>(), 32);
    }

    #[test]
    fn text_bytes_and_rank_are_kept_apart_in_any_order_of_setting() {
        let ways = [
            TopLogprob::new("a\u{fffd}", -1.0)
                .with_bytes(b"a\xf0")
                .with_rank(7),
            TopLogprob::new("a\u{fffd}", -1.0)
                .with_rank(7)
                .with_bytes(b"a\xf0"),
            TopLogprob::new("a\u{fffd}", -1.0)
                .with_rank(1)
                .with_escaped_bytes(b"longer than fifteen bytes")
                .with_rank(7)
                .with_bytes(b"a\xf0"),
        ];
        for top in ways {
            assert_eq!(top.token(), Some("a\u{fffd}"));
            assert_eq!(top.bytes(), Some(&b"a\xf0"[..]));
            assert_eq!(top.rank(), Some(7));
            assert_eq!(top, top.clone());
        }
        let same = TopLogprob::new("ab", -1.0)
            .with_bytes(b"x")
            .with_bytes(b"ab");
        assert_eq!(same, TopLogprob::new("ab", -1.0).with_bytes(b"ab"));
    }

    #[test]
    fn a_replacement_character_never_becomes_bytes() {
        let top = TopLogprob::new("\u{fffd}", -1.0);
        assert_eq!((top.bytes(), top.bytes_origin()), (None, None));
    }

    #[test]
    fn a_split_character_keeps_its_escape_and_its_bytes() {
        let top = TopLogprob::new(r"\xf0\x9f\x92", -1.0).with_bytes(&[240, 159, 146]);
        assert_eq!(top.token(), Some(r"\xf0\x9f\x92"));
        assert_eq!(top.bytes(), Some(&[240, 159, 146][..]));
        assert_eq!(top.bytes_origin(), Some(BytesOrigin::Wire));
    }

    #[test]
    fn null_bytes_are_not_filled_from_the_text() {
        let top = TopLogprob::new("<|end|>", -8.0).without_bytes();
        assert_eq!((top.token(), top.bytes()), (Some("<|end|>"), None));
    }
}
