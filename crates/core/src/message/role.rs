use std::fmt;
use std::str::FromStr;

use crate::{Error, Result};

/// Who a message is from.
///
/// ```
/// use surprisal_core::Role;
///
/// assert_eq!("assistant".parse::<Role>()?, Role::Ai);
/// assert_eq!(Role::Ai.as_str(), "ai");
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Role {
    /// Instructions to the model.
    System,
    /// Instructions to the model, as newer OpenAI models call them.
    Developer,
    /// The user.
    Human,
    /// The model.
    Ai,
    /// The result of a tool call.
    Tool,
}

impl Role {
    /// The role's name: `system`, `developer`, `human`, `ai` or `tool`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Developer => "developer",
            Self::Human => "human",
            Self::Ai => "ai",
            Self::Tool => "tool",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = Error;

    /// Reads a role by the names that are common: `human` or `user`, `ai` or `assistant`, `system`,
    /// `developer`, `tool`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) for any other name.
    fn from_str(name: &str) -> Result<Self> {
        match name {
            "system" => Ok(Self::System),
            "developer" => Ok(Self::Developer),
            "human" | "user" => Ok(Self::Human),
            "ai" | "assistant" => Ok(Self::Ai),
            "tool" => Ok(Self::Tool),
            _ => Err(Error::invalid_input(format!(
                "unknown role {name:?}: the roles are human (or user), ai (or assistant), system, developer and tool"
            ))),
        }
    }
}

impl TryFrom<&str> for Role {
    type Error = Error;

    fn try_from(name: &str) -> Result<Self> {
        name.parse()
    }
}

impl TryFrom<String> for Role {
    type Error = Error;

    fn try_from(name: String) -> Result<Self> {
        name.parse()
    }
}
