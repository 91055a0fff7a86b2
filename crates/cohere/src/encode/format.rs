use serde_json::{Value, json};
use surprisal_core::ResponseFormat;

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

/// The schema with its name and what it is for, by the keywords that JSON Schema has for them: there is no other place.
/// What the schema says itself stays.
fn titled(schema: &Value, name: &str, description: Option<&str>) -> Value {
    let mut schema = schema.clone();
    if let Some(fields) = schema.as_object_mut() {
        fields.entry("title").or_insert_with(|| name.into());
        if let Some(description) = description {
            let known = fields.entry("description");
            known.or_insert_with(|| description.into());
        }
    }
    schema
}
