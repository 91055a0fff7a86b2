use std::fmt;

/// What went wrong, in terms of what the caller can do about it.
///
/// ```
/// use surprisal_core::{Error, ErrorKind};
///
/// fn what_to_do(error: &Error) -> String {
///     match error.kind() {
///         ErrorKind::RateLimited => format!("wait for {:?}", error.retry_after()),
///         ErrorKind::ContextTooLong => "say less".to_owned(),
///         ErrorKind::Unsupported => format!("leave {:?} out", error.option()),
///         _ if error.is_retryable() => "try again".to_owned(),
///         _ => error.to_string(),
///     }
/// }
///
/// let error = Error::new(ErrorKind::Unsupported, "acme has no option `seed`").with_option("seed");
/// assert_eq!(what_to_do(&error), r#"leave Some("seed") out"#);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input or an option is wrong; the same call fails again. Also HTTP 400, 422 and any 4xx that
    /// is not named here.
    InvalidInput,
    /// The key is missing or is not accepted (HTTP 401, 407).
    Authentication,
    /// The key is known but may not do this (HTTP 403).
    PermissionDenied,
    /// The model, deployment or path does not exist (HTTP 404, 405, 410).
    NotFound,
    /// Too many requests or tokens for now (HTTP 429); wait for [`retry_after`](crate::Error::retry_after).
    RateLimited,
    /// The account has no quota or credit left (HTTP 402, or what the provider says); waiting does not help.
    QuotaExhausted,
    /// The messages do not fit into the model's context.
    ContextTooLong,
    /// The provider's content filter stopped the request or the answer.
    ContentFiltered,
    /// The provider or model has no such option.
    Unsupported,
    /// Log probabilities were asked for and the answer has none.
    LogprobsMissing,
    /// A time limit passed, here or at the provider (HTTP 408).
    Timeout,
    /// The connection could not be made, or broke before an answer came.
    Connection,
    /// The answer ended before its end signal.
    Truncated,
    /// The answer is not what the protocol says: wrong content type, JSON or shape, or too large.
    BadResponse,
    /// The provider failed (HTTP 5xx or 409, or an error event within a stream).
    Server,
}

impl ErrorKind {
    /// The kind in words, as error messages start with it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid input",
            Self::Authentication => "authentication failed",
            Self::PermissionDenied => "permission denied",
            Self::NotFound => "not found",
            Self::RateLimited => "rate limited",
            Self::QuotaExhausted => "quota exhausted",
            Self::ContextTooLong => "context too long",
            Self::ContentFiltered => "content filtered",
            Self::Unsupported => "unsupported option",
            Self::LogprobsMissing => "logprobs missing",
            Self::Timeout => "timeout",
            Self::Connection => "connection failed",
            Self::Truncated => "truncated answer",
            Self::BadResponse => "bad response",
            Self::Server => "server error",
        }
    }

    /// Whether the same call may succeed a little later.
    pub const fn is_transient(self) -> bool {
        matches!(
            self,
            Self::RateLimited | Self::Timeout | Self::Connection | Self::Server
        )
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
