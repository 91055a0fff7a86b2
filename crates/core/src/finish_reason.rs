use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a model stopped. Open: a word that is not known is kept as it came.
///
/// ```
/// use surprisal_core::FinishReason;
///
/// assert_eq!(FinishReason::from("length"), FinishReason::Length);
/// assert_eq!(FinishReason::from("eos").as_str(), "eos");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum FinishReason {
    /// `stop`: the answer is complete, or a stop sequence came.
    Stop,
    /// `length`: the limit of tokens was reached.
    Length,
    /// `tool_calls`: the model waits for the results of its tool calls.
    ToolCalls,
    /// `content_filter`: the provider's filter stopped it.
    ContentFilter,
    /// `low_confidence`: whoever read the stream stopped it, since the model was not sure enough. No provider says so.
    LowConfidence,
    /// Anything else, in the provider's word.
    Other(String),
}

impl FinishReason {
    /// The provider's word.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
            Self::ToolCalls => "tool_calls",
            Self::ContentFilter => "content_filter",
            Self::LowConfidence => "low_confidence",
            Self::Other(word) => word,
        }
    }
}

impl From<&str> for FinishReason {
    fn from(word: &str) -> Self {
        match word {
            "stop" => Self::Stop,
            "length" => Self::Length,
            "tool_calls" => Self::ToolCalls,
            "content_filter" => Self::ContentFilter,
            "low_confidence" => Self::LowConfidence,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<String> for FinishReason {
    fn from(word: String) -> Self {
        word.as_str().into()
    }
}

impl From<FinishReason> for String {
    fn from(reason: FinishReason) -> Self {
        match reason {
            FinishReason::Other(word) => word,
            known => known.as_str().to_owned(),
        }
    }
}

impl fmt::Display for FinishReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
