use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde_json::{Map, Value};
use surprisal_core::{Error, ModelCard, Result};
use surprisal_http::{Listing, read_json};

use crate::Cohere;

/// A page of the list.
#[derive(Deserialize)]
struct Page {
    models: Vec<Map<String, Value>>,
    next_page_token: Option<String>,
}

impl Listing for Cohere {
    const MODELS: &'static str = "v1/models?endpoint=chat&page_size=1000";

    fn models(body: &str) -> Result<(Vec<ModelCard>, Option<String>)> {
        let page: Page = read_json(body)?;
        let cards = page.models.into_iter().map(card).collect::<Result<_>>()?;
        // At the last page some write an empty one.
        let next = page.next_page_token.filter(|token| !token.is_empty());
        let next = next.map(|token| {
            let token = utf8_percent_encode(&token, NON_ALPHANUMERIC);
            format!("{}&page_token={token}", Self::MODELS)
        });
        Ok((cards, next))
    }
}

/// A model, which has a name here where others have an id.
fn card(mut fields: Map<String, Value>) -> Result<ModelCard> {
    let Some(Value::String(name)) = fields.shift_remove("name") else {
        return Err(Error::bad_response("a model in the list has no name"));
    };
    let mut card = ModelCard::new(name);
    card.extra = fields;
    Ok(card)
}
