use http::HeaderMap;
use serde_json::Value;
use surprisal_core::{CallOptions, Error, ErrorKind, Result};
use surprisal_http::{WireRequest, kind_of_status, read_fault, remove_field, response_error};

/// The error of an answer of this status.
pub(crate) fn http_error(status: u16, headers: &HeaderMap, body: &str) -> Error {
    let said: Option<Value> = read_fault(body);
    let words = said.as_ref().and_then(|said| words(said.get("error")?));
    match (words, &said) {
        (Some(words), Some(said)) => {
            let link = said.get("signin_url").and_then(Value::as_str);
            error(Some(status), words, link)
        }
        _ if status == 404 && body.trim() == NO_SUCH_PATH => Error::new(
            ErrorKind::NotFound,
            format!(
                "{NO_SUCH_PATH}: the base URL is that of the API, such as http://localhost:11434/api"
            ),
        ),
        _ => response_error(status, headers, body),
    }
}

/// What Ollama's router says of a path that it does not have.
const NO_SUCH_PATH: &str = "404 page not found";

/// The error that a line of a stream tells of, or a body that came as a success; `None` if it says none.
pub(crate) fn stream_error(said: &Value) -> Option<Error> {
    words(said).map(|words| error(None, words, None))
}

/// Whether a body that came as a success is one.
///
/// # Errors
///
/// What it says instead.
pub(crate) fn check(body: &str) -> Result<()> {
    let said: Option<Value> = read_fault(body);
    let error = said.and_then(|said| stream_error(said.get("error")?));
    error.map_or(Ok(()), Err)
}

/// What is said: a text, or by servers in between an object with one.
fn words(said: &Value) -> Option<&str> {
    let words = match said {
        Value::Object(fields) => fields.get("message")?.as_str()?,
        other => other.as_str()?,
    };
    (!words.is_empty()).then_some(words)
}

/// Ollama has no codes: it is status and words that tell.
fn error(status: Option<u16>, words: &str, link: Option<&str>) -> Error {
    let says = |part: &str| words.contains(part);
    if let Some((_, option)) = REFUSALS.iter().find(|(part, _)| says(part)) {
        let message = format!("{words}; leave {option} out, or choose a model that has it");
        return Error::new(ErrorKind::Unsupported, message).with_option(*option);
    }
    let kind = match status {
        _ if TOO_LONG.iter().any(|part| says(part)) => ErrorKind::ContextTooLong,
        Some(429) if says("usage limit") => ErrorKind::QuotaExhausted,
        // The scheduler has no better status for a wrong option.
        _ if says("must be of type") || says("must be of an array") => ErrorKind::InvalidInput,
        Some(status) => kind_of_status(status),
        None if says("unauthorized") => ErrorKind::Authentication,
        None if says("not found") || says("file does not exist") => ErrorKind::NotFound,
        None => ErrorKind::Server,
    };
    let error = match (kind, link) {
        (ErrorKind::NotFound, _) if says("model") => {
            format!("{words}; `ollama pull` or OllamaClient::pull brings a model")
        }
        (ErrorKind::Authentication, Some(link)) => {
            format!("{words}; sign the server in at {link}, or set OLLAMA_API_KEY")
        }
        _ => words.to_owned(),
    };
    let error = Error::new(kind, error);
    // There is no more memory a moment later.
    match says("more system memory") {
        true => error.with_retryable(false),
        false => error,
    }
}

/// What is said of options that the model does not have.
const REFUSALS: [(&str, &str); 2] = [
    ("does not support thinking", "reasoning_effort"),
    ("does not support tools", "tools"),
];

/// What is said where something does not fit into the context.
const TOO_LONG: [&str; 4] = [
    "exceeds the context length",
    "longer than the context length",
    "exceeds maximum context length",
    "exceeds the available context",
];

/// The request without the option that the model refused, with a warning in its place, where the caller chose to go on
/// without.
pub(crate) fn without_refused(
    request: &WireRequest,
    error: &Error,
    options: &CallOptions,
) -> Option<WireRequest> {
    surprisal_http::without_refused(request, error, options, |body, option| match option {
        "reasoning_effort" => remove_field(body, "think"),
        "tools" => remove_field(body, "tools"),
        _ => false,
    })
}
