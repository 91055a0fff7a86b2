use std::borrow::Cow;
use std::ops::Deref;

use serde::Deserialize;

/// A text that is borrowed from the line where it has no escapes, also within an `Option`, where serde would copy it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

/// What is said; null and nothing are the empty text.
pub(super) fn said<'a>(text: &'a Option<Text<'_>>) -> &'a str {
    text.as_deref().unwrap_or_default()
}
