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

#[cfg(test)]
mod tests {
    use surprisal_core::AiMessageChunk;

    use super::*;

    /// Takes a text as a chunk, `hush` as nothing, and `half` as what has no end.
    #[derive(Debug, Default)]
    struct Whole {
        is_over: bool,
    }

    impl Decode for Whole {
        fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
            self.is_over = frame.data != "half";
            Ok(match frame.data {
                "hush" => Decoded::Nothing,
                text => Decoded::Chunk(AiMessageChunk::from(AiMessage::new(text))),
            })
        }

        fn end(&mut self) -> Result<()> {
            ended(self.is_over, "`all`")
        }
    }

    #[test]
    fn what_is_no_such_json_says_where_and_keeps_the_cause() {
        for (json, kind, message) in [
            (
                "[1, 2",
                ErrorKind::Truncated,
                "the answer ends within its JSON: EOF while parsing a list at line 1 column 5",
            ),
            (
                "[1, -2]",
                ErrorKind::BadResponse,
                "the answer is not what was expected: invalid value: integer `-2`, expected u8 at line 1 column 6",
            ),
            (
                "[1] 2",
                ErrorKind::BadResponse,
                "the answer is not what was expected: trailing characters at line 1 column 5",
            ),
        ] {
            let error = read_json::<Vec<u8>>(json).unwrap_err();
            assert_eq!((error.kind(), error.message()), (kind, message), "{json}");
            assert!(std::error::Error::source(&error).is_some());
        }
    }

    #[test]
    fn a_body_is_whole_only_with_its_end_and_with_something_said() {
        assert_eq!(read_whole(Whole::default(), "all").unwrap().text(), "all");
        let error = read_whole(Whole::default(), "half").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated);
        let message = "the answer stopped before its end: there was no `all`";
        assert_eq!(error.message(), message);

        let error = read_whole(Whole::default(), "hush").unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::BadResponse, "the answer says nothing")
        );
    }
}
