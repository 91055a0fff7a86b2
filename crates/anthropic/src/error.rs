use serde::Deserialize;
use surprisal_core::{Error, ErrorKind};
use surprisal_http::{kind_of_status, read_fault};

/// What Anthropic says where it fails, as a body or as an event of a stream.
#[derive(Deserialize)]
struct Failed {
    error: Fault,
    request_id: Option<String>,
}

#[derive(Deserialize)]
struct Fault {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    message: String,
}

/// The fields of a request by which options are asked for, with the portable name of the option.
pub(crate) const FIELDS: [(&str, &str); 13] = [
    ("temperature", "temperature"),
    ("top_p", "top_p"),
    ("top_k", "top_k"),
    ("max_tokens", "max_tokens"),
    ("stop_sequences", "stop"),
    ("tools", "tools"),
    (
        "tool_choice.disable_parallel_tool_use",
        "parallel_tool_calls",
    ),
    ("tool_choice", "tool_choice"),
    ("thinking", "reasoning_effort"),
    ("output_config.effort", "reasoning_effort"),
    ("output_config.format", "response_format"),
    ("output_format", "response_format"),
    ("metadata", "metadata"),
];

/// The error that a text tells of, if it is Anthropic's; of an error within an answer there is no status.
pub(crate) fn service_error(status: Option<u16>, text: &str) -> Option<Error> {
    let Failed { error, request_id } = read_fault(text)?;
    let Fault { kind, message } = error;
    if kind.is_empty() && message.is_empty() {
        return None;
    }
    let option = option(&message).filter(|_| kind == INVALID);
    let is_whole = option.as_ref().is_some_and(|(_, is_whole)| *is_whole);
    let by_status = || status.map_or(ErrorKind::Server, kind_of_status);
    let meant = match kind.as_str() {
        INVALID => by_words(&message, is_whole),
        "authentication_error" => ErrorKind::Authentication,
        "billing_error" => ErrorKind::QuotaExhausted,
        "permission_error" => ErrorKind::PermissionDenied,
        "not_found_error" => ErrorKind::NotFound,
        "request_too_large" => ErrorKind::InvalidInput,
        "rate_limit_error" => ErrorKind::RateLimited,
        "timeout_error" => ErrorKind::Timeout,
        "api_error" | "overloaded_error" => ErrorKind::Server,
        // llama.cpp's.
        "exceed_context_size_error" => ErrorKind::ContextTooLong,
        _ => by_status(),
    };
    let message = match message.as_str() {
        "" => "the service failed, and does not say why".to_owned(),
        _ => message,
    };
    let mut error = Error::new(meant, message);
    if !kind.is_empty() {
        error = error.with_code(kind);
    }
    if let Some((option, _)) = option {
        error = error.with_option(option);
    }
    Some(match request_id {
        Some(id) => error.with_request_id(id),
        None => error,
    })
}

const INVALID: &str = "invalid_request_error";

/// What is wrong with a request is told by the words alone.
fn by_words(message: &str, names_an_option: bool) -> ErrorKind {
    let says = |words: &[&str]| words.iter().any(|words| message.contains(words));
    if says(&[
        "prompt is too long",
        "exceed context limit",
        "context window",
    ]) {
        ErrorKind::ContextTooLong
    } else if says(&["credit balance is too low", "API usage limits"]) {
        ErrorKind::QuotaExhausted
    } else if says(&["content filtering policy"]) {
        ErrorKind::ContentFiltered
    } else if names_an_option && says(&REFUSALS) {
        ErrorKind::Unsupported
    } else {
        ErrorKind::InvalidInput
    }
}

/// That there is no such option, not that its value is wrong.
const REFUSALS: [&str; 8] = [
    "not permitted",
    "not supported",
    "does not support",
    "is deprecated for this model",
    "cannot both be specified",
    "may only be set to 1",
    "must be unset",
    "does not match any of the expected tags",
];

/// The option that the words are about, and whether they are about all of it: `temperature: range: 0..1`,
/// `tools.0.custom: …`, `` `temperature` is deprecated for this model ``, `This model does not support the effort
/// parameter`.
fn option(message: &str) -> Option<(String, bool)> {
    let is_path = |text: &&str| {
        let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
        !text.is_empty() && text.chars().all(is_part)
    };
    let before = message
        .split_once(": ")
        .map(|(path, _)| path)
        .filter(is_path);
    let quoted = || message.split(['`', '"']).nth(1).filter(is_path);
    if let Some(path) = before.or_else(quoted) {
        return portable(path, message);
    }
    let is_about_effort = ["effort parameter", "adaptive thinking"];
    let says_so = is_about_effort.iter().any(|words| message.contains(words));
    says_so.then(|| ("reasoning_effort".to_owned(), true))
}

/// The option of a field. Of a field of that there is no such, it is the name itself.
fn portable(path: &str, message: &str) -> Option<(String, bool)> {
    let is_in = |field: &str| {
        let rest = path.strip_prefix(field)?;
        (rest.is_empty() || rest.starts_with('.')).then_some(rest)
    };
    let known = FIELDS.iter().find_map(|(field, portable)| {
        // What kind of thinking there is, is all that there is to it.
        let is_whole = matches!(is_in(field)?, "" | ".type" | ".adaptive") || *field == "thinking";
        Some(((*portable).to_owned(), is_whole))
    });
    let is_unknown = || !path.contains('.') && message.contains("not permitted");
    known.or_else(|| is_unknown().then(|| (path.to_owned(), true)))
}

#[cfg(test)]
#[path = "error_tests.rs"]
mod tests;
