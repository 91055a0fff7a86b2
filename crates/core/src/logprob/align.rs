use std::ops::Range;

use super::TokenLogprob;
use crate::{Error, Result};

/// Which bytes of a text each token stands for.
///
/// Made only where the tokens' bytes, end to end, *are* the text: so a range always means what it
/// says. Characters are never counted and token texts never joined, since a token may hold part of a
/// character.
///
/// ```
/// use surprisal_core::{Alignment, TokenLogprob};
///
/// let tokens = [TokenLogprob::new("The", -0.1), TokenLogprob::new(" sky", -0.2)];
/// let alignment = Alignment::new(&tokens, "The sky")?;
/// assert_eq!(alignment.byte_range(1), Some(3..7));
/// assert_eq!(alignment.tokens(4..7), 1..2);
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alignment {
    /// Where each token ends; the first starts at 0.
    ends: Vec<usize>,
}

impl Alignment {
    /// Aligns tokens with the text that they make up. A token of which the provider said that it has
    /// no bytes (a special token) stands for none.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](crate::ErrorKind::BadResponse) where the bytes of a token are not
    /// known, or where they are not those of the text.
    pub fn new(tokens: &[TokenLogprob], text: &str) -> Result<Self> {
        let mut rest = text.as_bytes();
        let mut ends = Vec::with_capacity(tokens.len());
        for (index, token) in tokens.iter().enumerate() {
            let bytes = match token.bytes() {
                Some(bytes) => bytes,
                None if token.chosen().is_without_bytes() => &[],
                None => {
                    return Err(Error::bad_response(format!(
                        "the bytes of token {index} ({:?}) are not known, so the tokens cannot be aligned with the text",
                        token.token().unwrap_or_default()
                    )));
                }
            };
            let at = text.len() - rest.len();
            rest = rest.strip_prefix(bytes).ok_or_else(|| {
                Error::bad_response(format!(
                    "token {index} ({:?}) is not what the text has at byte {at} of {}",
                    token.token().unwrap_or_default(),
                    text.len()
                ))
            })?;
            ends.push(at + bytes.len());
        }
        if rest.is_empty() {
            Ok(Self { ends })
        } else {
            Err(Error::bad_response(format!(
                "the {} tokens end at byte {} of {}",
                tokens.len(),
                text.len() - rest.len(),
                text.len()
            )))
        }
    }

    /// The bytes of the text that a token stands for. They may begin or end within a character.
    pub fn byte_range(&self, token: usize) -> Option<Range<usize>> {
        let end = *self.ends.get(token)?;
        let start = match token.checked_sub(1) {
            Some(before) => *self.ends.get(before)?,
            None => 0,
        };
        Some(start..end)
    }

    /// The tokens that hold any of these bytes of the text.
    pub fn tokens(&self, bytes: Range<usize>) -> Range<usize> {
        let first = self.ends.partition_point(|end| *end <= bytes.start);
        if bytes.is_empty() {
            return first..first;
        }
        let last = self.ends.partition_point(|end| *end < bytes.end);
        first..(last + 1).min(self.ends.len()).max(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::TopLogprob;

    fn token(text: &str, bytes: &[u8]) -> TokenLogprob {
        TopLogprob::new(text, -0.1).with_bytes(bytes).into()
    }

    #[test]
    fn a_split_character_is_aligned_by_bytes() {
        let tokens = [
            token("I ", b"I "),
            token(r"\xf0\x9f\x92", &[240, 159, 146]),
            token(r"\x99", &[153]),
        ];
        let alignment = Alignment::new(&tokens, "I 💙").unwrap();
        assert_eq!(alignment.byte_range(1), Some(2..5));
        assert_eq!(alignment.byte_range(2), Some(5..6));
        assert_eq!(alignment.byte_range(3), None);
        assert_eq!(alignment.tokens(2..6), 1..3);
    }

    #[test]
    fn tokens_without_bytes_take_no_room() {
        let special = TopLogprob::new("<|end|>", -0.1).without_bytes();
        let tokens = [token("a", b"a"), special.into(), token("", b"")];
        let alignment = Alignment::new(&tokens, "a").unwrap();
        assert_eq!(alignment.byte_range(2), Some(1..1));
        assert_eq!(alignment.tokens(0..1), 0..1);
        assert_eq!(alignment.tokens(5..9), 3..3);
    }

    #[test]
    fn what_does_not_fit_is_an_error_that_says_where() {
        let message = |tokens: &[TokenLogprob], text| {
            Alignment::new(tokens, text)
                .unwrap_err()
                .message()
                .to_owned()
        };
        assert_eq!(
            message(&[token("a", b"a")], "ab"),
            "the 1 tokens end at byte 1 of 2"
        );
        assert_eq!(
            message(&[token("a", b"a"), token("c", b"c")], "ab"),
            r#"token 1 ("c") is not what the text has at byte 1 of 2"#
        );
        assert!(message(&[TokenLogprob::new("\u{fffd}", -1.0)], "x").contains("not known"));
    }
}
