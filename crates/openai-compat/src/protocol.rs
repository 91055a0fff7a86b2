use std::borrow::Cow;
use std::marker::PhantomData;

use http::{HeaderMap, HeaderName, HeaderValue};
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use surprisal_core::{
    AiMessage, CallOptions, Capabilities, Error, ErrorKind, Messages, Result, Secret,
};
use surprisal_http::{HttpChatModel, Protocol, Provider, WireRequest, response_error};

use crate::decode::{self, ChatDecoder, Completion, Reading, without_refused};
use crate::dialect::Dialect;
use crate::encode;
use crate::score::Scoring;

/// A chat model of a service that speaks Chat Completions in this dialect.
///
/// It lists the models of its service by [`ListModels`](surprisal_core::ListModels), and scores given texts by
/// [`ScoreText`](surprisal_core::ScoreText), over the older interface of completions, as [`Scoring`] says. Of the options
/// that the model was built with, headers, time limits, the service's own and [`CallOptions::extra`] hold there. Which
/// distribution the numbers are of is not told.
///
/// ```
/// use surprisal_openai_compat::{ChatCompletions, Generic};
///
/// let model = ChatCompletions::<Generic>::builder("smollm2")
///     .base_url("http://localhost:8080/v1")
///     .protocol(|chat| chat.max_tokens_field = "max_completion_tokens".into())
///     .build()?;
/// assert_eq!(model.model(), "smollm2");
/// # Ok::<(), surprisal_core::Error>(())
/// ```
pub type ChatCompletions<D> = HttpChatModel<ChatProtocol<D>>;

/// Chat Completions as a [`Protocol`]. Its fields are what the dialect says, for whoever knows better:
/// [`protocol`](surprisal_http::HttpChatModelBuilder::protocol) of a model's builder changes them.
///
/// ```
/// use surprisal_core::Feature;
/// use surprisal_openai_compat::{ChatCompletions, Generic};
///
/// let model = ChatCompletions::<Generic>::builder("m")
///     .protocol(|chat| {
///         chat.capabilities = chat.capabilities.no(&[Feature::Logprobs]);
///         chat.stream_usage = false;
///     })
///     .build()?;
/// # Ok::<(), surprisal_core::Error>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct ChatProtocol<D> {
    /// The name of the model.
    pub model: String,
    /// What the service can do.
    pub capabilities: Capabilities,
    /// The field that limits the answer's tokens: `max_tokens` or `max_completion_tokens`.
    pub max_tokens_field: Cow<'static, str>,
    /// Whether to ask for the usage of a stream. A server that refuses to be asked is asked again without; turning it off
    /// saves that second request.
    pub stream_usage: bool,
    /// How the service is asked for the log probabilities of a given text.
    pub scoring: Scoring,
    /// What goes before the path of a request that is about the model, where the path names that, with a slash at its end.
    pub model_path: String,
    dialect: PhantomData<D>,
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

    fn capabilities(&self, _options: &CallOptions) -> Capabilities {
        self.capabilities
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
            stream_usage: self.stream_usage,
            translate: D::translate,
        };
        let messages = D::messages(messages, &options, &mut warnings)?;
        let body = encode::body(&wire, messages, &options, stream);
        let path = format!("{}chat/completions", self.model_path);
        let mut request = WireRequest::post(path, json(&body));
        request.warnings = warnings;
        Ok(request)
    }

    fn decode(&self, body: &str, options: &CallOptions) -> Result<AiMessage> {
        let reading = Reading::new(options, D::TOKEN_FORM, D::PROVIDER);
        let completion = self.completion(body, reading)?;
        let metadata = completion.metadata();
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
        // Where it was left out, one answers.
        let choices = body.get("n").and_then(Value::as_u64).unwrap_or(1);
        let choices = usize::try_from(choices).unwrap_or(usize::MAX);
        ChatDecoder::new(D::PROVIDER, D::TOKEN_FORM, options, choices, awaits_usage)
    }

    fn error(&self, status: u16, headers: &HeaderMap, body: &str) -> Error {
        http_error(D::PROVIDER, status, headers, body)
    }

    /// Puts it otherwise where there is another way to say the same, does without the usage of a stream where
    /// the server does not know how to ask for it, and without an option that it refuses where the caller
    /// chose to be warned.
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
        if !refused {
            return None;
        }
        let mut body = fields(request);
        // As the service put it, without the advice that was added.
        let said = error.body().unwrap_or(error.message());
        let says = |words| said.contains(words);
        let is_unknown = error.kind() == ErrorKind::Unsupported;
        let is_amended = if error.message().contains("stream_options") {
            body.remove("stream_options").is_some()
        } else if says(NEWER_LIMIT) && body.contains_key(OLDER_LIMIT) {
            rename(&mut body, OLDER_LIMIT, NEWER_LIMIT);
            true
        } else if is_unknown
            && says(NEWER_LIMIT)
            && !says(OLDER_LIMIT)
            && body.contains_key(NEWER_LIMIT)
        {
            rename(&mut body, NEWER_LIMIT, OLDER_LIMIT);
            true
        } else {
            D::amend(&mut body, error)
        };
        if !is_amended {
            return without_refused(request, error, options);
        }
        let mut amended = request.clone();
        amended.body = json(&body).into();
        Some(amended)
    }
}

impl<D: Dialect> Provider for ChatProtocol<D> {
    const BASE_URL: &'static str = D::BASE_URL;
    const BASE_URL_VARIABLE: &'static str = D::BASE_URL_VARIABLE;
    const KEY_VARIABLES: &'static [&'static str] = &[D::KEY_VARIABLE];
    const TOKEN_VARIABLES: &'static [&'static str] = D::TOKEN_VARIABLES;
    const HEADER_VARIABLES: &'static [(&'static str, &'static str)] = D::HEADER_VARIABLES;
    const KEY_IS_OPTIONAL: bool = D::KEY_IS_OPTIONAL;

    fn new(model: String) -> Self {
        Self {
            model,
            capabilities: D::CAPABILITIES,
            max_tokens_field: D::MAX_TOKENS.into(),
            stream_usage: D::STREAM_OPTIONS,
            scoring: D::SCORING,
            model_path: String::new(),
            dialect: PhantomData,
        }
    }

    fn key_header(key: &Secret) -> Result<(HeaderName, HeaderValue)> {
        D::key_header(key)
    }

    fn base_url_from_env() -> Option<Secret> {
        D::base_url_from_env()
    }

    fn locate(&mut self, url: &str) -> Result<String> {
        D::locate(self, url)
    }
}

/// The two names of the field that limits the answer's tokens: some models and servers know the one, some the
/// other.
const OLDER_LIMIT: &str = "max_tokens";
const NEWER_LIMIT: &str = "max_completion_tokens";

fn rename(body: &mut Map<String, Value>, from: &str, to: &str) {
    if let Some(value) = body.remove(from) {
        body.insert(to.to_owned(), value);
    }
}

/// The error that an answer with this status is.
pub(crate) fn http_error(
    provider: &'static str,
    status: u16,
    headers: &HeaderMap,
    body: &str,
) -> Error {
    if serde_json::from_str::<IgnoredAny>(body).is_ok() {
        decode::service_error(provider, Some(status), body)
    } else {
        response_error(status, headers, body)
    }
}

fn json(body: &Map<String, Value>) -> String {
    // A map of JSON values is written without fail.
    serde_json::to_string(body).unwrap_or_default()
}

fn fields(request: &WireRequest) -> Map<String, Value> {
    serde_json::from_slice(&request.body).unwrap_or_default()
}
