use serde_json::{Value, json};
use surprisal_core::ResponseFormat;
use surprisal_http::titled;

/// What becomes of the form that an answer must have.
#[derive(Default)]
pub(super) struct Format {
    /// What Cohere sees to.
    pub(super) enforced: Value,
    /// What the model is told.
    pub(super) told: Option<String>,
}

/// Cohere enforces every schema that it is given. One that is not to be enforced is told to the model.
pub(super) fn format(format: &ResponseFormat) -> Format {
    match format {
        ResponseFormat::JsonObject => Format {
            enforced: json!({"type": "json_object"}),
            told: None,
        },
        ResponseFormat::JsonSchema {
            name,
            description,
            schema,
            strict,
            ..
        } => {
            let schema = titled(schema, name, description.as_deref());
            match strict {
                Some(false) => Format {
                    enforced: json!({"type": "json_object"}),
                    told: Some(format!("Answer in JSON that follows this schema: {schema}")),
                },
                _ => Format {
                    enforced: json!({"type": "json_object", "json_schema": schema}),
                    told: None,
                },
            }
        }
        _ => Format {
            enforced: json!({"type": "text"}),
            told: None,
        },
    }
}
