use std::time::{Duration, UNIX_EPOCH};

use http::header::DATE;
use http::{HeaderMap, HeaderName, HeaderValue};
use httpdate::parse_http_date;
use surprisal_core::{
    AiMessage, CallOptions, Capabilities, Error, Messages, RateLimits, Result, Secret,
};
use surprisal_http::{
    Protocol, Provider, WireRequest, response_error, secret_header, unix_seconds,
};

use crate::capabilities::{self, CAPABILITIES};
use crate::decode::{self, AnthropicDecoder};
use crate::{PROVIDER, amend, base_url, encode, error};

/// Anthropic's protocol: the Messages API, in its version of 2023-06-01.
#[derive(Debug)]
pub struct Anthropic {
    model: String,
}

impl Provider for Anthropic {
    const BASE_URL: &'static str = "https://api.anthropic.com/v1";
    const BASE_URL_VARIABLE: &'static str = "ANTHROPIC_BASE_URL";
    const KEY_VARIABLES: &'static [&'static str] = &["ANTHROPIC_API_KEY"];

    fn new(model: String) -> Self {
        Self { model }
    }

    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)> {
        let name = HeaderName::from_static("x-api-key");
        Ok((name, secret_header("API key", key)?))
    }

    fn headers() -> HeaderMap {
        let version = HeaderName::from_static("anthropic-version");
        HeaderMap::from_iter([(version, HeaderValue::from_static("2023-06-01"))])
    }

    fn base_url_from_env() -> Option<Secret> {
        base_url::from_env(Self::BASE_URL_VARIABLE)
    }
}

impl Protocol for Anthropic {
    type Decoder = AnthropicDecoder;

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
        let options = capabilities::answer(options, stream, &mut warnings)?;
        encode::request(&self.model, messages, &options, stream, warnings)
    }

    fn decode(&self, body: &str, _: &CallOptions) -> Result<AiMessage> {
        decode::answer(body)
    }

    fn decoder(&self, _: &WireRequest, _: &CallOptions) -> AnthropicDecoder {
        AnthropicDecoder::default()
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        let known = error::service_error(Some(status), body);
        known.unwrap_or_else(|| response_error(status, headers, body))
    }

    fn rate_limits(&self, headers: &HeaderMap) -> Option<RateLimits> {
        let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
        let own = |name: &str| text(&format!("anthropic-ratelimit-{name}"));
        let count = |name: &str| own(name)?.parse().ok();
        // When they begin anew is told as a time, which counts from the answer's own: a protocol has no clock.
        let now = text(DATE.as_str()).and_then(|text| parse_http_date(text).ok());
        let reset = |name: &str| {
            let until =
                UNIX_EPOCH.checked_add(Duration::from_secs(own(name).and_then(unix_seconds)?))?;
            Some(until.duration_since(now?).unwrap_or_default())
        };
        let mut limits = RateLimits::default();
        limits.limit_requests = count("requests-limit");
        limits.remaining_requests = count("requests-remaining");
        limits.reset_requests = reset("requests-reset");
        limits.limit_tokens = count("tokens-limit");
        limits.remaining_tokens = count("tokens-remaining");
        limits.reset_tokens = reset("tokens-reset");
        (limits != RateLimits::default()).then_some(limits)
    }

    fn amend(
        &self,
        request: &WireRequest,
        error: &Error,
        options: &CallOptions,
    ) -> Option<WireRequest> {
        amend::without_refused(request, error, options)
    }
}
