use serde_json::{Map, Value};
use surprisal_core::{CallOptions, Capabilities, Messages, Result, Warning};
use surprisal_openai_compat::Dialect;

use crate::capabilities::CAPABILITIES;
use crate::{PROVIDER, encode};

/// Mistral's API: Chat Completions with messages and options of its own. The key is `MISTRAL_API_KEY`, another base URL
/// `MISTRAL_BASE_URL`.
///
/// The format is that of Mistral's OpenAPI document, `ChatCompletionRequest` and its answers.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Mistral;

impl Dialect for Mistral {
    const PROVIDER: &'static str = PROVIDER;
    const BASE_URL: &'static str = "https://api.mistral.ai/v1";
    const KEY_VARIABLE: &'static str = "MISTRAL_API_KEY";
    const BASE_URL_VARIABLE: &'static str = "MISTRAL_BASE_URL";
    const CAPABILITIES: Capabilities = CAPABILITIES;
    // It tells the usage of a stream unasked, and refuses to be asked.
    const STREAM_OPTIONS: bool = false;

    fn messages(
        messages: &Messages,
        options: &CallOptions,
        warnings: &mut Vec<Warning>,
    ) -> Result<Vec<Value>> {
        encode::messages(messages, options, warnings)
    }

    fn translate(request: &mut Map<String, Value>) {
        if let Some(seed) = request.remove("seed") {
            request.insert("random_seed".to_owned(), seed);
        }
        if let Some(choice) = request.get_mut("tool_choice")
            && *choice == "required"
        {
            *choice = "any".into();
        }
    }
}
