use std::borrow::Cow;

use serde::Deserialize;

/// A text that is borrowed from the JSON, unless it has an escape.
#[derive(Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Text<'_> {
    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The word of an enumeration, unless it is the one that stands for none.
    pub(super) fn told(&self) -> Option<&str> {
        Some(self.as_str()).filter(|word| !word.is_empty() && !word.ends_with("_UNSPECIFIED"))
    }

    pub(super) fn into_string(self) -> String {
        self.0.into_owned()
    }
}
