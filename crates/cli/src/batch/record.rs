use serde::{Deserialize, Serialize};
use serde_json::Value;
use surprisal::{AiMessage, Error};

use super::hash::Hash;
use super::input::Line;
use crate::json;

/// A line of the output as it is written.
#[derive(Serialize)]
pub(super) struct Record<'a> {
    index: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a Value>,
    input: String,
    #[serde(flatten)]
    outcome: Outcome<'a>,
}

/// What came of a question.
#[derive(Clone, Copy, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Outcome<'a> {
    Message(&'a AiMessage),
    Error(&'a Fault),
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Fault {
    /// The error's kind in words.
    pub(super) kind: String,
    pub(super) message: String,
}

impl From<&Error> for Fault {
    fn from(error: &Error) -> Self {
        Self {
            kind: error.kind().to_string(),
            message: error.to_string(),
        }
    }
}

impl<'a> Record<'a> {
    pub(super) fn new(line: &Line, id: Option<&'a Value>, outcome: Outcome<'a>) -> Self {
        Self {
            index: line.index,
            id,
            input: line.hash.to_text(),
            outcome,
        }
    }

    /// The line, with its end.
    pub(super) fn to_line(&self) -> serde_json::Result<Vec<u8>> {
        let mut line = json::text(self)?;
        line.push('\n');
        Ok(line.into_bytes())
    }
}

/// A line of the output as far as it is read again.
pub(super) struct Written {
    pub(super) index: u64,
    pub(super) hash: Hash,
    pub(super) fault: Option<Fault>,
}

impl Written {
    /// `None` if this is no line that was written here.
    pub(super) fn read(line: &[u8]) -> Option<Self> {
        #[derive(Deserialize)]
        struct Fields {
            index: u64,
            input: String,
            message: Option<serde::de::IgnoredAny>,
            error: Option<Fault>,
        }
        let fields: Fields = serde_json::from_slice(line).ok()?;
        (fields.message.is_some() != fields.error.is_some()).then_some(())?;
        Some(Self {
            index: fields.index,
            hash: Hash::from_text(&fields.input)?,
            fault: fields.error,
        })
    }

    /// Whether this may be the beginning of a line that was being written when the process ended.
    pub(super) fn may_begin_with(torn: &[u8]) -> bool {
        let length = torn.len().min(BEGINNING.len());
        torn.get(..length) == BEGINNING.get(..length)
    }
}

const BEGINNING: &[u8] = b"{\"index\":";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_again() {
        let mut input = tempfile::NamedTempFile::new().unwrap();
        std::io::Write::write_all(&mut input, b"\n\"a\"\n").unwrap();
        let line = super::super::input::Input::open(input.path())
            .unwrap()
            .next()
            .unwrap()
            .unwrap();
        let message = AiMessage::new("hello");
        let fault = Fault {
            kind: "timeout".to_owned(),
            message: "too slow".to_owned(),
        };
        let id = Value::from("x");
        for outcome in [Outcome::Message(&message), Outcome::Error(&fault)] {
            let bytes = Record::new(&line, Some(&id), outcome).to_line().unwrap();
            assert!(Written::may_begin_with(&bytes) && Written::may_begin_with(&bytes[..3]));
            let written = Written::read(&bytes).unwrap();
            assert_eq!((written.index, written.hash), (1, line.hash));
            let is_error = matches!(outcome, Outcome::Error(_));
            assert_eq!(written.fault, is_error.then(|| fault.clone()));
        }
    }

    #[test]
    fn lines_of_other_programs_are_not_ours() {
        for line in [
            "",
            "{}",
            r#"{"index":1}"#,
            r#"{"index":1,"input":"xyz","message":{}}"#,
        ] {
            assert!(Written::read(line.as_bytes()).is_none(), "{line}");
        }
        assert!(!Written::may_begin_with(b"{\"prompt\""));
    }
}
