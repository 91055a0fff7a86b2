use serde_json::{Map, Value};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Capabilities, Error, Messages, Result,
};
use surprisal_http::WireRequest;
use surprisal_openai_compat::wire;

use super::decode::{self, Items, Response, ResponsesDecoder};
use super::encode;

/// The Responses API as a part of [`OpenAiProtocol`](crate::protocol::OpenAiProtocol).
#[derive(Debug)]
pub(crate) struct ResponsesProtocol {
    pub(crate) provider: &'static str,
    pub(crate) model: String,
    pub(crate) capabilities: Capabilities,
}

impl ResponsesProtocol {
    pub(crate) fn encode(
        &self,
        messages: &Messages,
        options: &CallOptions,
        stream: bool,
    ) -> Result<WireRequest> {
        let mut warnings = Vec::new();
        let options = self
            .capabilities
            .answer(options, stream, self.provider, &mut warnings)?;
        let to = (self.provider, self.model.as_str());
        let body = encode::body(to, messages, &options, stream, &mut warnings)?;
        let mut request = WireRequest::post("responses", json(&body));
        request.warnings = warnings;
        Ok(request)
    }

    /// Reads a whole answer: as the last event of a stream of which nothing else came.
    pub(crate) fn decode(&self, body: &str, options: &CallOptions) -> Result<AiMessage> {
        let response =
            Response::read(body).map_err(|error| wire::cut_off(body).unwrap_or(error))?;
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

    pub(crate) fn decoder(&self, _: &WireRequest, options: &CallOptions) -> ResponsesDecoder {
        ResponsesDecoder::new(options)
    }

    /// Does without an option that the model refuses, where the caller chose to be warned.
    pub(crate) fn amend(
        &self,
        request: &WireRequest,
        error: &Error,
        options: &CallOptions,
    ) -> Option<WireRequest> {
        wire::without_refused(request, error, options)
    }
}

fn json(body: &Map<String, Value>) -> String {
    // A map of JSON values is written without fail.
    serde_json::to_string(body).unwrap_or_default()
}
