use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Map, Value};
use surprisal_core::{ModelCard, Result};
use surprisal_http::{Listing, read_json};

use crate::Gemini;
use crate::error::{FAILURE, Fault};

/// The models of the Gemini API. Vertex AI lists none below a project.
impl Listing for Gemini {
    const MODELS: &'static str = "models?pageSize=1000";

    fn models(body: &str) -> Result<(Vec<ModelCard>, Option<String>)> {
        let page: Page = read_json(body)?;
        if let Some(fault) = page.error {
            return Err(fault.into_error(FAILURE));
        }
        let models = page.models.into_iter().map(card).collect();
        let next = page.next_page_token.filter(|token| !token.is_empty());
        let path = |token: String| {
            let token = utf8_percent_encode(&token, NON_ALPHANUMERIC);
            format!("{}&pageToken={token}", Self::MODELS)
        };
        Ok((models, next.map(path)))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Page {
    #[serde(default)]
    models: Vec<Model>,
    next_page_token: Option<String>,
    error: Option<Fault>,
}

#[derive(Deserialize)]
struct Model {
    name: String,
    #[serde(flatten)]
    extra: Map<String, Value>,
}

/// A model by the name that requests ask for.
fn card(model: Model) -> ModelCard {
    let name = model.name;
    let id = name.strip_prefix("models/").unwrap_or(&name);
    let mut card = ModelCard::new(id);
    card.extra = model.extra;
    card
}
