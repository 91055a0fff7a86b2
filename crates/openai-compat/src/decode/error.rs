use http::HeaderMap;
use serde::de::IgnoredAny;
use serde_json::{Map, Value};
use surprisal_core::{CallOptions, Error, ErrorKind, Warning};
use surprisal_http::{WireRequest, kind_of_status, response_error};

use super::refusal::{self, leave_out};

/// An error as Chat Completions servers write it: an object, or a text that may itself be JSON.
#[derive(Default)]
struct Wire {
    message: String,
    code: String,
    kind: String,
    param: String,
    /// Mistral: the status, also within a stream.
    status: Option<u16>,
}

/// Makes an error of the body of an answer, or of an event within a stream, which has no status. Bodies come wrapped in
/// `error` or flat, with a code that is a word, a number or null, in a list, and at Bedrock as JSON in a
/// text.
pub fn service_error(provider: &'static str, status: Option<u16>, body: &str) -> Error {
    let wire = serde_json::from_str(body)
        .map(Wire::read)
        .unwrap_or_else(|_| Wire {
            message: body.to_owned(),
            ..Wire::default()
        });
    // Within a stream, the code is often the status that there was no place for.
    let status_or_code = status.or_else(|| {
        wire.code
            .parse()
            .ok()
            .filter(|code| (400..600).contains(code))
            .or(wire.status)
    });
    let kind = wire.error_kind(status_or_code);
    let option = wire.option().filter(|_| kind == ErrorKind::Unsupported);
    let message = match option {
        Some(option) => format!("{}{}", wire.message.trim_end_matches('.'), advice(option)),
        // Nothing that is known: the beginning of the body says more than nothing.
        _ if wire.message.is_empty() => {
            response_error(status.unwrap_or_default(), &HeaderMap::new(), body)
                .message()
                .to_owned()
        }
        _ => wire.message,
    };
    let mut error = Error::new(kind, message).with_provider(provider);
    if let Some(option) = option {
        error = error.with_option(option);
    }
    let code = [wire.code, wire.kind]
        .into_iter()
        .find(|code| !code.is_empty() && code != "error");
    if let Some(code) = code {
        error = error.with_code(code);
    }
    match status {
        Some(status) => error.with_status(status),
        None => error,
    }
}

/// What vLLM, xAI and Text Generation Inference say of a prompt that is too long.
const TOO_LONG: [&str; 4] = [
    "context length",
    "maximum prompt length",
    "`inputs` tokens",
    "`inputs` must have less than",
];

/// What an error about an option that is refused ends with.
fn advice(option: &str) -> String {
    let which = match option {
        "logprobs" => "that gives them",
        _ => "that has it",
    };
    format!(
        "; leave {option} out, choose a model {which}, or set on_unsupported(Policy::Warn) to go on without"
    )
}

/// The request without the option that the service refused, with a warning in its place, where the caller chose
/// to go on without.
pub fn without_refused(
    request: &WireRequest,
    error: &Error,
    options: &CallOptions,
) -> Option<WireRequest> {
    let mut amended = surprisal_http::without_refused(request, error, options, leave_out)?;
    // What the caller could do instead is no part of the warning.
    if let (Some(warning), Some(option)) = (amended.warnings.last_mut(), error.option())
        && let Some(message) = error.message().strip_suffix(&advice(option))
    {
        *warning = Warning::new(warning.option.clone(), message.to_owned());
    }
    Some(amended)
}

/// The error for a body that ends within its JSON, `None` for one that does not: without a length, that is
/// how a broken connection shows.
pub fn cut_off(body: &str) -> Option<Error> {
    // serde_json takes the beginning of a number for a wrong one.
    let whole = body.trim_end_matches(['-', '+', '.', 'e', 'E']);
    let error = serde_json::from_str::<IgnoredAny>(whole).err()?;
    error.is_eof().then(|| {
        let message = format!(
            "the answer ends within its JSON, after {} bytes",
            body.len()
        );
        Error::new(ErrorKind::Truncated, message)
            .with_body(body)
            .with_source(error)
    })
}

/// Whether a text without choices is an error without a wrapper, as vLLM sends it even within a stream.
pub(crate) fn is_flat_error(body: &str) -> bool {
    serde_json::from_str::<Map<String, Value>>(body)
        .is_ok_and(|body| body.get("object").is_some_and(|object| object == "error"))
}

/// What the body of an error says, in the service's own words; empty if that is not told.
pub(crate) fn words(body: &str) -> String {
    let wire = serde_json::from_str(body).map(Wire::read);
    wire.map(|wire| wire.message).unwrap_or_default()
}

impl Wire {
    fn read(body: Value) -> Self {
        match body {
            Value::Object(mut body) => match body.remove("error") {
                Some(inner @ (Value::Object(_) | Value::String(_))) => {
                    let mut wire = Self::read(inner);
                    if wire.message.is_empty() {
                        wire.message = text(&body, &["message", "detail"]);
                    }
                    if wire.code.is_empty() {
                        wire.code = text(&body, &["code"]);
                    }
                    wire
                }
                _ => Self::from_object(&body),
            },
            Value::String(message) => match serde_json::from_str(&message) {
                Ok(inner @ Value::Object(_)) => Self::read(inner),
                _ => Self {
                    message,
                    ..Self::default()
                },
            },
            // Gemini's compatible endpoint wraps the object once more.
            Value::Array(mut list) if list.len() == 1 => Self::read(list.remove(0)),
            Value::Null => Self::default(),
            other => Self {
                message: other.to_string(),
                ..Self::default()
            },
        }
    }

