use std::marker::PhantomData;

use http::{HeaderMap, HeaderName, HeaderValue};
use surprisal_core::{AiMessage, CallOptions, Capabilities, Error, Messages, Result, Secret};
use surprisal_http::{Protocol, Provider, WireRequest, response_error, without_refused};

use crate::decode::{self, GeminiDecoder};
use crate::error::Fault;
use crate::{Service, encode};

/// Gemini's protocol: JSON to `models/{model}:generateContent`, and back one JSON object; or to
/// `models/{model}:streamGenerateContent`, and back the same in parts, an event each.
///
/// The model is a name such as `gemini-2.5-flash`, or a path below the base URL such as `tunedModels/my-model`.
#[derive(Debug)]
pub struct GenerateContent<S> {
    model: String,
    service: PhantomData<S>,
}

impl<S: Service> Provider for GenerateContent<S> {
    const BASE_URL: &'static str = S::BASE_URL;
    const BASE_URL_VARIABLE: &'static str = S::BASE_URL_VARIABLE;
    const KEY_VARIABLES: &'static [&'static str] = S::KEY_VARIABLES;

    fn new(model: String) -> Self {
        let service = PhantomData;
        Self { model, service }
    }

    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)> {
        S::key_header(key)
    }

    fn own_base_url_from_env() -> Option<Secret> {
        S::own_base_url_from_env()
    }
}

impl<S: Service> Protocol for GenerateContent<S> {
    type Decoder = GeminiDecoder;

    fn provider(&self) -> &'static str {
        S::PROVIDER
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn capabilities(&self, _: &CallOptions) -> Capabilities {
        S::CAPABILITIES
    }

    fn encode(
        &self,
        messages: &Messages,
        options: &CallOptions,
        stream: bool,
    ) -> Result<WireRequest> {
        let mut warnings = Vec::new();
        let options = S::CAPABILITIES.answer(options, stream, S::PROVIDER, &mut warnings)?;
        let body = encode::body::<S>(&self.model, messages, &options, &mut warnings)?;
        let mut request = WireRequest::post(encode::path(&self.model, stream), body);
        request.warnings = warnings;
        Ok(request)
    }

    fn decode(&self, body: &str, _: &CallOptions) -> Result<AiMessage> {
        decode::message(body)
    }

    fn decoder(&self, _: &WireRequest, _: &CallOptions) -> GeminiDecoder {
        GeminiDecoder::default()
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        let fault = Fault::read(body).map(|fault| fault.into_error(status));
        fault.unwrap_or_else(|| response_error(status, headers, body))
    }

    fn amend(
        &self,
        request: &WireRequest,
        error: &Error,
        options: &CallOptions,
    ) -> Option<WireRequest> {
        without_refused(request, error, options, encode::leave_out)
    }
}
