use http::HeaderMap;
use surprisal_core::{AiMessage, CallOptions, Capabilities, Error, Messages, Result, Secret};
use surprisal_http::{Framing, Protocol, Provider, WireRequest, read_whole, variable};

use crate::decode::OllamaDecoder;
use crate::{PROVIDER, capabilities, encode, error, host};

/// Ollama's protocol: JSON to `chat` or `generate`, and back one JSON object, or the same in parts, a line each.
///
/// Source of the formats: Ollama's `api/types.go`, `server/routes.go` and `docs/openapi.yaml`, as of August 2026.
#[derive(Debug)]
pub struct Ollama {
    model: String,
}

impl Provider for Ollama {
    const BASE_URL: &'static str = "http://localhost:11434/api";
    const BASE_URL_VARIABLE: &'static str = "OLLAMA_HOST";
    const KEY_VARIABLES: &'static [&'static str] = &["OLLAMA_API_KEY"];
    const KEY_IS_OPTIONAL: bool = true;

    fn new(model: String) -> Self {
        Self { model }
    }

    fn base_url_from_env() -> Option<Secret> {
        let host = variable(Self::BASE_URL_VARIABLE)?;
        Some(host::base_url(host.expose()).into())
    }
}

impl Protocol for Ollama {
    type Decoder = OllamaDecoder;

    fn provider(&self) -> &'static str {
        PROVIDER
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn capabilities(&self, options: &CallOptions) -> Capabilities {
        capabilities::of(options)
    }

    fn encode(
        &self,
        messages: &Messages,
        options: &CallOptions,
        stream: bool,
    ) -> Result<WireRequest> {
        let mut warnings = Vec::new();
        let capabilities = capabilities::of(options);
        let options = capabilities.answer(options, stream, PROVIDER, &mut warnings)?;
        let mut request = encode::request(&self.model, messages, options, stream, &mut warnings)?;
        (request.framing, request.warnings) = (Framing::NdJson, warnings);
        Ok(request)
    }

    fn decode(&self, body: &str, _: &CallOptions) -> Result<AiMessage> {
        read_whole(OllamaDecoder::default(), body)
    }

    fn decoder(&self, _: &WireRequest, _: &CallOptions) -> OllamaDecoder {
        OllamaDecoder::default()
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        error::http_error(status, headers, body)
    }

    fn amend(
        &self,
        request: &WireRequest,
        error: &Error,
        options: &CallOptions,
    ) -> Option<WireRequest> {
        error::without_refused(request, error, options)
    }
}
