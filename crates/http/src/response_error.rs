use std::borrow::Cow;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use http::{HeaderMap, HeaderValue};
use surprisal_core::{Error, ErrorKind, Secret};

use crate::retry_after;
use crate::secret_names::is_secret_name;

/// What an HTTP status that is not a success means.
///
/// ```
/// use surprisal_core::ErrorKind;
/// use surprisal_http::kind_of_status;
///
/// assert_eq!(kind_of_status(429), ErrorKind::RateLimited);
/// ```
pub fn kind_of_status(status: u16) -> ErrorKind {
    match status {
        401 | 407 => ErrorKind::Authentication,
        402 => ErrorKind::QuotaExhausted,
        403 => ErrorKind::PermissionDenied,
        404 | 405 | 410 => ErrorKind::NotFound,
        408 => ErrorKind::Timeout,
        501 => ErrorKind::Unsupported,
        409 | 500.. => ErrorKind::Server,
        429 => ErrorKind::RateLimited,
        400..=499 => ErrorKind::InvalidInput,
        _ => ErrorKind::BadResponse,
    }
}

/// The error for an answer whose body the provider's own reader does not understand: an HTML page,
/// plain text, nothing at all. Its kind is that of the status.
///
/// The client adds the status, headers, body, request id and wait to any error that lacks them.
///
/// ```
/// use http::HeaderMap;
/// use surprisal_http::response_error;
///
/// let page = "<html><head><title>404 Not Found</title></head></html>";
/// assert_eq!(
///     response_error(404, &HeaderMap::new(), page).to_string(),
///     "not found: the answer is an HTML page, `404 Not Found`; check the base URL"
/// );
/// ```
pub fn response_error(status: u16, headers: &HeaderMap, body: &str) -> Error {
    let location = header(headers, LOCATION.as_str()).filter(|_| (300..400).contains(&status));
    let message = if let Some(location) = location {
        let target = location.split(['?', '#']).next().unwrap_or_default();
        format!("redirected to `{target}`, which is not followed; change the base URL")
    } else if let Some(coding) = compression(headers) {
        format!("the answer is compressed by `{coding}`, which was not asked for and is not read")
    } else if body.trim().is_empty() {
        "the answer has no body".to_owned()
    } else if is_html(headers) || body.trim_ascii_start().starts_with('<') {
        let title = excerpt(title(body).unwrap_or(body));
        format!("the answer is an HTML page, `{title}`; check the base URL")
    } else {
        excerpt(body)
    };
    Error::new(kind_of_status(status), message)
}

/// The provider's id of the request, in whichever header it is: `x-request-id`, Anthropic's `request-id`, Mistral's
/// `mistral-correlation-id`, Cohere's `x-debug-trace-id`, AWS's `x-amzn-requestid`, Azure's `apim-request-id`.
pub fn request_id(headers: &HeaderMap) -> Option<&str> {
    [
        "x-request-id",
        "request-id",
        "mistral-correlation-id",
        "x-debug-trace-id",
        "x-amzn-requestid",
        "apim-request-id",
    ]
    .iter()
    .find_map(|name| header(headers, name))
}

pub(crate) fn is_html(headers: &HeaderMap) -> bool {
    header(headers, CONTENT_TYPE.as_str()).is_some_and(|kind| {
        let kind = kind.split(';').next().unwrap_or_default();
        kind.trim().eq_ignore_ascii_case("text/html")
    })
}

/// How the body is compressed. It is none of ours: no request asks for it, and whoever asks for it in a transport of his
/// own takes the header away with the compression. Other values are no codings, though some servers send them.
pub(crate) fn compression(headers: &HeaderMap) -> Option<&str> {
    let codings = [
        "gzip",
        "x-gzip",
        "deflate",
        "br",
        "zstd",
        "compress",
        "x-compress",
    ];
    let is_coding = |value: &&str| codings.iter().any(|name| name.eq_ignore_ascii_case(value));
    let values = headers.get_all(CONTENT_ENCODING).iter();
    values
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .find(is_coding)
}

/// Adds what the head of the answer and its body say, where the error does not say it already.
pub(crate) fn complete(mut error: Error, head: &http::response::Parts, body: String) -> Error {
    let headers = &head.headers;
    if error.status().is_none() {
        error = error.with_status(head.status.as_u16());
    }
    if error.headers().is_empty() {
        error = error.with_headers(printable(headers));
    }
    if error.body().is_none() && !body.is_empty() {
        error = error.with_body(body);
    }
    if error.request_id().is_none()
        && let Some(id) = request_id(headers)
    {
        error = error.with_request_id(id);
    }
    if error.retry_after().is_none()
        && let Some(wait) = retry_after(headers, SystemTime::now())
    {
        error = error.with_retry_after(wait);
    }
    match header(headers, "x-should-retry") {
        _ if error.kind() == ErrorKind::QuotaExhausted => error,
        Some("true") => error.with_retryable(true),
        Some("false") => error.with_retryable(false),
        _ => error,
    }
}

/// What a request holds that no error may show, though some servers send the key that they refuse back: the key, and
/// other sensitive headers and parameters of the query unless they are too short to be told from words.
pub(crate) fn secrets(sent: &http::Request<Bytes>) -> Vec<Secret> {
    let headers = sent.headers().iter().filter_map(|(name, value)| {
        let is_key = *name == AUTHORIZATION;
        let text = value.to_str().ok()?.rsplit(' ').next()?;
        let is_secret = value.is_sensitive() || is_secret_name(name.as_str());
        (is_key && !text.is_empty() || is_secret && text.len() >= MIN_SECRET).then_some(text)
    });
    let parameters = sent.uri().query().unwrap_or_default().split('&');
    let parameters = parameters.filter_map(|parameter| {
        let (name, text) = parameter.split_once('=')?;
        (is_secret_name(name) && text.len() >= MIN_SECRET).then(|| Secret::from(decoded(text)))
    });
    headers.map(Secret::from).chain(parameters).collect()
}

/// What a part of a URL stands for. Whoever looks for that finds it as it is written there, too.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        let hex = after
            .first_chunk::<2>()
            .filter(|hex| *byte == b'%' && hex.iter().all(u8::is_ascii_hexdigit));
        let hex = hex.and_then(|hex| u8::from_str_radix(str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(hex.unwrap_or(*byte));
        rest = hex.and_then(|_| after.get(2..)).unwrap_or(after);
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The text without the secrets, for whoever reads an error out of it.
pub(crate) fn redact(text: String, secrets: &[Secret]) -> String {
    secrets
        .iter()
        .fold(text, |text, secret| match secret.redact(&text) {
            Cow::Owned(redacted) => redacted,
            Cow::Borrowed(_) => text,
        })
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The headers as text, without those that hold credentials.
fn printable(headers: &HeaderMap) -> Vec<(String, String)> {
    let text = |value: &HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .filter(|(name, _)| !is_secret_name(name.as_str()))
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}

fn title(html: &str) -> Option<&str> {
    let (_, rest) = html.split_once("<title>")?;
    let (title, _) = rest.split_once("</title>")?;
    Some(title).filter(|title| !title.trim().is_empty())
}

/// The beginning of a text on one line.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut chars = line.chars();
    let short: String = chars.by_ref().take(EXCERPT).collect();
    let more = if chars.next().is_some() { "…" } else { "" };
    short + more
}

/// How many bytes a sensitive value has at least for it to be searched for.
const MIN_SECRET: usize = 8;

/// How many characters of a body are put into a message.
const EXCERPT: usize = 200;

#[cfg(test)]
#[path = "response_error_tests.rs"]
mod tests;
