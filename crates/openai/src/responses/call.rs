use serde_json::{Map, Value};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Capabilities, Error, Messages, Result,
};
use surprisal_http::WireRequest;
use surprisal_openai_compat::wire;

use super::decode::{self, Items, Response};
use super::encode;

/// The request to a provider's model, which can do this.
pub(crate) fn encode_call(
    (provider, model): (&'static str, &str),
    capabilities: &Capabilities,
    messages: &Messages,
    options: &CallOptions,
    stream: bool,
) -> Result<WireRequest> {
    let mut warnings = Vec::new();
    let options = capabilities.answer(options, stream, provider, &mut warnings)?;
    let to = (provider, model);
    let body = encode::body(to, messages, &options, stream, &mut warnings)?;
    let mut request = WireRequest::post("responses", json(&body));
    request.warnings = warnings;
    Ok(request)
}

/// Reads a whole answer: as the last event of a stream of which nothing else came.
pub(crate) fn decode_answer(body: &str, options: &CallOptions) -> Result<AiMessage> {
    let response = Response::read(body).map_err(|error| wire::cut_off(body).unwrap_or(error))?;
    if response.output.is_none() && response.failure.is_none() {
        return Err(Error::bad_response("the answer has no `output`").with_body(body));
    }
    let mut chunk = AiMessageChunk::default();
    decode::finish(
        &response,
        &mut Items::default(),
        wire::top_hint(options),
        &mut chunk,
    )
    .map_err(|error| error.with_body(body))?;
    *chunk.response_metadata_mut() += response.identity();
    Ok(chunk.into())
}

fn json(body: &Map<String, Value>) -> String {
    // A map of JSON values is written without fail.
    serde_json::to_string(body).unwrap_or_default()
}
