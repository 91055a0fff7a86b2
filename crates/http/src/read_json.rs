use serde::Deserialize;
use surprisal_core::{AiMessage, Error, ErrorKind, Result};

use crate::{Decode, Decoded, Frame};

/// What this JSON holds.
///
/// # Errors
///
/// [`ErrorKind::Truncated`] if it ends too early, and [`ErrorKind::BadResponse`] if it is not what is expected; both say
/// where.
///
/// ```
/// use surprisal_core::ErrorKind;
/// use surprisal_http::read_json;
///
/// assert_eq!(read_json::<Vec<u8>>("[1, 2]")?, [1, 2]);
/// assert_eq!(read_json::<Vec<u8>>("[1, ").unwrap_err().kind(), ErrorKind::Truncated);
/// # Ok::<(), surprisal_core::Error>(())
/// ```
pub fn read_json<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T> {
    serde_json::from_str(json).map_err(|error| {
        let (kind, what) = match error.is_eof() {
            true => (ErrorKind::Truncated, "ends within its JSON"),
            false => (ErrorKind::BadResponse, "is not what was expected"),
        };
        Error::new(kind, format!("the answer {what}: {error}")).with_source(error)
    })
}

/// The message that a body holds which is written as one frame of a stream is: for services whose whole answers have
/// the form of the parts.
///
/// # Errors
///
/// Those of the decoder.
pub fn read_whole(mut decoder: impl Decode, body: &str) -> Result<AiMessage> {
    let decoded = decoder.frame(Frame::new(body))?;
    decoder.end()?;
    match decoded {
        Decoded::Chunk(whole) => Ok(whole.into()),
        Decoded::Nothing | Decoded::End => Err(Error::bad_response("the answer says nothing")),
    }
}

/// For [`Decode::end`]: whether the end signal of a stream came.
///
/// # Errors
///
/// [`ErrorKind::Truncated`] if it did not; `signal` names it.
pub fn ended(is_over: bool, signal: &str) -> Result<()> {
    let missing = || format!("the answer stopped before its end: there was no {signal}");
    match is_over {
        true => Ok(()),
        false => Err(Error::new(ErrorKind::Truncated, missing())),
    }
}
