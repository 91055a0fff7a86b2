use serde_json::Value;

/// A JSON schema with its name and what it is for as its `title` and `description`, for services that have no other
/// place for them. What the schema says itself stays.
///
/// ```
/// use serde_json::json;
/// use surprisal_http::titled;
///
/// let schema = json!({"type": "object", "description": "mine"});
/// let whole = json!({"type": "object", "description": "mine", "title": "city"});
/// assert_eq!(titled(&schema, "city", Some("a city")), whole);
/// ```
#[must_use]
pub fn titled(schema: &Value, name: &str, description: Option<&str>) -> Value {
    let mut schema = schema.clone();
    if let Some(fields) = schema.as_object_mut() {
        let texts = [("title", Some(name)), ("description", description)];
        for (key, text) in texts {
            if let Some(text) = text {
                fields.entry(key).or_insert_with(|| text.into());
            }
        }
    }
    schema
}
