use http::{HeaderName, HeaderValue};
use surprisal_core::{CallOptions, Capabilities, Feature, Result, Secret};
use surprisal_http::{secret_header, variable};
use surprisal_openai_compat::{ChatProtocol, Dialect};

use super::resource;
use crate::{AZURE_PROVIDER, OpenAi, PROVIDER};

/// Azure, as a [`Dialect`]: OpenAI's models, each under the name of a deployment, in a resource of the customer's.
///
/// | setting | environment variable | is |
/// |---|---|---|
/// | base URL | `AZURE_OPENAI_ENDPOINT` | the endpoint, `https://NAME.openai.azure.com`, with or without `/openai` or `/openai/v1` |
/// | its `?api-version=…` | `OPENAI_API_VERSION`, if the endpoint has none | with it requests go to the API of that version, without it or behind `/openai/v1` to the v1 API |
/// | key | `AZURE_OPENAI_API_KEY` | in the header `api-key` |
/// | bearer token | `AZURE_OPENAI_AD_TOKEN` | a token of Microsoft Entra ID; of the environment it comes before the key |
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AzureOpenAi;

impl Dialect for AzureOpenAi {
    const PROVIDER: &'static str = AZURE_PROVIDER;
    const BASE_URL: &'static str = "";
    const BASE_URL_VARIABLE: &'static str = "AZURE_OPENAI_ENDPOINT";
    const KEY_VARIABLE: &'static str = "AZURE_OPENAI_API_KEY";
    const TOKEN_VARIABLES: &'static [&'static str] = &["AZURE_OPENAI_AD_TOKEN"];
    const OPTIONS: &'static str = PROVIDER;
    const MAX_TOKENS: &'static str = OpenAi::MAX_TOKENS;
    // Earlier API versions refuse developer messages, and all take a system message for one where the model
    // wants that.
    const DEVELOPER_ROLE: bool = false;
    const CAPABILITIES: Capabilities = OpenAi::CAPABILITIES.no(&[Feature::ScoreText]);

    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)> {
        let name = HeaderName::from_static("api-key");
        Ok((name, secret_header("API key", key)?))
    }

    fn base_url_from_env() -> Option<Secret> {
        let endpoint = variable(Self::BASE_URL_VARIABLE)?;
        Some(match variable("OPENAI_API_VERSION") {
            Some(version) => resource::with_version(&endpoint, &version),
            None => endpoint,
        })
    }

    fn locate(chat: &mut ChatProtocol<Self>, url: &str) -> Result<String> {
        let (base_url, has_version) = resource::base_url(url)?;
        chat.model_path = match has_version {
            true => resource::deployment_path(&chat.model)?,
            false => String::new(),
        };
        Ok(base_url)
    }

    fn check(options: &CallOptions) -> Result<()> {
        OpenAi::check(options)
    }
}
