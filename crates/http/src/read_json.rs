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

/// What the body of a refusal holds, if it has this form: an object, or the only object of a list, as Google writes it
/// where a stream was asked for, and servers in front of others do.
///
/// The readers that serde derives take a list for the fields of an object, one after the other; here it is none.
///
/// ```
/// use surprisal_http::read_fault;
///
/// #[derive(serde::Deserialize)]
/// struct Fault {
///     message: String,
/// }
///
/// for body in [r#"{"message":"no"}"#, r#"[{"message":"no"}]"#] {
///     assert_eq!(read_fault(body).map(|Fault { message }| message).as_deref(), Some("no"));
/// }
/// assert!(read_fault::<Fault>(r#"["no"]"#).is_none());
/// ```
pub fn read_fault<'a, T: Deserialize<'a>>(body: &'a str) -> Option<T> {
    let body = body.trim_ascii();
    let list = body
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let object = list.unwrap_or(body).trim_ascii_start();
    let is_object = object.starts_with('{');
    // Of more than one object the rest is in the way.
    is_object.then(|| serde_json::from_str(object).ok())?
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
