use std::error::Error as StdError;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Error;

/// A call that the model wants to be made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ToolCall {
    /// The id by which a [`ToolMessage`](crate::ToolMessage) answers. Empty where the provider gives none.
    #[serde(default)]
    pub id: String,
    /// The name of the tool.
    pub name: String,
    /// The arguments, as the model wrote them.
    #[serde(rename = "args")]
    pub arguments: Map<String, Value>,
}

impl ToolCall {
    /// A call of this tool with these arguments.
    pub fn new(
        id: impl Into<String>,
        name: impl Into<String>,
        arguments: Map<String, Value>,
    ) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            arguments,
        }
    }

    /// Reads a call whose arguments are JSON text. No text at all stands for no arguments.
    ///
    /// # Errors
    ///
    /// The [`InvalidToolCall`] that keeps the text, where it is cut off, is not JSON or is no object.
    /// Nothing is guessed: a cut-off argument never becomes a call.
    pub fn parse(id: &str, name: &str, arguments: &str) -> Result<Self, InvalidToolCall> {
        let invalid = |error: String| InvalidToolCall {
            id: id.to_owned(),
            name: name.to_owned(),
            arguments: arguments.to_owned(),
            error,
        };
        if name.is_empty() {
            return Err(invalid("the call has no name".to_owned()));
        }
        if arguments.is_empty() {
            return Ok(Self::new(id, name, Map::new()));
        }
        match serde_json::from_str(arguments) {
            Ok(Value::Object(arguments)) => Ok(Self::new(id, name, arguments)),
            Ok(_) => Err(invalid("the arguments are no JSON object".to_owned())),
            Err(error) => Err(invalid(format!("the arguments are not JSON: {error}"))),
        }
    }
}

/// A call that cannot be made as it stands, kept with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct InvalidToolCall {
    /// The id that the provider gave, or an empty string.
    #[serde(default)]
    pub id: String,
    /// The name of the tool, as far as it came.
    pub name: String,
    /// The text of the arguments, as far as it came.
    #[serde(rename = "args")]
    pub arguments: String,
    /// What is wrong with it.
    pub error: String,
}

impl InvalidToolCall {
    /// A call that cannot be made, and why.
    pub fn new(
        id: impl Into<String>,
        name: impl Into<String>,
        arguments: impl Into<String>,
        error: impl Into<String>,
    ) -> Self {
        Self {
            id: id.into(),
            name: name.into(),
            arguments: arguments.into(),
            error: error.into(),
        }
    }
}

impl fmt::Display for InvalidToolCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "the call of {:?} cannot be made: {}",
            self.name, self.error
        )
    }
}

impl StdError for InvalidToolCall {}

impl From<InvalidToolCall> for Error {
    /// [`ErrorKind::BadResponse`](crate::ErrorKind::BadResponse), with the call as its source.
    fn from(call: InvalidToolCall) -> Self {
        Self::bad_response(call.to_string()).with_source(call)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_truncated_argument_is_invalid_and_keeps_its_text() {
        let invalid = ToolCall::parse("call_1", "get_weather", r#"{"city":"Par"#).unwrap_err();
        assert_eq!(invalid.arguments, r#"{"city":"Par"#);
        assert!(invalid.error.starts_with("the arguments are not JSON: "));
    }

    #[test]
    fn arguments_that_are_no_object_are_invalid() {
        let invalid = ToolCall::parse("", "f", "[1]").unwrap_err();
        assert_eq!(invalid.error, "the arguments are no JSON object");
    }

    #[test]
    fn as_an_error_it_keeps_the_call() {
        let invalid = ToolCall::parse("call_1", "f", "[1]").unwrap_err();
        let error = Error::from(invalid.clone());
        assert_eq!(
            error.to_string(),
            r#"bad response: the call of "f" cannot be made: the arguments are no JSON object"#
        );
        let source = error.source().and_then(|source| source.downcast_ref());
        assert_eq!(source, Some(&invalid));
    }

    #[test]
    fn arguments_that_are_meant_to_do_harm_are_invalid_and_keep_their_text() {
        let deep = format!("{{\"a\":{}", "[".repeat(200_000));
        let closed = format!("{deep}{}}}", "]".repeat(200_000));
        for arguments in [&deep, &closed, r#"{"a":1e999}"#, "{\"a\":\"\u{1}\"}"] {
            let invalid = ToolCall::parse("call_1", "f", arguments).unwrap_err();
            assert_eq!(&invalid.arguments, arguments);
        }
        let digits = format!("{{\"a\":{}}}", "9".repeat(300));
        let call = ToolCall::parse("call_1", "f", &digits).unwrap();
        assert_eq!(call.arguments["a"].as_f64(), Some(1e300));
    }

    #[test]
    fn no_text_is_no_arguments() {
        assert!(ToolCall::parse("a", "f", "").unwrap().arguments.is_empty());
    }
}
