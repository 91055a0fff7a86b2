use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use surprisal_core::{ModelCard, Result};
use surprisal_http::{Listing, read_json};

use crate::Anthropic;

/// A page of the list.
#[derive(Deserialize)]
struct Page {
    data: Vec<ModelCard>,
    #[serde(default)]
    has_more: bool,
    last_id: Option<String>,
}

impl Listing for Anthropic {
    const MODELS: &'static str = "models?limit=1000";

    fn models(body: &str) -> Result<(Vec<ModelCard>, Option<String>)> {
        let page: Page = read_json(body)?;
        let last = page.last_id.filter(|_| page.has_more);
        let next = last.map(|id| {
            let id = utf8_percent_encode(&id, NON_ALPHANUMERIC);
            format!("{}&after_id={id}", Self::MODELS)
        });
        Ok((page.data, next))
    }
}
