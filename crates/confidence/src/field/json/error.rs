use std::{error, fmt};

use surprisal_core::{Error, ErrorKind};

/// Where and why a JSON text could not be read to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JsonError {
    /// Why.
    pub kind: JsonErrorKind,
    /// The byte of the text at which it stopped, from 0; the length of the text where that ended too soon.
    pub at: usize,
    /// The RFC 6901 pointer of what was being read there; empty for the whole.
    pub pointer: String,
}

/// Why a JSON text could not be read to its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum JsonErrorKind {
    /// There is no JSON value in the text.
    NoJson,
    /// The text ends within the value.
    Truncated,
    /// The byte there cannot be in JSON (RFC 8259).
    Unexpected,
    /// It nests more than 127 levels deep, as deep as `serde_json` reads, or the pointer of a value would have more
    /// than 4096 bytes.
    TooLarge,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = self.at;
        match self.kind {
            JsonErrorKind::NoJson => {
                return f.write_str(
                    "the text has no JSON value: it takes an object, a list, or a scalar and nothing else",
                );
            }
            JsonErrorKind::Truncated => write!(f, "the JSON stops at byte {at}"),
            JsonErrorKind::Unexpected => write!(f, "byte {at} of the text cannot be in the JSON"),
            JsonErrorKind::TooLarge => write!(
                f,
                "at byte {at} the JSON has more than 127 levels, or a pointer of more than 4096 bytes"
            ),
        }?;
        match &*self.pointer {
            "" => Ok(()),
            pointer => write!(f, ", at {pointer:?}"),
        }
    }
}

impl error::Error for JsonError {}

impl From<JsonError> for Error {
    /// [`ErrorKind::Truncated`] where the text ends within the value, else [`ErrorKind::BadResponse`].
    fn from(error: JsonError) -> Self {
        let kind = match error.kind {
            JsonErrorKind::Truncated => ErrorKind::Truncated,
            _ => ErrorKind::BadResponse,
        };
        Self::new(kind, error.to_string()).with_source(error)
    }
}
