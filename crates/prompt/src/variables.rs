use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::{Map, Value};
use surprisal_core::{Error, Message, Messages, Result};

/// What a [`ChatPrompt`](crate::ChatPrompt) takes: values by name, and lists of messages by name.
///
/// A call takes whatever can be read as such, by `TryInto`:
///
/// | value | variables |
/// |---|---|
/// | `[("name", value)]`, a `Vec` of such pairs | these, where the values are of one type that a JSON value can be made of |
/// | a JSON object, as a `Value` or a `Map` | its entries |
/// | [`Variables::of(&data)`](Self::of) | the fields of anything that serializes as an object |
///
/// Messages for a placeholder are added by [`with_messages`](Self::with_messages), or are in the JSON as
/// [`Messages`] reads them.
///
/// ```
/// use serde_json::json;
/// use surprisal_prompt::Variables;
///
/// let variables = Variables::try_from(json!({"name": "Ada", "topics": ["looms", "numbers"]}))?
///     .with("age", 36)
///     .with_messages("history", ["hello"]);
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variables {
    pub(crate) values: Map<String, Value>,
    pub(crate) messages: BTreeMap<String, Messages>,
}

impl Variables {
    /// No variables.
    pub fn new() -> Self {
        Self::default()
    }

    /// The fields of a struct, the entries of a map: anything that serializes as an object.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if it does not.
    pub fn of(data: &impl Serialize) -> Result<Self> {
        serde_json::to_value(data)
            .map_err(|error| {
                Error::invalid_input(format!("the variables cannot be serialized: {error}"))
                    .with_source(error)
            })?
            .try_into()
    }

    /// Sets a variable.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.values.insert(name.into(), value.into());
        self
    }

    /// Sets the messages for a placeholder.
    #[must_use]
    pub fn with_messages(
        mut self,
        name: impl Into<String>,
        messages: impl IntoIterator<Item: Into<Message>>,
    ) -> Self {
        let messages = messages.into_iter().map(Into::into).collect();
        self.messages.insert(name.into(), messages);
        self
    }

    /// These variables, with `defaults` where they set nothing.
    pub(crate) fn or(mut self, defaults: &Self) -> Self {
        for (name, value) in &defaults.values {
            if !self.messages.contains_key(name) && !self.values.contains_key(name) {
                self.values.insert(name.clone(), value.clone());
            }
        }
        self
    }

    /// The messages of this name, given as such or as JSON. `None` also for JSON's null.
    pub(crate) fn messages(&self, name: &str) -> Option<Result<Messages>> {
        if let Some(messages) = self.messages.get(name) {
            return Some(Ok(messages.clone()));
        }
        match self.values.get(name)? {
            Value::Null => None,
            // No model can answer nothing, so that no messages are no `Messages`; but a conversation may begin here.
            Value::Array(none) if none.is_empty() => Some(Ok(Messages::default())),
            messages => Some(messages.clone().try_into()),
        }
    }

    /// The names that are set, as a clause of an error message.
    pub(crate) fn given(&self) -> String {
        let names: Vec<_> = self
            .values
            .keys()
            .chain(self.messages.keys())
            .map(|name| format!("`{name}`"))
            .collect();
        match names.as_slice() {
            [] => "nothing is given".to_owned(),
            [name] => format!("given is {name}"),
            names => format!("given are {}", names.join(", ")),
        }
    }
}

impl<N: Into<String>, V: Into<Value>, const COUNT: usize> From<[(N, V); COUNT]> for Variables {
    fn from(pairs: [(N, V); COUNT]) -> Self {
        pairs.into_iter().collect()
    }
}

impl<N: Into<String>, V: Into<Value>> From<Vec<(N, V)>> for Variables {
    fn from(pairs: Vec<(N, V)>) -> Self {
        pairs.into_iter().collect()
    }
}

impl<N: Into<String>, V: Into<Value>> FromIterator<(N, V)> for Variables {
    fn from_iter<I: IntoIterator<Item = (N, V)>>(pairs: I) -> Self {
        let pairs = pairs.into_iter();
        pairs
            .map(|(name, value)| (name.into(), value.into()))
            .collect::<Map<_, _>>()
            .into()
    }
}

impl From<Map<String, Value>> for Variables {
    fn from(values: Map<String, Value>) -> Self {
        Self {
            values,
            ..Self::default()
        }
    }
}

impl TryFrom<Value> for Variables {
    type Error = Error;

    fn try_from(value: Value) -> Result<Self> {
        match value {
            Value::Object(values) => Ok(values.into()),
            _ => Err(Error::invalid_input(
                "the variables of a prompt must be a JSON object, such as {\"name\": \"Ada\"}",
            )),
        }
    }
}
