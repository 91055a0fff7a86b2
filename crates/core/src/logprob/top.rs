use std::fmt;

use ecow::EcoString;

use super::Score;

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
/// It takes 40 bytes, and a text of up to 15 bytes costs no heap allocation.
///
/// ```
/// use surprisal_core::{BytesOrigin, TopLogprob};
///
/// let top = TopLogprob::new("Paris", -0.1).with_id(12095);
/// assert_eq!(top.token(), Some("Paris"));
/// assert_eq!(top.bytes(), Some(&b"Paris"[..]));
/// assert_eq!(top.bytes_origin(), Some(BytesOrigin::Text));
/// ```
#[derive(Clone, PartialEq)]
pub struct TopLogprob {
    text: EcoString,
    logprob: f64,
    id: u32,
    has: Has,
    bytes: Bytes,
    rare: Option<Box<Rare>>,
}

/// Which of the optional numbers are set: cheaper than three `Option`s.
#[derive(Clone, Copy, PartialEq)]
struct Has {
    text: bool,
    logprob: bool,
    id: bool,
}

/// Where to find the bytes.
#[derive(Clone, Copy, PartialEq)]
enum Bytes {
    /// The provider said nothing of bytes: they follow from the text if it is whole.
    Unsaid,
    /// The provider said that there are none, as for special tokens.
    Null,
    /// The provider's bytes are those of the text.
    SameAsText,
    /// They differ from the text's, and are in `Rare`.
    Own(BytesOrigin),
}

#[derive(Clone, Default, PartialEq)]
struct Rare {
    bytes: Vec<u8>,
    rank: Option<u32>,
}

impl TopLogprob {
    /// A token of this text with its log probability in nats.
    pub fn new(token: &str, logprob: f64) -> Self {
        Self {
            text: EcoString::from(token),
            logprob,
            id: 0,
            has: Has {
                text: true,
                logprob: true,
                id: false,
            },
            bytes: Bytes::Unsaid,
            rare: None,
        }
    }

    /// A token of which only the id is known, with its log probability in nats.
    pub fn from_id(id: u32, logprob: f64) -> Self {
        let mut top = Self::new("", logprob).with_id(id);
        top.has.text = false;
        top.bytes = Bytes::Null;
        top
    }

    /// Sets the bytes that the provider sent.
    #[must_use]
    pub fn with_bytes(mut self, bytes: &[u8]) -> Self {
        if self.has.text && self.text.as_bytes() == bytes {
            self.bytes = Bytes::SameAsText;
        } else {
            self.rare().bytes = bytes.to_vec();
            self.bytes = Bytes::Own(BytesOrigin::Wire);
        }
        self
    }

    /// Sets bytes that were decoded from an escape in the text.
    #[must_use]
    pub fn with_escaped_bytes(mut self, bytes: Vec<u8>) -> Self {
        self.rare().bytes = bytes;
        self.bytes = Bytes::Own(BytesOrigin::Escape);
        self
    }

    /// Says that the token has no bytes, as providers do for special tokens.
    #[must_use]
    pub fn without_bytes(mut self) -> Self {
        self.bytes = Bytes::Null;
        self
    }

    /// Says that the provider sent no number for it.
    #[must_use]
    pub fn without_logprob(mut self) -> Self {
        self.logprob = 0.0;
        self.has.logprob = false;
        self
    }

    /// Sets the token's id in the model's vocabulary.
    #[must_use]
    pub fn with_id(mut self, id: u32) -> Self {
        self.id = id;
        self.has.id = true;
        self
    }

    /// Sets the token's rank among all candidates; the most likely one has rank 1.
    #[must_use]
    pub fn with_rank(mut self, rank: u32) -> Self {
        self.rare().rank = Some(rank);
        self
    }

    /// The token's text as the provider wrote it. Part of a character may be spelled as an escape
    /// (`\xf0\x9f`), so rebuild a text from [`bytes`](Self::bytes), never from this.
    pub fn token(&self) -> Option<&str> {
        self.has.text.then_some(self.text.as_str())
    }

    /// The token's bytes: those on the wire, or else those of its text.
    ///
    /// `None` if the provider says there are none, or if the text holds U+FFFD, which stands for bytes
    /// that are lost.
    pub fn bytes(&self) -> Option<&[u8]> {
        match self.bytes {
            Bytes::Null => None,
            Bytes::SameAsText => Some(self.text.as_bytes()),
            Bytes::Unsaid => self.is_whole().then_some(self.text.as_bytes()),
            Bytes::Own(_) => self.rare.as_deref().map(|rare| rare.bytes.as_slice()),
        }
    }

    /// Where [`bytes`](Self::bytes) come from.
    pub fn bytes_origin(&self) -> Option<BytesOrigin> {
        match self.bytes {
            Bytes::Null => None,
            Bytes::SameAsText => Some(BytesOrigin::Wire),
            Bytes::Unsaid => self.is_whole().then_some(BytesOrigin::Text),
            Bytes::Own(origin) => Some(origin),
        }
    }

    /// Whether the provider said that the token has no bytes, as it does for special tokens.
    pub(super) fn is_without_bytes(&self) -> bool {
        self.bytes == Bytes::Null
    }

    /// The log probability in nats as the provider sent it, or `None` if it sent none. It may be a
    /// stand-in such as −9999.0: [`score`](Self::score) tells.
    pub fn logprob(&self) -> Option<f64> {
        self.has.logprob.then_some(self.logprob)
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
        self.has.id.then_some(self.id)
    }

    /// The token's rank among all candidates, 1 for the most likely, if the provider sends ranks.
    pub fn rank(&self) -> Option<u32> {
        self.rare.as_deref().and_then(|rare| rare.rank)
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
        self.has.text && !self.text.contains('\u{fffd}')
    }

    fn rare(&mut self) -> &mut Rare {
        self.rare.get_or_insert_default()
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
    fn a_candidate_takes_forty_bytes() {
        assert_eq!(size_of::<TopLogprob>(), 40);
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
