use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::Options;

/// What can be chosen for a call of an embedding model. What is not set is as the model was built.
///
/// ```
/// use surprisal_core::{EmbeddingOptions, Options};
///
/// let built = EmbeddingOptions::new().dimensions(256).extra("user", "bob");
/// let call = EmbeddingOptions::new().dimensions(64);
/// assert_eq!(call.or(&built), EmbeddingOptions::new().dimensions(64).extra("user", "bob"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct EmbeddingOptions {
    /// How many numbers a vector has, for models that can shorten theirs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<u32>,
    /// Fields that the request's JSON has beside the others, or in place of them.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
}

impl EmbeddingOptions {
    /// No option set.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets [`dimensions`](Self#structfield.dimensions).
    #[must_use]
    pub fn dimensions(mut self, dimensions: u32) -> Self {
        self.dimensions = Some(dimensions);
        self
    }

    /// Adds a field to [`extra`](Self#structfield.extra).
    #[must_use]
    pub fn extra(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra.insert(name.into(), value.into());
        self
    }
}

impl Options for EmbeddingOptions {
    fn or(self, defaults: &Self) -> Self {
        // Taken apart whole: an option that is forgotten here does not compile.
        let Self { dimensions, extra } = self;
        let mut all = defaults.extra.clone();
        all.extend(extra);
        Self {
            dimensions: dimensions.or(defaults.dimensions),
            extra: all,
        }
    }
}
