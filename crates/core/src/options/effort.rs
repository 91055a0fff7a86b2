use std::fmt;

use serde::{Deserialize, Serialize};

/// How much a model may reason before it answers. Open: providers invent levels.
///
/// ```
/// use surprisal_core::{CallOptions, ReasoningEffort};
///
/// assert_eq!(CallOptions::new().reasoning_effort("low").reasoning_effort, Some(ReasoningEffort::Low));
/// assert_eq!(ReasoningEffort::from("xhigh").to_string(), "xhigh");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "String", into = "String")]
#[non_exhaustive]
pub enum ReasoningEffort {
    /// `none`: not at all.
    None,
    /// `minimal`.
    Minimal,
    /// `low`.
    Low,
    /// `medium`.
    Medium,
    /// `high`.
    High,
    /// Any other level, in the provider's word.
    Other(String),
}

impl ReasoningEffort {
    /// The word that goes on the wire.
    pub fn as_str(&self) -> &str {
        match self {
            Self::None => "none",
            Self::Minimal => "minimal",
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Other(word) => word,
        }
    }
}

impl fmt::Display for ReasoningEffort {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for ReasoningEffort {
    fn from(word: &str) -> Self {
        match word {
            "none" => Self::None,
            "minimal" => Self::Minimal,
            "low" => Self::Low,
            "medium" => Self::Medium,
            "high" => Self::High,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl From<String> for ReasoningEffort {
    fn from(word: String) -> Self {
        word.as_str().into()
    }
}

impl From<ReasoningEffort> for String {
    fn from(effort: ReasoningEffort) -> Self {
        match effort {
            ReasoningEffort::Other(word) => word,
            known => known.as_str().to_owned(),
        }
    }
}
