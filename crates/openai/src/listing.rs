use surprisal_core::{ModelCard, Result};
use surprisal_http::Listing;
use surprisal_openai_compat::{ChatProtocol, Dialect};

use crate::OpenAiProtocol;

impl<D: Dialect> Listing for OpenAiProtocol<D> {
    const MODELS: &'static str = ChatProtocol::<D>::MODELS;

    fn models(body: &str) -> Result<(Vec<ModelCard>, Option<String>)> {
        ChatProtocol::<D>::models(body)
    }
}