    fn from_object(body: &Map<String, Value>) -> Self {
        if let Some(wire) = body.get("detail").and_then(Self::from_details) {
            return wire;
        }
        let message = text(body, &["message", "detail", "error_message"]);
        if let Ok(inner @ Value::Object(_)) = serde_json::from_str(&message) {
            return Self::read(inner);
        }
        Self {
            message,
            code: text(body, &["code"]),
            kind: text(body, &["type"]),
            param: text(body, &["param"]),
            status: text(body, &["raw_status_code"]).parse().ok(),
        }
    }

    /// FastAPI's list of what is wrong with a request, each with its place in it.
    fn from_details(list: &Value) -> Option<Self> {
        let details: Option<Vec<Detail>> = list.as_array()?.iter().map(Detail::read).collect();
        let details = details?;
        let first = details.first()?;
        let messages: Vec<&str> = details.iter().map(|one| one.message.as_str()).collect();
        Some(Self {
            message: messages.join("; "),
            code: first.code.clone(),
            param: first.place.clone(),
            ..Self::default()
        })
    }

    fn error_kind(&self, status: Option<u16>) -> ErrorKind {
        for word in [self.code.as_str(), self.kind.as_str()] {
            match word {
                "insufficient_quota" | "billing_hard_limit_reached" => {
                    return ErrorKind::QuotaExhausted;
                }
                "context_length_exceeded" | "exceed_context_size_error" => {
                    return ErrorKind::ContextTooLong;
                }
                "content_filter"
                | "content_policy_violation"
                | "image_content_policy_violation" => return ErrorKind::ContentFiltered,
                "model_not_found" | "invalid_model" => return ErrorKind::NotFound,
                "invalid_api_key" | "authentication_error" => return ErrorKind::Authentication,
                "unsupported_parameter" | "unsupported_value" => return ErrorKind::Unsupported,
                "rate_limit_exceeded" | "rate_limited" | "service_tier_capacity_exceeded" => {
                    return ErrorKind::RateLimited;
                }
                _ => {}
            }
        }
        let refused = matches!(status, Some(400 | 403 | 404 | 422 | 501));
        // Many have no code for it, and llama.cpp no status where the text is to be embedded.
        let is_too_long = refused && TOO_LONG.iter().any(|words| self.message.contains(words))
            || self.message.contains("is too large to process");
        if is_too_long {
            return ErrorKind::ContextTooLong;
        }
        // What is not found may have any name.
        let is_refusal = self.is_about_logprobs() && status != Some(404)
            || self.option().is_some() && refusal::is_refusal(&self.message);
        if refused && is_refusal && !self.is_about_a_value() {
            return ErrorKind::Unsupported;
        }
        match status {
            Some(status) => kind_of_status(status),
            // Where the Responses API failed there is but a code, such as `invalid_prompt`.
            None if self.kind == "invalid_request_error"
                || self.code.starts_with("invalid_")
                || self.code.contains("image") =>
            {
                ErrorKind::InvalidInput
            }
            None => ErrorKind::Server,
        }
    }

    /// The option that it is about.
    fn option(&self) -> Option<&'static str> {
        refusal::option(&self.param, &self.message)
    }

    /// The code may be null, so it is the words that tell.
    fn is_about_logprobs(&self) -> bool {
        self.param.contains("logprobs") || self.message.to_ascii_lowercase().contains("logprobs")
    }

    /// The option as such is known; its value is not allowed.
    fn is_about_a_value(&self) -> bool {
        self.code.ends_with("_value") || refusal::is_about_a_value(&self.message)
    }
}

/// One of the things that are wrong with a request, as FastAPI says it.
struct Detail {
    /// Such as `seed` or `messages.0.content`.
    place: String,
    message: String,
    code: String,
}

impl Detail {
    fn read(detail: &Value) -> Option<Self> {
        let body = detail.as_object()?;
        let message = body.get("msg")?.as_str()?;
        let path = body.get("loc").and_then(Value::as_array);
        let path = path.into_iter().flatten().filter(|part| *part != "body");
        let path: Vec<String> = path
            .map(|part| {
                part.as_str()
                    .map_or_else(|| part.to_string(), str::to_owned)
            })
            .collect();
        let place = path.join(".");
        Some(Self {
            message: match place.as_str() {
                "" => message.to_owned(),
                place => format!("{place}: {message}"),
            },
            place,
            code: text(body, &["type"]),
        })
    }
}

/// The first of these keys that holds something, as text; a code may be a number.
fn text(body: &Map<String, Value>, keys: &[&str]) -> String {
    keys.iter()
        .find_map(|key| match body.get(*key) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) => Some(text.clone()),
            Some(other) => Some(other.to_string()),
        })
        .unwrap_or_default()
}
