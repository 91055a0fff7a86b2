use std::fmt;
use std::sync::Arc;

use http::header::USER_AGENT;
use http::{HeaderMap, HeaderValue};
use surprisal_core::{Result, RetryPolicy};

use crate::{DEFAULT_MAX_EVENT_SIZE, HttpClient, Timeouts, Transport};

/// Builds an [`HttpClient`]; see there.
pub struct HttpClientBuilder {
    transport: Option<Arc<dyn Transport>>,
    pub(crate) headers: HeaderMap,
    pub(crate) timeouts: Timeouts,
    pub(crate) retry: RetryPolicy,
    pub(crate) max_body_size: usize,
    pub(crate) max_event_size: usize,
}

impl HttpClientBuilder {
    /// What carries the requests; reqwest with its defaults unless set.
    #[must_use]
    pub fn transport(mut self, transport: impl Transport + 'static) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Headers for every request that does not have them itself. Mark the values that hold a
    /// secret by [`set_sensitive`](HeaderValue::set_sensitive), unless their names say so, as `authorization` does.
    #[must_use]
    pub fn default_headers(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }

    /// The time limits of all requests; what is not set keeps its default.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts.or(&self.timeouts);
        self
    }

    /// When requests are sent again.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The largest body that is taken, in bytes; 64 MiB unless set. It does not limit streams.
    #[must_use]
    pub fn max_body_size(mut self, bytes: usize) -> Self {
        self.max_body_size = bytes;
        self
    }

    /// The largest event of a stream that is taken, in bytes; 16 MiB unless set.
    #[must_use]
    pub fn max_event_size(mut self, bytes: usize) -> Self {
        self.max_event_size = bytes;
        self
    }

    /// Builds the client.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if no transport was
    /// given and the default one cannot be built, or the feature `reqwest` is off.
    pub fn build(mut self) -> Result<HttpClient> {
        let transport = match self.transport.take() {
            Some(transport) => transport,
            None => default_transport()?,
        };
        Ok(HttpClient::new(transport, self))
    }
}

impl Default for HttpClientBuilder {
    fn default() -> Self {
        let agent = HeaderValue::from_static(concat!("surprisal/", env!("CARGO_PKG_VERSION")));
        Self {
            transport: None,
            headers: HeaderMap::from_iter([(USER_AGENT, agent)]),
            timeouts: Timeouts::standard(),
            retry: RetryPolicy::default(),
            max_body_size: 64 << 20,
            max_event_size: DEFAULT_MAX_EVENT_SIZE,
        }
    }
}

/// Without the headers, which may hold a key.
impl fmt::Debug for HttpClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClientBuilder")
            .field("timeouts", &self.timeouts)
            .field("retry", &self.retry)
            .field("max_body_size", &self.max_body_size)
            .field("max_event_size", &self.max_event_size)
            .finish_non_exhaustive()
    }
}

#[cfg(feature = "reqwest")]
fn default_transport() -> Result<Arc<dyn Transport>> {
    Ok(Arc::new(crate::ReqwestTransport::builder().build()?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport() -> Result<Arc<dyn Transport>> {
    Err(surprisal_core::Error::invalid_input(
        "no transport was given; turn on the feature `reqwest` or call `transport`",
    ))
}
