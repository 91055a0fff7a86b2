use std::borrow::Cow;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;
use surprisal_core::{Error, Result};
use surprisal_http::read_json;

use super::event::text;
use crate::encode::input;

/// A block of an answer, whole or as it begins.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Block<'a> {
    #[serde(rename = "type", borrow, deserialize_with = "text")]
    pub(super) kind: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) text: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) thinking: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) signature: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) id: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) name: Cow<'a, str>,
    #[serde(borrow)]
    pub(super) input: Option<&'a RawValue>,
    /// Who calls, where it is not the model itself.
    pub(super) caller: Option<Value>,
    pub(super) citations: Option<Vec<Value>>,
}

impl<'a> Block<'a> {
    pub(super) fn read(raw: &'a RawValue) -> Result<Self> {
        read_json(raw.get())
    }

    /// The text of the arguments, empty where there are none. Some servers send the text itself in place of the object.
    pub(super) fn arguments(&self) -> String {
        let raw = self.input.map_or("", RawValue::get);
        match serde_json::from_str(raw) {
            Ok(Value::String(text)) => text,
            Ok(Value::Object(fields)) if fields.is_empty() => String::new(),
            _ => raw.to_owned(),
        }
    }

    /// Who calls, where it is worth keeping.
    pub(super) fn caller(&mut self) -> Option<Value> {
        let is_direct = |caller: &Value| caller.get("type").is_some_and(|kind| kind == "direct");
        self.caller.take().filter(|caller| !is_direct(caller))
    }
}

/// What has come of a block that has not ended.
#[derive(Debug)]
pub(super) enum Open {
    Text {
        citations: Vec<Value>,
    },
    Thinking {
        signature: String,
    },
    /// A call of a tool of the caller's, with its place among these and the arguments that it began with.
    Call {
        index: u32,
        arguments: String,
    },
    /// What goes back as it came, with the text of its input as far as that came in pieces.
    Other {
        value: Value,
        input: String,
    },
}

impl Open {
    /// A block that goes back as it came.
    pub(super) fn other(raw: &RawValue) -> Result<Self> {
        let input = String::new();
        let value = read_json(raw.get())?;
        Ok(Self::Other { value, input })
    }
}

/// A block that goes back as it came, when it is whole.
pub(super) fn whole(mut value: Value, pieces: &str) -> Value {
    if let (false, Value::Object(fields)) = (pieces.is_empty(), &mut value) {
        fields.insert("input".to_owned(), input(pieces));
    }
    value
}

/// Adds a piece of a kind that is not known: texts grow, all else is set.
pub(super) fn extend(value: &mut Value, delta: &RawValue) -> Result<()> {
    let (Value::Object(fields), Value::Object(delta)) = (value, read_json(delta.get())?) else {
        return Err(Error::bad_response("a piece of a block is no object"));
    };
    for (key, more) in delta.into_iter().filter(|(key, _)| key != "type") {
        match (fields.get_mut(&key), more) {
            (Some(Value::String(text)), Value::String(more)) => text.push_str(&more),
            (_, more) => drop(fields.insert(key, more)),
        }
    }
    Ok(())
}
