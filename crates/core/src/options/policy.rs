use serde::{Deserialize, Serialize};

/// What to do where something that was asked for cannot be had.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Policy {
    /// Fail, saying what was asked and what would work.
    #[default]
    Error,
    /// Go on, with a [`Warning`](crate::Warning) in the answer's metadata.
    Warn,
}
