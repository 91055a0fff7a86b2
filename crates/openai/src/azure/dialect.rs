use surprisal_core::{CallOptions, Capabilities, Feature, Result};
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
    const CAPABILITIES: Capabilities = OpenAi::CAPABILITIES.no(&[Feature::ScoreText]);

    fn check(options: &CallOptions) -> Result<()> {
        OpenAi::check(options)
    }
}
