//! The one error of this library.

mod builder;
mod display;
mod kind;
mod parts;
mod redacted;

pub use kind::ErrorKind;

use std::borrow::Cow;
use std::convert::Infallible;
use std::error::Error as StdError;
use std::time::Duration;

use redacted::redacted;

use crate::secret::Traces;
use crate::{AiMessageChunk, Secret};

/// `std::result::Result` with this library's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What can go wrong in any call, with everything that the provider said about it.
///
/// Match on [`kind`](Self::kind); print it for people. An error inside a stream has the same
/// accessors as the error of a call. One pointer in size, so `Result`s stay small.
///
/// ```
/// use surprisal_core::{Error, ErrorKind};
///
/// let error = Error::new(ErrorKind::RateLimited, "30 requests a minute are allowed")
///     .with_provider("openai")
///     .with_status(429);
/// assert!(error.is_retryable());
/// assert_eq!(
///     error.to_string(),
///     "openai: rate limited (status 429): 30 requests a minute are allowed"
/// );
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    provider: Option<Cow<'static, str>>,
    status: Option<u16>,
    code: Option<String>,
    option: Option<Cow<'static, str>>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    retryable: Option<bool>,
    headers: Vec<(String, String)>,
    body: Option<String>,
    partial: Option<Box<AiMessageChunk>>,
    retries_spent: bool,
    fallback_errors: Vec<Error>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of this kind. The message is lower case, without a full stop, and says what was
    /// asked and what would work.
    pub fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            provider: None,
            status: None,
            code: None,
            option: None,
            request_id: None,
            retry_after: None,
            retryable: None,
            headers: Vec::new(),
            body: None,
            partial: None,
            retries_spent: false,
            fallback_errors: Vec::new(),
            source: None,
        }))
    }

    /// [`ErrorKind::InvalidInput`], the kind that input checks give.
    pub fn invalid_input(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::InvalidInput, message)
    }

    /// [`ErrorKind::BadResponse`], the kind that decoders give.
    pub fn bad_response(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::BadResponse, message)
    }

    /// Replaces a secret by `***` in all that the provider said, in the [`fallback_errors`](Self::fallback_errors) too: some
    /// send the key that they refuse back, as it is, cut or encoded; see [`Secret::redact`]. A source of another type that shows
    /// it gives way to its text without it. An empty secret is in no text. What [`partial`](Self::partial) holds is an answer, and
    /// stays as it came.
    #[must_use]
    pub fn redact(mut self, secret: &Secret) -> Self {
        self.replace(secret.traces());
        self
    }

    fn replace(&mut self, traces: &Traces) {
        if let Cow::Owned(message) = traces.redact(&self.0.message) {
            self.0.message = message.into();
        }
        let inner = &mut *self.0;
        let values = inner.headers.iter_mut().map(|(_, value)| value);
        let texts = [&mut inner.code, &mut inner.request_id, &mut inner.body];
        for text in texts.into_iter().flatten().chain(values) {
            if let Cow::Owned(redacted) = traces.redact(text) {
                *text = redacted;
            }
        }
        if let Some(source) = &mut inner.source {
            if let Some(error) = source.downcast_mut::<Self>() {
                error.replace(traces);
            } else if let Some(redacted) = redacted(&**source, traces) {
                *source = redacted;
            }
        }
        let others = inner.fallback_errors.iter_mut();
        others.for_each(|error| error.replace(traces));
    }
}

impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_redacted_wherever_the_provider_repeats_it() {
        let error = Error::new(ErrorKind::Authentication, "no key sk-1")
            .with_fallback_errors([Error::bad_response("no key sk-1").with_body("sk-1")])
            .with_code("sk-1")
            .with_request_id("sk-1")
            .with_headers(vec![("x-key".to_owned(), "sk-1".to_owned())])
            .with_body("{\"key\":\"sk-1\"}")
            .redact(&Secret::from("sk-1"));
        assert!(!format!("{error} {error:?} {:?}", error.headers()).contains("sk-1"));
        assert_eq!(error.message(), "no key ***");
    }

    #[test]
    fn a_source_that_shows_a_secret_gives_way_to_its_text_and_another_stays() {
        let secret = Secret::from("sk-0123456789abcdef");
        let told = |key: &str| {
            let inner = std::io::Error::other(format!("invalid type: string \"{key}\""));
            let outer = Error::bad_response("no answer").with_source(inner);
            Error::bad_response("no message")
                .with_source(outer)
                .redact(&secret)
        };
        let error = told(secret.expose());
        assert!(!format!("{error:?} {error:#?}").contains("sk-01234567"));
        let source = StdError::source(&error).unwrap();
        assert_eq!(source.to_string(), "bad response: no answer");
        assert!(source.is::<Error>());
        let source = source.source().unwrap();
        assert_eq!(source.to_string(), "invalid type: string \"***\"");
        let error = told("sk-another");
        assert!(StdError::source(&error).is_some_and(|source| source.is::<Error>()));
    }

    #[test]
    fn an_empty_secret_changes_nothing() {
        let error = Error::invalid_input("no key").redact(&Secret::from(""));
        assert_eq!(error.message(), "no key");
    }
}
