use std::fs::File;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};
use surprisal::{Error, Messages, Result};

use super::hash::Hash;
use crate::exit::Failure;

/// The lines of the input, one in memory at a time.
pub(super) struct Input {
    path: PathBuf,
    reader: BufReader<File>,
    index: u64,
}

/// A line that is not blank.
pub(super) struct Line {
    /// Its number in the file, from 0.
    pub(super) index: u64,
    pub(super) hash: Hash,
    bytes: Vec<u8>,
}

/// What a line asks.
pub(super) struct Question {
    pub(super) id: Option<Value>,
    /// An error where the line cannot be read, which costs no request.
    pub(super) messages: Result<Messages>,
}

impl Input {
    pub(super) fn open(path: &Path) -> std::result::Result<Self, Failure> {
        let file = File::open(path).map_err(Failure::io(path.display().to_string()))?;
        Ok(Self {
            path: path.to_owned(),
            reader: BufReader::new(file),
            index: 0,
        })
    }

    /// The next line that is not blank.
    pub(super) fn next(&mut self) -> std::result::Result<Option<Line>, Failure> {
        loop {
            let mut bytes = Vec::new();
            let read = self.reader.read_until(b'\n', &mut bytes);
            let read = read.map_err(Failure::io(self.path.display().to_string()))?;
            if read == 0 {
                return Ok(None);
            }
            let index = self.index;
            self.index += 1;
            let text = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(&bytes);
            let text = text.trim_ascii();
            if !text.is_empty() {
                return Ok(Some(Line {
                    index,
                    hash: Hash::of(text),
                    bytes: text.to_vec(),
                }));
            }
        }
    }
}

impl Line {
    /// Reads what the line asks.
    pub(super) fn question(&self) -> Question {
        let mut id = None;
        let messages = serde_json::from_slice(&self.bytes)
            .map_err(|error| Error::invalid_input(format!("the line is not JSON: {error}")))
            .and_then(|value| messages(value, &mut id));
        Question { id, messages }
    }
}

fn messages(value: Value, id: &mut Option<Value>) -> Result<Messages> {
    let mut object: Map<String, Value> = match value {
        Value::String(prompt) => return Ok(prompt.into()),
        Value::Object(object) => object,
        _ => return Err(Error::invalid_input(format!("the line is {EXPECTED}"))),
    };
    *id = object.remove("id");
    let messages = match (object.remove("prompt"), object.remove("messages")) {
        (Some(Value::String(prompt)), None) => prompt.into(),
        (Some(_), None) => return Err(Error::invalid_input("`prompt` is not a text")),
        (None, Some(messages)) => Messages::try_from(messages)?,
        (Some(_), Some(_)) => {
            return Err(Error::invalid_input(
                "there are both `prompt` and `messages`",
            ));
        }
        (None, None) => return Err(Error::invalid_input(format!("the line is {EXPECTED}"))),
    };
    // An option in a line would be passed over; it is better said.
    match object.keys().next() {
        Some(key) => Err(Error::invalid_input(format!(
            "the line has a field {key:?} that is not known: the fields are prompt, messages, id"
        ))),
        None => Ok(messages),
    }
}

const EXPECTED: &str = r#"none of a JSON text, {"prompt": "…"} and {"messages": […]}, each object with an "id" if you like"#;
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use serde_json::json;
    use surprisal::{BaseMessage as _, Role};

    use super::*;

    fn question(text: &str) -> Question {
        let bytes = text.as_bytes().to_vec();
        let hash = Hash::of(&bytes);
        Line {
            index: 0,
            hash,
            bytes,
        }
        .question()
    }

    fn error(text: &str) -> String {
        let error = question(text).messages.unwrap_err();
        error.message().to_owned()
    }

    #[test]
    fn a_line_is_a_text_a_prompt_or_messages() {
        let hello = Messages::from("hello");
        assert_eq!(question(r#""hello""#).messages.unwrap(), hello);
        let asked = question(r#"{"prompt": "hello", "id": {"row": 7}}"#);
        assert_eq!(
            (asked.messages.unwrap(), asked.id),
            (hello, Some(json!({"row": 7})))
        );
        let asked = question(
            r#"{"messages": [{"role": "system", "content": "Be brief."}, ["user", "hi"]]}"#,
        );
        let messages = asked.messages.unwrap();
        assert_eq!((messages.len(), messages[0].role()), (2, Role::System));
    }

    #[test]
    fn what_cannot_be_read_says_why_and_keeps_its_id() {
        assert!(error("hello").starts_with("the line is not JSON: "));
        assert!(error("7").starts_with("the line is none of a JSON text, "));
        assert!(error("{}").starts_with("the line is none of a JSON text, "));
        assert_eq!(error(r#"{"prompt": 7}"#), "`prompt` is not a text");
        assert_eq!(
            error(r#"{"prompt": "a", "messages": []}"#),
            "there are both `prompt` and `messages`"
        );
        assert!(error(r#"{"prompt": "a", "temperature": 0}"#).contains("\"temperature\""));
        assert!(error(r#"{"messages": [["hooman", "a"]]}"#).contains("unknown role"));
        assert_eq!(question(r#"{"id": 3, "promt": "a"}"#).id, Some(json!(3)));
    }

    #[test]
    fn blank_lines_count_as_lines_and_ask_nothing() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"\xef\xbb\xbf\"a\"\r\n\n  \n\"b\"").unwrap();
        let mut input = Input::open(file.path()).unwrap();
        let first = input.next().unwrap().unwrap();
        assert_eq!((first.index, first.hash), (0, Hash::of(b"\"a\"")));
        assert_eq!(input.next().unwrap().unwrap().index, 3);
        assert!(input.next().unwrap().is_none());
    }
}
