//! The one error of this library.

mod display;
mod kind;

pub use kind::ErrorKind;

use std::borrow::Cow;
use std::convert::Infallible;
use std::error::Error as StdError;
use std::time::Duration;

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

    /// Names the provider that the error came from.
    #[must_use]
    pub fn with_provider(mut self, provider: impl Into<Cow<'static, str>>) -> Self {
        self.0.provider = Some(provider.into());
        self
    }

    /// Adds the HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Adds the provider's own code, such as `model_not_found`.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.0.code = Some(code.into());
        self
    }

    /// Names the option that it is about.
    #[must_use]
    pub fn with_option(mut self, option: impl Into<Cow<'static, str>>) -> Self {
        self.0.option = Some(option.into());
        self
    }

    /// Adds the provider's id of the request.
    #[must_use]
    pub fn with_request_id(mut self, id: impl Into<String>) -> Self {
        self.0.request_id = Some(id.into());
        self
    }

    /// Adds how long the provider asks to wait.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait);
        self
    }

    /// Overrides what the kind says about retrying.
    #[must_use]
    pub fn with_retryable(mut self, retryable: bool) -> Self {
        self.0.retryable = Some(retryable);
        self
    }

    /// Adds the headers of the answer.
    #[must_use]
    pub fn with_headers(mut self, headers: Vec<(String, String)>) -> Self {
        self.0.headers = headers;
        self
    }

    /// Adds the body of the answer, or what arrived of it.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<String>) -> Self {
        self.0.body = Some(body.into());
        self
    }

    /// Adds what had been put together of the answer before it failed.
    #[must_use]
    pub fn with_partial(mut self, partial: AiMessageChunk) -> Self {
        self.0.partial = Some(Box::new(partial));
        self
    }

    /// Says that whoever made the call has retried it already as far as it may: a retry on top would multiply.
    #[must_use]
    pub fn with_retries_spent(mut self) -> Self {
        self.0.retries_spent = true;
        self
    }

    /// Adds what the others failed with that were asked for the same answer. Where the retries of one of them are spent,
    /// those of this are: a retry on top would ask that one again, too.
    #[must_use]
    pub fn with_fallback_errors(mut self, errors: impl IntoIterator<Item = Self>) -> Self {
        self.0.fallback_errors.extend(errors);
        self.0.retries_spent |= self.0.fallback_errors.iter().any(Self::retries_spent);
        self
    }

    /// Adds the error that caused this one.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    /// Replaces a secret by `***` in all that the provider said, in the [`fallback_errors`](Self::fallback_errors) and the
    /// sources too: some send the key that they refuse back. A source of another type that tells the secret is replaced by
    /// its text. An empty secret is in no text.
    #[must_use]
    pub fn redact(mut self, secret: &Secret) -> Self {
        if !secret.expose().is_empty() {
            self.replace(secret.expose());
        }
        self
    }

    fn replace(&mut self, secret: &str) {
        if self.0.message.contains(secret) {
            self.0.message = self.0.message.replace(secret, "***").into();
        }
        let inner = &mut *self.0;
        let values = inner.headers.iter_mut().map(|(_, value)| value);
        [&mut inner.code, &mut inner.request_id, &mut inner.body]
            .into_iter()
            .flatten()
            .chain(values)
            .filter(|text| text.contains(secret))
            .for_each(|text| *text = text.replace(secret, "***"));
        let others = inner.fallback_errors.iter_mut();
        others.for_each(|error| error.replace(secret));
        if let Some(source) = &mut inner.source {
            if let Some(error) = source.downcast_mut::<Self>() {
                error.replace(secret);
            } else if tells(&**source, secret) {
                *source = source.to_string().replace(secret, "***").into();
            }
        }
    }

    /// What went wrong, in terms of what can be done.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The message alone, without the kind and the provider.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The provider that the error came from, if it got that far.
    pub fn provider(&self) -> Option<&str> {
        self.0.provider.as_deref()
    }

    /// The HTTP status, if there was an answer.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The provider's own code, such as `model_not_found`.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The option that it is about, by its name in [`CallOptions`](crate::CallOptions), or else the
    /// [feature](crate::Feature): set where it is [`Unsupported`](ErrorKind::Unsupported), be that known
    /// beforehand or said by the service.
    pub fn option(&self) -> Option<&str> {
        self.0.option.as_deref()
    }

    /// The provider's id of the request: what its support asks for.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// How long the provider asks to wait.
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// The headers of the answer, names in lower case, in their order.
    pub fn headers(&self) -> &[(String, String)] {
        &self.0.headers
    }

    /// The value of a header of the answer; the name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// The body of the answer as text, or what arrived of it.
    pub fn body(&self) -> Option<&str> {
        self.0.body.as_deref()
    }

    /// What had been put together of the answer before it failed: set where chunks are collected.
    pub fn partial(&self) -> Option<&AiMessageChunk> {
        self.0.partial.as_deref()
    }

    /// Takes [`partial`](Self::partial) out of the error.
    pub fn take_partial(&mut self) -> Option<AiMessageChunk> {
        self.0.partial.take().map(|partial| *partial)
    }

    /// Takes the source out of the error: for whoever adds one that has it as its own source.
    pub fn take_source(&mut self) -> Option<Box<dyn StdError + Send + Sync>> {
        self.0.source.take()
    }

    /// Whether the call has been retried already as far as it may, by the transport or by
    /// [`with_retry`](crate::RunnableExt::with_retry), be it that of a fallback: it is not retried again on top of that.
    pub fn retries_spent(&self) -> bool {
        self.0.retries_spent
    }

    /// What the others failed with that were asked for the same answer, in their order: set by
    /// [`with_fallbacks`](crate::RunnableExt::with_fallbacks). This error is the first one's then, unless it is one that
    /// ended the tries: then those before it are here.
    pub fn fallback_errors(&self) -> &[Self] {
        &self.0.fallback_errors
    }

    /// Whether the same call may succeed a little later: what the provider said, or else what
    /// the kind says.
    pub fn is_retryable(&self) -> bool {
        self.0.retryable.unwrap_or(self.0.kind.is_transient())
    }
}

impl From<Infallible> for Error {
    fn from(never: Infallible) -> Self {
        match never {}
    }
}

/// Whether an error or one of its causes shows this text.
fn tells(error: &(dyn StdError + 'static), text: &str) -> bool {
    let mut causes = std::iter::successors(Some(error), |error| (*error).source());
    causes.any(|error| format!("{error} {error:?}").contains(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_redacted_in_the_causes_of_an_error() {
        let ours = Error::bad_response("no").with_body("key sk-1");
        let theirs = serde_json::from_str::<u8>(r#""sk-1""#).unwrap_err();
        let other = serde_json::from_str::<u8>("x").unwrap_err();
        for (source, kept) in [
            (Box::from(ours), "key ***"),
            (
                Box::<dyn StdError + Send + Sync>::from(theirs),
                "expected u8",
            ),
            (Box::from(other), "expected value"),
        ] {
            let error = Error::bad_response("outer").with_source(source);
            let error = Error::bad_response("outermost").with_source(error);
            let shown = format!("{:?}", error.redact(&Secret::from("sk-1")));
            assert!(!shown.contains("sk-1") && shown.contains(kept), "{shown}");
        }
    }

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
    fn an_empty_secret_changes_nothing() {
        let error = Error::invalid_input("no key").redact(&Secret::from(""));
        assert_eq!(error.message(), "no key");
    }
}
