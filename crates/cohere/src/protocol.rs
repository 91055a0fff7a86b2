use http::HeaderMap;
use surprisal_core::{AiMessage, CallOptions, Capabilities, Error, Messages, Result, Secret};
use surprisal_http::{Protocol, Provider, WireRequest, variable, without_refused};

use crate::capabilities::CAPABILITIES;
use crate::decode::{self, CohereDecoder};
use crate::{PROVIDER, encode, error};

/// Version 2 of Cohere's chat API.
#[derive(Debug)]
pub struct Cohere {
    model: String,
}

impl Provider for Cohere {
    // Without a version: chats are of the second, and the list of models is of the first.
    const BASE_URL: &'static str = "https://api.cohere.com";
    const BASE_URL_VARIABLE: &'static str = "CO_API_URL";
    const KEY_VARIABLES: &'static [&'static str] = &["CO_API_KEY", "COHERE_API_KEY"];

    fn new(model: String) -> Self {
        Self { model }
    }

    fn base_url_from_env() -> Option<Secret> {
        variable(Self::BASE_URL_VARIABLE).or_else(|| variable("COHERE_BASE_URL"))
    }
}

impl Protocol for Cohere {
    type Decoder = CohereDecoder;

    fn provider(&self) -> &'static str {
        PROVIDER
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn capabilities(&self, _: &CallOptions) -> Capabilities {
        CAPABILITIES
    }

    fn encode(
        &self,
        messages: &Messages,
        options: &CallOptions,
        stream: bool,
    ) -> Result<WireRequest> {
        let mut warnings = Vec::new();
        let options = CAPABILITIES.answer(options, stream, PROVIDER, &mut warnings)?;
        let body = encode::body(&self.model, messages, &options, stream, &mut warnings)?;
        let mut request = body.post("v2/chat");
        request.warnings = warnings;
        Ok(request)
    }

    fn decode(&self, body: &str, _: &CallOptions) -> Result<AiMessage> {
        decode::whole(body)
    }

    fn decoder(&self, _: &WireRequest, _: &CallOptions) -> CohereDecoder {
        CohereDecoder::default()
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        error::of_response(status, headers, body)
    }

    fn amend(
        &self,
        request: &WireRequest,
        error: &Error,
        options: &CallOptions,
    ) -> Option<WireRequest> {
        without_refused(request, error, options, error::leave_out)
    }
}
