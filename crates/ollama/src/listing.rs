use serde::Deserialize;
use serde_json::{Map, Value};
use surprisal_core::{Error, ModelCard, Result};
use surprisal_http::{Listing, read_json, unix_seconds};

use crate::{Ollama, error};

/// The models that the server has, of `/api/tags`. Their `created` is when the server got them, and `modified_at`, `size` in
/// bytes, `digest`, `details` and `capabilities` are in `extra`.
impl Listing for Ollama {
    const MODELS: &'static str = "tags";

    fn models(body: &str) -> Result<(Vec<ModelCard>, Option<String>)> {
        Ok((cards(body)?, None))
    }
}

#[derive(Deserialize)]
struct Models {
    models: Option<Vec<Map<String, Value>>>,
    error: Option<Value>,
}

/// The models of a list, of `/api/tags` and `/api/ps` alike.
pub(crate) fn cards(body: &str) -> Result<Vec<ModelCard>> {
    let list: Models = read_json(body)?;
    if let Some(error) = list.error.as_ref().and_then(error::stream_error) {
        return Err(error);
    }
    list.models.into_iter().flatten().map(card).collect()
}

fn card(mut fields: Map<String, Value>) -> Result<ModelCard> {
    let name = [fields.shift_remove("model"), fields.shift_remove("name")];
    let id = name.into_iter().flatten().find_map(|name| match name {
        Value::String(name) if !name.is_empty() => Some(name),
        _ => None,
    });
    let id = id.ok_or_else(|| Error::bad_response("a model of the list has no name"))?;
    let mut card = ModelCard::new(id);
    let modified_at = fields.get("modified_at").and_then(Value::as_str);
    card.created = modified_at.and_then(unix_seconds);
    card.extra = fields;
    Ok(card)
}
