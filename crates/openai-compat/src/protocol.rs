use std::borrow::Cow;
use std::marker::PhantomData;

use http::HeaderMap;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use surprisal_core::{
    AiMessage, CallOptions, Capabilities, Error, ErrorKind, Messages, Policy, Result, Warning,
};
use surprisal_http::{Protocol, WireRequest, response_error};

use crate::decode::{self, ChatDecoder, Completion, Reading};
use crate::dialect::Dialect;
use crate::encode;
use crate::score::Scoring;

/// Chat Completions as a [`Protocol`].
#[derive(Debug)]
pub struct ChatProtocol<D> {
    pub(crate) model: String,
    pub(crate) capabilities: Capabilities,
    pub(crate) max_tokens_field: Cow<'static, str>,
    pub(crate) stream_usage: bool,
    pub(crate) scoring: Scoring,
    pub(crate) dialect: PhantomData<D>,
}

impl<D> ChatProtocol<D> {
    /// What the service can do.
    pub fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }
}

impl<D: Dialect> ChatProtocol<D> {
    /// Reads an answer that has choices.
    pub(crate) fn completion<'a>(&self, body: &'a str, reading: Reading) -> Result<Completion<'a>> {
        let completion = Completion::read(body, reading)
            .map_err(|error| decode::cut_off(body).unwrap_or(error))?;
        if let Some(failed) = completion.error {
            return Err(decode::service_error(D::PROVIDER, None, failed).with_body(body));
        }
        if completion.chunk.choices().is_empty() {
            if decode::is_flat_error(body) {
                return Err(decode::service_error(D::PROVIDER, None, body).with_body(body));
            }
            return Err(Error::bad_response("the answer has no choices").with_body(body));
        }
        Ok(completion)
    }
}

impl<D: Dialect> Protocol for ChatProtocol<D> {
    type Decoder = ChatDecoder;

    fn provider(&self) -> &'static str {
        D::PROVIDER
    }

    fn model(&self) -> &str {
        &self.model
    }

    fn encode(
        &self,
        messages: &Messages,
        options: &CallOptions,
        stream: bool,
    ) -> Result<WireRequest> {
        D::check(options)?;
        let mut warnings = Vec::new();
        let options = self
            .capabilities
            .answer(options, stream, D::PROVIDER, &mut warnings)?;
        let wire = encode::Wire {
            own_options: D::OPTIONS,
            model: &self.model,
            max_tokens: &self.max_tokens_field,
            developer_role: D::DEVELOPER_ROLE,
            stream_usage: self.stream_usage,
            translate: D::translate,
        };
        let body = encode::body(&wire, messages, &options, stream)?;
        let mut request = WireRequest::post("chat/completions", json(&body));
        request.warnings = warnings;
        Ok(request)
    }

    fn decode(&self, body: &str, options: &CallOptions) -> Result<AiMessage> {
        let reading = Reading::new(options, D::TOKEN_FORM);
        let completion = self.completion(body, reading)?;
        let mut metadata = completion.metadata();
        if options.raw == Some(true) {
            metadata.raw.push(body.to_owned());
        }
        Ok(AiMessage::from(completion.chunk)
            .with_usage(completion.usage.unwrap_or_default())
            .with_response_metadata(metadata))
    }

    fn decoder(&self, request: &WireRequest, options: &CallOptions) -> ChatDecoder {
        let body = fields(request);
        let awaits_usage = body
            .get("stream_options")
            .and_then(|options| options.get("include_usage"))
            == Some(&Value::Bool(true));
        ChatDecoder::new(D::PROVIDER, D::TOKEN_FORM, options, awaits_usage)
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        if serde_json::from_str::<IgnoredAny>(body).is_ok() {
            decode::service_error(D::PROVIDER, Some(status), body)
        } else {
            response_error(status, headers, body)
        }
    }

    /// Does without the usage of a stream where the server does not know how to ask for it, and without
    /// logprobs where it refuses them and the caller chose to be warned.
    fn amend(
        &self,
        request: &WireRequest,
        error: &Error,
        options: &CallOptions,
    ) -> Option<WireRequest> {
        let refused = matches!(
            error.kind(),
            ErrorKind::InvalidInput | ErrorKind::Unsupported
        );
        let mut body = fields(request);
        let mut amended = request.clone();
        if refused && error.message().contains("stream_options") {
            body.remove("stream_options")?;
        } else if refused && D::amend(&mut body, error) {
            // The dialect knows another way to say the same.
        } else if error.kind() == ErrorKind::Unsupported
            && error.message().to_ascii_lowercase().contains("logprobs")
            && options.on_unsupported == Some(Policy::Warn)
        {
            body.remove("top_logprobs");
            body.remove("logprobs")?;
            amended
                .warnings
                .push(Warning::new("logprobs", error.message()));
        } else {
            return None;
        }
        amended.body = json(&body).into();
        Some(amended)
    }
}

fn json(body: &Map<String, Value>) -> String {
    // A map of JSON values is written without fail.
    serde_json::to_string(body).unwrap_or_default()
}

fn fields(request: &WireRequest) -> Map<String, Value> {
    serde_json::from_slice(&request.body).unwrap_or_default()
}
