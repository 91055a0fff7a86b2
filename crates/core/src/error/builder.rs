//! What is said of an error where it is made.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::time::Duration;

use super::Error;
use crate::AiMessageChunk;

impl Error {
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
    pub fn with_headers(mut self, headers: impl IntoIterator<Item = (String, String)>) -> Self {
        self.0.headers = headers.into_iter().collect();
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
}
