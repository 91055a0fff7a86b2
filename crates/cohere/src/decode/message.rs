use serde::Deserialize;
use serde_json::Value;

use super::one_or_many::one_or_many;

/// A message, or what is new of one.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Message {
    #[serde(deserialize_with = "one_or_many")]
    pub(super) content: Option<Vec<Part>>,
    /// What the model is going to do with the tools.
    pub(super) tool_plan: Option<String>,
    #[serde(deserialize_with = "one_or_many")]
    pub(super) tool_calls: Option<Vec<Call>>,
    #[serde(deserialize_with = "one_or_many")]
    pub(super) citations: Option<Vec<Value>>,
}

/// A part of the content, which is one of these.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Part {
    pub(super) text: Option<String>,
    pub(super) thinking: Option<String>,
}

/// A call of a tool. Where it comes in pieces, the first has id and name, each the next piece of the arguments.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Call {
    pub(super) id: Option<String>,
    pub(super) function: Option<Function>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Function {
    pub(super) name: Option<String>,
    pub(super) arguments: Option<String>,
}
