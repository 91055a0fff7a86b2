use serde_json::Value;

/// The form that the answer's text must have.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ResponseFormat {
    /// Any text.
    Text,
    /// A JSON object.
    JsonObject,
    /// JSON that follows a schema.
    #[non_exhaustive]
    JsonSchema {
        /// The schema's name: letters, digits, `_` and `-`.
        name: String,
        /// What the answer is for.
        description: Option<String>,
        /// The JSON schema.
        schema: Value,
        /// Whether the provider should enforce it, if that is said.
        strict: Option<bool>,
    },
}

impl ResponseFormat {
    /// JSON that follows this schema, enforced by the provider.
    pub fn json_schema(name: impl Into<String>, schema: Value) -> Self {
        Self::JsonSchema {
            name: name.into(),
            description: None,
            schema,
            strict: Some(true),
        }
    }

    /// Says whether the provider should enforce the schema; no other form is changed.
    #[must_use]
    pub fn with_strict(mut self, enforce: impl Into<Option<bool>>) -> Self {
        if let Self::JsonSchema { strict, .. } = &mut self {
            *strict = enforce.into();
        }
        self
    }

    /// Says what the answer is for; no other form is changed.
    #[must_use]
    pub fn with_description(mut self, text: impl Into<String>) -> Self {
        if let Self::JsonSchema { description, .. } = &mut self {
            *description = Some(text.into());
        }
        self
    }
}
