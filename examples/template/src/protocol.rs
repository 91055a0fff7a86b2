use http::HeaderMap;
use surprisal_core::{AiMessage, CallOptions, Capabilities, Error, Feature, Messages, Result};
use surprisal_http::{
    Protocol, Provider, WireRequest, kind_of_status, read_whole, response_error,
};

use crate::decode::{Fault, {{type_name}}Decoder};
use crate::{PROVIDER, encode};

/// FILL: what the service has, by `.yes(…)` and `.some_models(…)`, which `encode` and `decode` then write and read. All
/// else is refused by its name, also what the library comes to know later.
const CAPABILITIES: Capabilities = Capabilities::UNKNOWN.no(Feature::ALL);

/// FILL: JSON to `chat`, and back one JSON object, or the same in parts, an event each.
#[derive(Debug)]
pub struct {{type_name}} {
    model: String,
}

/// FILL: the key is sent as a bearer token; another header is `fn key_header`.
impl Provider for {{type_name}} {
    const BASE_URL: &'static str = "{{base_url}}";
    const BASE_URL_VARIABLE: &'static str = "{{env_prefix}}_BASE_URL";
    const KEY_VARIABLES: &'static [&'static str] = &["{{env_prefix}}_API_KEY"];

    fn new(model: String) -> Self {
        Self { model }
    }
}

impl Protocol for {{type_name}} {
    type Decoder = {{type_name}}Decoder;

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
        let mut request = body.post("chat");
        request.warnings = warnings;
        Ok(request)
    }

    fn decode(&self, body: &str, _: &CallOptions) -> Result<AiMessage> {
        read_whole({{type_name}}Decoder::default(), body)
    }

    fn decoder(&self, _: &WireRequest, _: &CallOptions) -> {{type_name}}Decoder {
        {{type_name}}Decoder::default()
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        match Fault::read(body) {
            Some(fault) => fault.into_error(kind_of_status(status)),
            None => response_error(status, headers, body),
        }
    }
}
