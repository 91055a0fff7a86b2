use std::error::Error as StdError;
use std::fmt;

use http::Uri;
use surprisal_core::{Error, ErrorKind};

/// Why a [`Transport`](crate::Transport) gave no answer, or gave up within one.
///
/// It never prints the URL, and says the root cause, as in `could not connect: connection refused`.
#[derive(Debug)]
pub struct TransportError {
    kind: TransportErrorKind,
    source: Box<dyn StdError + Send + Sync>,
}

/// What failed, and with it whether the request may be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was made: name lookup, refusal, TLS. Nothing was sent; always safe to retry.
    Connect,
    /// The connection broke. Retried before the head of the answer came, never after.
    Interrupted,
    /// The request cannot be sent as it is. Never retried.
    Request,
    /// A time limit of the transport itself passed. Retried before the head of the answer came.
    Timeout,
    /// The server's TLS certificate is not accepted: expired, for another name, of an unknown authority. Nothing was
    /// sent; never retried.
    Certificate,
    /// The proxy wants a user and a password, or others. Nothing was sent to the server; never retried.
    ProxyAuthentication,
    /// What came is not HTTP, or its head is larger than the transport takes. Never retried.
    Protocol,
}

impl TransportError {
    /// An error of this kind with what caused it.
    pub fn new(
        kind: TransportErrorKind,
        source: impl Into<Box<dyn StdError + Send + Sync>>,
    ) -> Self {
        let source = source.into();
        Self { kind, source }
    }

    /// What failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// The library's error for a request to this URL that got no answer.
    pub(crate) fn into_error(self, to: &Uri) -> Error {
        let kind = match self.kind {
            TransportErrorKind::Connect
            | TransportErrorKind::Interrupted
            | TransportErrorKind::Certificate => ErrorKind::Connection,
            TransportErrorKind::Request => ErrorKind::InvalidInput,
            TransportErrorKind::Timeout => ErrorKind::Timeout,
            TransportErrorKind::ProxyAuthentication => ErrorKind::Authentication,
            TransportErrorKind::Protocol => ErrorKind::BadResponse,
        };
        let host = to.host().unwrap_or_default();
        let port = to.port().map(|port| format!(":{port}")).unwrap_or_default();
        let error = Error::new(kind, format!("{host}{port}: {self}"));
        let error = match self.kind {
            // The next attempt is shown the same certificate.
            TransportErrorKind::Certificate => error.with_retryable(false),
            _ => error,
        };
        error.with_source(self)
    }

    /// The last error of the chain of sources: what the system or the peer said.
    fn root_cause(&self) -> &dyn StdError {
        let mut cause: &dyn StdError = self.source.as_ref();
        while let Some(source) = cause.source() {
            cause = source;
        }
        cause
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.kind {
            TransportErrorKind::Connect => "could not connect",
            TransportErrorKind::Interrupted => "the connection broke",
            TransportErrorKind::Request => "the request cannot be sent",
            TransportErrorKind::Timeout => "the transport's time limit passed",
            TransportErrorKind::Certificate => "the server's certificate is not accepted",
            TransportErrorKind::ProxyAuthentication => {
                "the proxy wants a user and a password, or others"
            }
            TransportErrorKind::Protocol => "the answer is not HTTP as it should be",
        };
        write!(f, "{what}: {}", self.root_cause())
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.source.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    const URL: &str = "http://me:secret@localhost:8080/v1?key=secret";

    #[test]
    fn the_message_is_the_host_and_the_root_cause_and_the_source_is_kept() {
        let refused = io::Error::new(io::ErrorKind::ConnectionRefused, "connection refused");
        let error = TransportError::new(TransportErrorKind::Connect, refused);
        let error = error.into_error(&Uri::from_static(URL));
        assert_eq!(error.kind(), ErrorKind::Connection);
        assert_eq!(
            error.message(),
            "localhost:8080: could not connect: connection refused"
        );
        assert!(StdError::source(&error).is_some_and(|e| e.is::<TransportError>()));
        assert!(error.is_retryable());
    }

    #[test]
    fn what_another_attempt_does_not_mend_is_not_retried() {
        for (kind, expected) in [
            (TransportErrorKind::Request, ErrorKind::InvalidInput),
            (TransportErrorKind::Certificate, ErrorKind::Connection),
            (
                TransportErrorKind::ProxyAuthentication,
                ErrorKind::Authentication,
            ),
            (TransportErrorKind::Protocol, ErrorKind::BadResponse),
        ] {
            let error = TransportError::new(kind, "no").into_error(&Uri::from_static(URL));
            assert_eq!((error.kind(), error.is_retryable()), (expected, false));
        }
    }
}
