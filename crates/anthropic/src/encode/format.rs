use serde_json::{Map, Value, json};
use surprisal_core::ResponseFormat;

/// What becomes of a form that the answer must have.
pub(super) enum Format {
    /// It is enforced.
    Enforced(Value),
    /// The model is told, in the system prompt.
    Told(String),
}

pub(super) fn format(format: &ResponseFormat) -> Option<Format> {
    let ResponseFormat::JsonSchema {
        name,
        description,
        schema,
        strict,
        ..
    } = format
    else {
        // The capabilities refuse a JSON object without a schema.
        return None;
    };
    let schema = titled(name, description.as_deref(), schema);
    Some(match strict {
        Some(false) => Format::Told(format!(
            "Answer with JSON alone, without any text around it. It follows this JSON schema: {schema}"
        )),
        _ => Format::Enforced(json!({"type": "json_schema", "schema": schema})),
    })
}

/// Anthropic has no name and no description beside the schema: they go into it, by the keywords that JSON Schema has
/// for them.
fn titled(name: &str, description: Option<&str>, schema: &Value) -> Value {
    let Value::Object(schema) = schema else {
        return schema.clone();
    };
    let mut whole = Map::new();
    whole.insert("title".to_owned(), name.into());
    if let Some(description) = description {
        whole.insert("description".to_owned(), description.into());
    }
    for (key, value) in schema {
        let both = (key == "description")
            .then(|| Some((description?, value.as_str()?)))
            .flatten();
        let value = match both {
            Some((ours, theirs)) if ours != theirs => format!("{ours}\n{theirs}").into(),
            _ => value.clone(),
        };
        whole.insert(key.clone(), value);
    }
    whole.into()
}
