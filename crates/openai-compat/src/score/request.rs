use serde_json::{Map, Value};
use surprisal_core::{CallOptions, Error, ErrorKind};
use surprisal_http::WireRequest;

use super::Scoring;

/// The request that scores this text, prompt included. One token is written behind it, since many servers refuse
/// to write none.
pub(super) fn request(
    model: &str,
    text: &str,
    top_logprobs: u32,
    way: Scoring,
    own_options: &str,
    options: &CallOptions,
) -> WireRequest {
    let mut body = Map::new();
    let mut set = |key: &str, value: Value| body.insert(key.to_owned(), value);
    set("model", model.into());
    set("prompt", text.into());
    set("max_tokens", 1.into());
    match way {
        Scoring::Echo => {
            set("echo", true.into());
            // SGLang takes 0 for none at all.
            set("logprobs", top_logprobs.max(1).into());
            set("temperature", 0.into());
        }
        Scoring::PromptLogprobs => {
            set("prompt_logprobs", top_logprobs.into());
            set(RETURN_TOKEN_IDS, true.into());
        }
    }
    // How the model samples has no part in what it makes of a given text: of the options only these do.
    body.extend(
        options
            .provider
            .get(own_options)
            .into_iter()
            .flatten()
            .map(own),
    );
    body.extend(options.extra.iter().map(own));
    WireRequest::post(PATH, Value::Object(body).to_string())
}

fn own((key, value): (&String, &Value)) -> (String, Value) {
    (key.clone(), value.clone())
}

/// The same without the ids of the tokens where a server does not know how to give them: without them the order
/// of the candidates tells which is the prompt's own.
pub(super) fn amend(request: &WireRequest, error: &Error) -> Option<WireRequest> {
    let is_refusal = matches!(
        error.kind(),
        ErrorKind::InvalidInput | ErrorKind::Unsupported
    );
    let says = |text: &str| text.contains(RETURN_TOKEN_IDS);
    if !is_refusal || !(says(error.message()) || error.body().is_some_and(says)) {
        return None;
    }
    let mut body: Map<String, Value> = serde_json::from_slice(&request.body).ok()?;
    body.remove(RETURN_TOKEN_IDS)?;
    let mut amended = request.clone();
    amended.body = Value::Object(body).to_string().into();
    Some(amended)
}

/// Below the base URL.
const PATH: &str = "completions";

const RETURN_TOKEN_IDS: &str = "return_token_ids";
