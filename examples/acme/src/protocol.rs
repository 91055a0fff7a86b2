use http::HeaderMap;
use surprisal_core::{AiMessage, CallOptions, Capabilities, Error, Feature, Messages, Result};
use surprisal_http::{Decode as _, Decoded, Frame, Framing, Protocol, WireRequest, response_error};

use crate::decode::{AcmeDecoder, Fault};
use crate::{PROVIDER, encode};

/// What Acme has. All else is refused by its name, also what this library comes to know later.
const CAPABILITIES: Capabilities = Capabilities::UNKNOWN
    .no(Feature::ALL)
    .yes(Feature::LOGPROBS)
    .yes(Feature::JSON)
    .yes(&[Feature::Stop, Feature::Tools, Feature::ToolChoice])
    .most_top_logprobs(8);

/// Acme's protocol: JSON to `talk`, and back one JSON object, or the same in parts, a line each.
#[derive(Debug)]
pub(crate) struct AcmeProtocol {
    pub(crate) model: String,
}

impl Protocol for AcmeProtocol {
    type Decoder = AcmeDecoder;

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
        let mut request = WireRequest::post("talk", "");
        request.framing = Framing::NdJson;
        let warnings = &mut request.warnings;
        let options = CAPABILITIES.answer(options, stream, PROVIDER, warnings)?;
        let body = encode::body(&self.model, messages, &options, stream, warnings)?;
        request.body = body.to_string().into();
        Ok(request)
    }

    fn decode(&self, body: &str, options: &CallOptions) -> Result<AiMessage> {
        let mut decoder = AcmeDecoder::new(options);
        let decoded = decoder.frame(Frame::new(body))?;
        decoder.end()?;
        match decoded {
            Decoded::Chunk(whole) => Ok(whole.into()),
            _ => Err(Error::bad_response("the answer says nothing")),
        }
    }

    fn decoder(&self, _: &WireRequest, options: &CallOptions) -> AcmeDecoder {
        AcmeDecoder::new(options)
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        match Fault::read(body) {
            Some(fault) => fault.into_error(),
            None => response_error(status, headers, body),
        }
    }
}
