//! What an error tells.

use std::error::Error as StdError;
use std::time::Duration;

use super::{Error, ErrorKind};
use crate::AiMessageChunk;

impl Error {
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
