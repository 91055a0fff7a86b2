use surprisal_core::{Error, HasLogprobs, Result};

use crate::field::start_of;

/// Where in an answer something begins that is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum At<'a> {
    /// At its first token.
    First,
    /// Behind a text, such as `"Answer:"`, where it comes last: a reasoning may have it too.
    After(&'a str),
    /// At the value with this pointer (RFC 6901) in an answer that is JSON, as [`Fields`](crate::Fields) reads it: be
    /// it behind words, thoughts and the opening of a code fence, or cut off within or behind the value. Of a string
    /// it is what is within the quotes. Of several values with the pointer it is the last.
    Json(&'a str),
    /// At a byte of the text.
    Byte(usize),
}

/// A token, and how many of its bytes come before the place.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Start {
    pub(super) token: usize,
    pub(super) skip: usize,
}

impl At<'_> {
    /// The byte of the text at which it is.
    pub(crate) fn byte(self, text: &str) -> Result<usize> {
        let byte = match self {
            Self::First => return Ok(0),
            Self::Byte(byte) => Some(byte),
            Self::After(before) => text.rfind(before).map(|at| at + before.len()),
            Self::Json(pointer) => start_of(text, checked(pointer)?),
        };
        byte.filter(|byte| *byte < text.len()).ok_or_else(|| {
            let bytes = text.len();
            Error::bad_response(match self {
                Self::After(before) => format!("the answer has nothing behind {before:?}"),
                Self::Json(pointer) => format!("the answer has no JSON value at {pointer:?}"),
                _ => format!("the answer ends at byte {bytes}, before {self:?}"),
            })
            .with_body(text)
        })
    }

    /// The token at which it is.
    pub(super) fn start(self, answer: &(impl HasLogprobs + ?Sized)) -> Result<Start> {
        if self == Self::First {
            return Ok(Start::default());
        }
        let byte = self.byte(&answer.text())?;
        let alignment = answer.alignment()?;
        let token = alignment.tokens(byte..byte + 1).start;
        let range = alignment.byte_range(token).unwrap_or(byte..byte);
        let skip = byte - range.start;
        Ok(Start { token, skip })
    }
}

/// The pointer, if it is one (RFC 6901): an empty one is of the whole.
fn checked(pointer: &str) -> Result<&str> {
    let mut tildes = pointer.split('~').skip(1);
    let is_pointer = pointer.is_empty() || pointer.starts_with('/');
    match is_pointer && tildes.all(|behind| behind.starts_with(['0', '1'])) {
        true => Ok(pointer),
        false => Err(Error::invalid_input(format!(
            "{pointer:?} is no JSON pointer: it begins with `/`, as in `/label`, and has `~` in a key as `~0`, `/` as `~1`"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pointer_begins_with_a_slash_and_has_tildes_escaped() {
        let error = checked("label").unwrap_err();
        assert!(error.message().contains("as in `/label`"));
        for wrong in ["/a~b", "/a~", "/~2"] {
            assert!(checked(wrong).is_err(), "{wrong}");
        }
        for pointer in ["", "/", "/a~0b/~1", "/a/0"] {
            assert_eq!(checked(pointer).unwrap(), pointer);
        }
    }
}
