use surprisal_core::{CallOptions, Capabilities, Error, Result};
use surprisal_openai_compat::Dialect;

use crate::PROVIDER;
use crate::capabilities::CHAT_COMPLETIONS;

/// OpenAI's own service, as a [`Dialect`].
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OpenAi;

impl Dialect for OpenAi {
    const PROVIDER: &'static str = PROVIDER;
    const BASE_URL: &'static str = "https://api.openai.com/v1";
    const KEY_VARIABLE: &'static str = "OPENAI_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "OPENAI_BASE_URL";
    const HEADER_VARIABLES: &'static [(&'static str, &'static str)] = &[
        ("OPENAI_ORG_ID", "openai-organization"),
        ("OPENAI_PROJECT_ID", "openai-project"),
    ];
    // `max_tokens` is deprecated, and reasoning models refuse it.
    const MAX_TOKENS: &'static str = "max_completion_tokens";
    const DEVELOPER_ROLE: bool = true;
    const CAPABILITIES: Capabilities = CHAT_COMPLETIONS;

    fn check(options: &CallOptions) -> Result<()> {
        let stops = options.stop.as_ref().map_or(0, Vec::len);
        if stops > 4 {
            return Err(Error::invalid_input(format!(
                "stop has {stops} texts: OpenAI takes at most 4"
            )));
        }
        match options.n {
            Some(n) if n > 128 => Err(Error::invalid_input(format!(
                "n is {n}: OpenAI gives at most 128 choices"
            ))),
            _ => Ok(()),
        }
    }
}
