use http::{HeaderMap, HeaderName, HeaderValue};
use surprisal_core::{
    AiMessage, CallOptions, Capabilities, Error, Feature, Messages, Result, Secret,
};
use surprisal_http::{
    Framing, Protocol, Provider, WireRequest, read_whole, response_error, secret_header,
};

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
pub struct Acme {
    model: String,
}

impl Provider for Acme {
    const BASE_URL: &'static str = "https://api.acme.example/v2";
    const BASE_URL_VARIABLE: &'static str = "ACME_BASE_URL";
    const KEY_VARIABLES: &'static [&'static str] = &["ACME_API_KEY"];

    fn new(model: String) -> Self {
        Self { model }
    }

    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)> {
        let name = HeaderName::from_static("x-acme-key");
        Ok((name, secret_header("API key", key)?))
    }
}

impl Protocol for Acme {
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

    #[rustfmt::skip]
    fn encode(&self, messages: &Messages, options: &CallOptions, stream: bool) -> Result<WireRequest> {
        let mut warnings = Vec::new();
        let options = CAPABILITIES.answer(options, stream, PROVIDER, &mut warnings)?;
        let body = encode::body(&self.model, messages, &options, stream, &mut warnings)?;
        let mut request = body.post("talk");
        (request.framing, request.warnings) = (Framing::NdJson, warnings);
        Ok(request)
    }

    fn decode(&self, body: &str, _: &CallOptions) -> Result<AiMessage> {
        read_whole(AcmeDecoder::default(), body)
    }

    fn decoder(&self, _: &WireRequest, _: &CallOptions) -> AcmeDecoder {
        AcmeDecoder::default()
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        let fault = Fault::read(body).map(Fault::into_error);
        fault.unwrap_or_else(|| response_error(status, headers, body))
    }
}
