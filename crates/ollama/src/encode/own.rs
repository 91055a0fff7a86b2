use serde_json::{Map, Value};

/// Ollama's own options as a request has them. Most are fields of its `options`; here all are beside one another, so that
/// bindings add up.
pub(super) fn nested(flat: &Map<String, Value>) -> Map<String, Value> {
    let mut request = Map::new();
    let mut options = Map::new();
    for (name, value) in flat {
        match value {
            Value::Object(more) if name == "options" => options.extend(more.clone()),
            _ if FIELDS.contains(&name.as_str()) => {
                request.insert(name.clone(), value.clone());
            }
            _ => {
                options.insert(name.clone(), value.clone());
            }
        }
    }
    if !options.is_empty() {
        request.insert("options".to_owned(), options.into());
    }
    request
}

/// The fields of a request itself: of `ChatRequest` and `GenerateRequest` in Ollama's `api/types.go`.
const FIELDS: &[&str] = &[
    "_debug_render_only",
    "context",
    "format",
    "images",
    "keep_alive",
    "logprobs",
    "messages",
    "model",
    "prompt",
    "raw",
    "shift",
    "stream",
    "suffix",
    "system",
    "template",
    "think",
    "tools",
    "top_logprobs",
    "truncate",
];
