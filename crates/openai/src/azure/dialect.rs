use serde_json::{Map, Value};
use surprisal_core::{CallOptions, Error, ErrorKind, Result};
use surprisal_openai_compat::Dialect;

use crate::dialect::{self, OpenAi};

/// The provider's name.
pub(super) const PROVIDER: &str = "azure";
pub(super) const ENDPOINT_VARIABLE: &str = "AZURE_OPENAI_ENDPOINT";
pub(super) const KEY_VARIABLE: &str = "AZURE_OPENAI_API_KEY";
pub(super) const VERSION_VARIABLE: &str = "OPENAI_API_VERSION";
pub(super) const TOKEN_VARIABLE: &str = "AZURE_OPENAI_AD_TOKEN";
pub(super) const EXAMPLE: &str = "https://NAME.openai.azure.com";

/// OpenAI's models, served by Azure.
#[derive(Debug)]
pub(crate) struct Azure;

impl Dialect for Azure {
    const PROVIDER: &'static str = PROVIDER;
    // Every customer has an endpoint of their own; the builder asks for it.
    const BASE_URL: &'static str = EXAMPLE;
    const KEY_VARIABLE: &'static str = KEY_VARIABLE;
    const BASE_URL_VARIABLE: &'static str = ENDPOINT_VARIABLE;
    const OPTIONS: &'static str = dialect::PROVIDER;
    const MAX_TOKENS: &'static str = OpenAi::MAX_TOKENS;
    // Earlier API versions refuse developer messages, and all take a system message for one where the model
    // wants that.
    const DEVELOPER_ROLE: bool = false;

    fn check(options: &CallOptions) -> Result<()> {
        OpenAi::check(options)
    }

    /// Earlier API versions know `max_tokens` alone.
    fn amend(request: &mut Map<String, Value>, error: &Error) -> bool {
        let message = error.message();
        let is_unknown = error.kind() == ErrorKind::Unsupported
            || message.to_ascii_lowercase().contains("unrecognized");
        if !is_unknown || !message.contains(Self::MAX_TOKENS) {
            return false;
        }
        let limit = request.remove(Self::MAX_TOKENS);
        let was_there = limit.is_some();
        request.extend(limit.map(|limit| ("max_tokens".to_owned(), limit)));
        was_there
    }
}
