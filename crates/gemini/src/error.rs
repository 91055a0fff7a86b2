use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;
use surprisal_core::{Error, ErrorKind};
use surprisal_http::{go_duration, kind_of_status, read_fault};

/// What the service says where it fails, as a body or as an event of a stream: Google's `google.rpc.Status`.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Fault {
    /// The HTTP status.
    code: Option<Value>,
    message: Option<String>,
    /// The name of gRPC's code.
    status: Option<String>,
    /// Objects that say by `@type` what they are.
    details: Option<Vec<Value>>,
}

#[derive(Deserialize)]
struct Body {
    error: Fault,
}

impl Fault {
    /// The fault that the body of a refusal tells of.
    pub(crate) fn read(body: &str) -> Option<Self> {
        read_fault(body).map(|Body { error }| error)
    }

    /// The error of it; the HTTP status counts where the fault names none.
    pub(crate) fn into_error(self, http_status: u16) -> Error {
        let named = self.code.as_ref().and_then(Value::as_u64);
        let named = named.and_then(|code| u16::try_from(code).ok());
        let status = named.unwrap_or(http_status);
        let message = self.message.as_deref().unwrap_or_default();
        let (kind, option) = self.kind(status, message);
        let text = match message {
            "" => "the service failed, and does not say why".to_owned(),
            said => said.to_owned(),
        };
        let mut error = Error::new(kind, text);
        if let Some(code) = self.reason().or(self.status.as_deref()) {
            error = error.with_code(code);
        }
        if let Some(option) = option {
            error = error.with_option(option);
        }
        match self.retry_delay() {
            Some(wait) => error.with_retry_after(wait),
            None => error,
        }
    }

    /// What it means, and the option that it is about.
    fn kind(&self, status: u16, message: &str) -> (ErrorKind, Option<String>) {
        let kind = match self.status.as_deref().unwrap_or_default() {
            // They have no names of their own among gRPC's codes.
            _ if matches!(status, 402 | 413) => kind_of_status(status),
            "INVALID_ARGUMENT" | "FAILED_PRECONDITION" => return self.invalid(message),
            "OUT_OF_RANGE" => ErrorKind::InvalidInput,
            "UNAUTHENTICATED" => ErrorKind::Authentication,
            // Of a request without a key.
            "PERMISSION_DENIED" if message.contains("unregistered callers") => {
                ErrorKind::Authentication
            }
            "PERMISSION_DENIED" => ErrorKind::PermissionDenied,
            "NOT_FOUND" => ErrorKind::NotFound,
            "RESOURCE_EXHAUSTED" if self.is_exhausted(message) => ErrorKind::QuotaExhausted,
            "RESOURCE_EXHAUSTED" => ErrorKind::RateLimited,
            "UNIMPLEMENTED" => ErrorKind::Unsupported,
            "DEADLINE_EXCEEDED" => ErrorKind::Timeout,
            "ABORTED" | "CANCELLED" | "DATA_LOSS" | "INTERNAL" | "UNAVAILABLE" | "UNKNOWN" => {
                ErrorKind::Server
            }
            _ => kind_of_status(status),
        };
        (kind, None)
    }

    /// What is wrong with a request, which mostly the words alone tell.
    fn invalid(&self, message: &str) -> (ErrorKind, Option<String>) {
        let words = message.to_lowercase();
        if self.reason() == Some("API_KEY_INVALID") || words.starts_with("api key not valid") {
            return (ErrorKind::Authentication, None);
        }
        if words.contains("input token count") {
            return (ErrorKind::ContextTooLong, None);
        }
        if words.contains("enable billing") {
            return (ErrorKind::QuotaExhausted, None);
        }
        if words.contains("user location is not supported") {
            return (ErrorKind::PermissionDenied, None);
        }
        match refused_option(message, &words) {
            Some(option) => (ErrorKind::Unsupported, Some(option)),
            None => (ErrorKind::InvalidInput, None),
        }
    }

    /// Whether waiting a little does not help: the quota of the day or the credit is spent, or there never was any.
    fn is_exhausted(&self, message: &str) -> bool {
        let violations = self.details("google.rpc.QuotaFailure");
        let mut violations = violations.flat_map(|detail| detail["violations"].as_array());
        let is_of_the_day = |violation: &Value| {
            let id = violation["quotaId"].as_str();
            id.is_some_and(|id| id.contains("PerDay"))
        };
        violations.any(|list| list.iter().any(is_of_the_day))
            || message.contains("limit: 0,")
            || message.contains("credits are depleted")
    }

    fn reason(&self) -> Option<&str> {
        let mut infos = self.details("google.rpc.ErrorInfo");
        infos.find_map(|info| info["reason"].as_str())
    }

    fn retry_delay(&self) -> Option<Duration> {
        let mut infos = self.details("google.rpc.RetryInfo");
        infos.find_map(|info| go_duration(info["retryDelay"].as_str()?))
    }

    /// The details of this type.
    fn details(&self, kind: &str) -> impl Iterator<Item = &Value> {
        let details = self.details.iter().flatten();
        details.filter(move |detail| {
            let named = detail["@type"].as_str();
            named.is_some_and(|named| named.ends_with(kind))
        })
    }
}

/// The option that a model does not have, where the message says so.
fn refused_option(message: &str, words: &str) -> Option<String> {
    if let Some((_, rest)) = message.split_once("Unknown name \"") {
        let (name, _) = rest.split_once('"')?;
        let lower = name.to_lowercase();
        let known = OPTIONS.iter().find(|(word, _)| lower.contains(word));
        return Some(known.map_or(name, |(_, option)| option).to_owned());
    }
    if !REFUSALS.iter().any(|refusal| words.contains(refusal)) {
        return None;
    }
    let mut options = OPTIONS.iter();
    let (_, option) = options.find(|(word, _)| words.contains(word))?;
    Some((*option).to_owned())
}

/// The status of an error that comes in the place of an answer, or within a stream, and names none.
pub(crate) const FAILURE: u16 = 500;

/// How it is said that a model does not have something.
const REFUSALS: [&str; 6] = [
    "not enabled",
    "not supported",
    "unsupported",
    "not available",
    "does not support",
    "only works in thinking mode",
];

/// What the service calls the options, in lower case, and what they are called here.
const OPTIONS: [(&str, &str); 18] = [
    ("logprobs", "logprobs"),
    ("frequencypenalty", "frequency_penalty"),
    ("presence", "presence_penalty"),
    // It is said of both.
    ("penalty", "frequency_penalty"),
    ("multiple candidates", "n"),
    ("candidatecount", "n"),
    ("candidate count", "n"),
    ("json mode", "response_format"),
    ("mime type", "response_format"),
    ("responsejsonschema", "response_format"),
    ("responsemimetype", "response_format"),
    ("parametersjsonschema", "tools"),
    ("function calling", "tools"),
    ("tool use", "tools"),
    ("thinking", "reasoning_effort"),
    ("seed", "seed"),
    ("stop sequence", "stop"),
    ("labels", "metadata"),
];
