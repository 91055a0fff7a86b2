//! What reqwest's errors mean, and with that whether a request may be sent again.

use std::error::Error as StdError;
use std::io;

use rustls::Error as TlsError;

use crate::{TransportError, TransportErrorKind};

pub(crate) fn transport_error(error: ::reqwest::Error) -> TransportError {
    let error = error.without_url();
    TransportError::new(kind(&error), error)
}

fn kind(error: &::reqwest::Error) -> TransportErrorKind {
    match cause::<TlsError>(error) {
        Some(TlsError::InvalidCertificate(_) | TlsError::NoCertificatesPresented) => {
            return TransportErrorKind::Certificate;
        }
        // Mostly a server without TLS.
        Some(TlsError::InvalidMessage(_)) => return TransportErrorKind::Protocol,
        _ => {}
    }
    if cause::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
        TransportErrorKind::Protocol
    } else if error.is_connect() && root(error).to_string().ends_with(PROXY_AUTHENTICATION) {
        TransportErrorKind::ProxyAuthentication
    } else if error.is_connect() {
        TransportErrorKind::Connect
    } else if error.is_timeout() {
        TransportErrorKind::Timeout
    } else if error.is_builder() {
        TransportErrorKind::Request
    } else {
        TransportErrorKind::Interrupted
    }
}

/// How hyper-util, whose type for it is private, says that a proxy answered `CONNECT` by status 407.
const PROXY_AUTHENTICATION: &str = "proxy authorization required";

/// The error itself or the first of its causes that is of this type.
fn cause<'a, E: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a E> {
    causes(error).find_map(<dyn StdError>::downcast_ref)
}

fn root<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    causes(error).last().unwrap_or(error)
}

/// The error and its causes, with those in an `io::Error`, which its own `source` passes over.
fn causes<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    let next = |error: &&'a (dyn StdError + 'static)| {
        let error: &'a (dyn StdError + 'static) = *error;
        match error.downcast_ref().and_then(io::Error::get_ref) {
            Some(within) => Some(within as &(dyn StdError + 'static)),
            None => error.source(),
        }
    };
    std::iter::successors(Some(error), next)
}
