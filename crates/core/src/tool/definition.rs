use serde_json::{Map, Value};

/// A function that the model may ask for: its name, what it is for, and the JSON schema of its arguments.
///
/// ```
/// use serde_json::json;
/// use surprisal_core::ToolDefinition;
///
/// let tool = ToolDefinition::new("get_weather", json!({
///     "type": "object",
///     "properties": { "city": { "type": "string" } },
///     "required": ["city"],
/// }))
/// .with_description("The weather in a city");
/// assert_eq!(tool.name(), "get_weather");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToolDefinition {
    name: String,
    description: Option<String>,
    parameters: Value,
    strict: Option<bool>,
}

impl ToolDefinition {
    /// A function of this name whose arguments follow this JSON schema. `Value::Null` stands for a
    /// function without arguments.
    pub fn new(name: impl Into<String>, parameters: Value) -> Self {
        let parameters = match parameters {
            Value::Null => Value::Object(Map::from_iter([
                ("type".to_owned(), "object".into()),
                ("properties".to_owned(), Map::new().into()),
            ])),
            schema => schema,
        };
        Self {
            name: name.into(),
            description: None,
            parameters,
            strict: None,
        }
    }

    /// Tells the model what the function is for.
    #[must_use]
    pub fn with_description(mut self, description: impl Into<String>) -> Self {
        self.description = Some(description.into());
        self
    }

    /// Says whether the provider should enforce the schema.
    #[must_use]
    pub fn with_strict(mut self, enforce: impl Into<Option<bool>>) -> Self {
        self.strict = enforce.into();
        self
    }

    /// The function's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the function is for.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// The JSON schema of the arguments.
    pub fn parameters(&self) -> &Value {
        &self.parameters
    }

    /// Whether the provider should enforce the schema, if that was said.
    pub fn strict(&self) -> Option<bool> {
        self.strict
    }
}
