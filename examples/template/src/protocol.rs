use http::HeaderMap;
use surprisal_core::{AiMessage, CallOptions, Capabilities, Error, Feature, Messages, Result};
use surprisal_http::{
    Decode as _, Decoded, Frame, Protocol, WireRequest, kind_of_status, response_error,
};

use crate::decode::Fault;
use crate::decode::{{type_name}}Decoder;
use crate::{PROVIDER, encode};

/// FILL: what the service has, by `.yes(…)` and `.some_models(…)`, which `encode` and `decode` then write and read. All
/// else is refused by its name, also what the library comes to know later.
const CAPABILITIES: Capabilities = Capabilities::UNKNOWN.no(Feature::ALL);

/// FILL: JSON to `chat`, and back one JSON object, or the same in parts, an event each.
#[derive(Debug)]
pub(crate) struct {{type_name}}Protocol {
    pub(crate) model: String,
}

impl Protocol for {{type_name}}Protocol {
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
        let mut request = WireRequest::post("chat", "");
        let warnings = &mut request.warnings;
        let options = CAPABILITIES.answer(options, stream, PROVIDER, warnings)?;
        let body = encode::body(&self.model, messages, &options, stream, warnings)?;
        request.body = body.to_string().into();
        Ok(request)
    }

    fn decode(&self, body: &str, options: &CallOptions) -> Result<AiMessage> {
        let mut decoder = {{type_name}}Decoder::new(options);
        let decoded = decoder.frame(Frame::new(body))?;
        decoder.end()?;
        match decoded {
            Decoded::Chunk(whole) => Ok(whole.into()),
            _ => Err(Error::bad_response("the answer says nothing")),
        }
    }

    fn decoder(&self, _: &WireRequest, options: &CallOptions) -> {{type_name}}Decoder {
        {{type_name}}Decoder::new(options)
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        match Fault::read(body) {
            Some(fault) => fault.into_error(kind_of_status(status)),
            None => response_error(status, headers, body),
        }
    }
}
