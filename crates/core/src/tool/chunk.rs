use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{InvalidToolCall, ToolCall};

/// These calls as the pieces that they are made of, the valid ones first.
pub(crate) fn written_calls(valid: &[ToolCall], invalid: &[InvalidToolCall]) -> Vec<ToolCallChunk> {
    let valid = valid.iter().map(|call| {
        (
            &call.id,
            &call.name,
            Value::Object(call.arguments.clone()).to_string(),
        )
    });
    let invalid = invalid
        .iter()
        .map(|call| (&call.id, &call.name, call.arguments.clone()));
    (0..)
        .zip(valid.chain(invalid))
        .map(|(index, (id, name, arguments))| ToolCallChunk {
            index,
            id: Some(id).filter(|id| !id.is_empty()).cloned(),
            name: Some(name).filter(|name| !name.is_empty()).cloned(),
            arguments,
        })
        .collect()
}

/// A piece of a tool call in a stream. Pieces with the same index belong together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct ToolCallChunk {
    /// Which call of the choice it belongs to.
    pub index: u32,
    /// The call's id, sent once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The tool's name, sent once.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The next part of the text of the arguments.
    #[serde(rename = "args")]
    pub arguments: String,
}

impl ToolCallChunk {
    /// A piece of the call with this index: the next part of its arguments.
    pub fn new(index: u32, arguments: impl Into<String>) -> Self {
        Self {
            index,
            arguments: arguments.into(),
            ..Self::default()
        }
    }

    /// Sets the call's id.
    #[must_use]
    pub fn with_id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Sets the tool's name.
    #[must_use]
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Appends the next piece: id and name are set once, the text grows.
    pub(crate) fn merge(&mut self, next: Self) {
        self.id = self.id.take().or(next.id);
        self.name = self.name.take().or(next.name);
        if self.arguments.is_empty() {
            self.arguments = next.arguments;
        } else {
            self.arguments.push_str(&next.arguments);
        }
    }

    /// The call that the pieces make up.
    pub(crate) fn finish(&self) -> Result<ToolCall, InvalidToolCall> {
        ToolCall::parse(
            self.id.as_deref().unwrap_or_default(),
            self.name.as_deref().unwrap_or_default(),
            &self.arguments,
        )
    }
}
