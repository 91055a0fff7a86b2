use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::ErrorKind;

/// Something that was asked for and did not happen, where the caller chose to be told rather than to fail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Warning {
    /// The option that had no effect, by its name in [`CallOptions`](crate::CallOptions).
    pub option: Cow<'static, str>,
    /// What happened, and what would work.
    pub message: String,
}

impl Warning {
    /// A warning about an option.
    pub fn new(option: impl Into<Cow<'static, str>>, message: impl Into<String>) -> Self {
        Self {
            option: option.into(),
            message: message.into(),
        }
    }

    /// The same as an error of this kind.
    pub fn into_error(self, kind: ErrorKind) -> crate::Error {
        crate::Error::new(kind, self.message).with_option(self.option)
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.option, self.message)
    }
}
