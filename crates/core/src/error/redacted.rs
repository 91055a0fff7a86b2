use std::error::Error as StdError;
use std::fmt;

use crate::secret::Traces;

/// What is left of an error that showed a secret: its text, and those of its sources.
struct Redacted {
    text: String,
    source: Option<Box<Self>>,
}

/// The error without the secret, if it or one of its sources shows it.
pub(super) fn redacted(
    first: &dyn StdError,
    traces: &Traces,
) -> Option<Box<dyn StdError + Send + Sync>> {
    let shows = |text: &str| !traces.find(text.as_bytes()).is_empty();
    let mut next = Some(first);
    while let Some(error) = next {
        if shows(&error.to_string()) || shows(&format!("{error:?}")) {
            return Some(Box::new(Redacted::new(first, traces)));
        }
        next = error.source();
    }
    None
}

impl Redacted {
    fn new(error: &dyn StdError, traces: &Traces) -> Self {
        Self {
            text: traces.redact(&error.to_string()).into_owned(),
            source: error
                .source()
                .map(|source| Box::new(Self::new(source, traces))),
        }
    }
}

impl fmt::Display for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Redacted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_tuple("Redacted");
        out.field(&self.text);
        if let Some(source) = &self.source {
            out.field(source);
        }
        out.finish()
    }
}

impl StdError for Redacted {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}
