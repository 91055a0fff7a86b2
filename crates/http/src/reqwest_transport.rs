use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use ::reqwest::{Client, ClientBuilder, Proxy, Url, redirect};
use async_trait::async_trait;
use bytes::Bytes;
use futures::Stream;
use http_body::Body as _;
use surprisal_core::{Error, Result, Secret};

use crate::reqwest_error::transport_error;
use crate::tls::tls_config;
use crate::{Body, Transport, TransportError};

/// The transport over [`reqwest`] and rustls.
///
/// HTTP/1.1, the system's trust roots, the system's proxy settings (`HTTPS_PROXY`, `NO_PROXY`, …). The head of an answer
/// has at most 100 headers and 408 KiB. Compressed answers are not asked for and not read.
/// The pool of connections lives in the value, and a clone shares it. Making one reads the trust
/// roots, so make one and keep it.
///
/// ```
/// use std::time::Duration;
/// use surprisal_http::{HttpClient, ReqwestTransport};
///
/// # fn main() -> surprisal_core::Result<()> {
/// let transport = ReqwestTransport::builder()
///     .connect_timeout(Duration::from_secs(3))
///     .proxy("http://proxy.example:3128")
///     .build()?;
/// let client = HttpClient::builder().transport(transport).build()?;
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct ReqwestTransport(Client);

impl ReqwestTransport {
    /// A builder with the defaults.
    pub fn builder() -> ReqwestTransportBuilder {
        ReqwestTransportBuilder::default()
    }
}

/// Takes a client as it is, with its TLS, proxies, redirects and time limits.
impl From<Client> for ReqwestTransport {
    fn from(client: Client) -> Self {
        Self(client)
    }
}

#[async_trait]
impl Transport for ReqwestTransport {
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Body>, TransportError> {
        let request = ::reqwest::Request::try_from(request).map_err(transport_error)?;
        let response = self.0.execute(request).await.map_err(transport_error)?;
        Ok(http::Response::from(response).map(|body| Body::new(DataFrames(body))))
    }
}

/// Without the client's own output, which shows proxies and default headers.
impl fmt::Debug for ReqwestTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReqwestTransport").finish_non_exhaustive()
    }
}

/// Builds a [`ReqwestTransport`]; see there.
#[derive(Clone, Debug)]
pub struct ReqwestTransportBuilder {
    connect_timeout: Duration,
    proxy: Option<Secret>,
    roots: Vec<u8>,
}

impl ReqwestTransportBuilder {
    /// How long a connection may take to be made, TLS included; 10 seconds unless set.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.connect_timeout = limit;
        self
    }

    /// The proxy for all requests, in place of the system's settings. A user and a password in
    /// the URL are sent to the proxy and never printed. Its scheme is `http`, unless it says `https`.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<Secret>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Trusts these certificates, in PEM, beside the system's: those of an authority of one's own, as servers within
    /// a company and proxies that read along have. Each call adds to those before. Not on Android, whose roots the
    /// application's manifest adds.
    ///
    /// ```no_run
    /// use surprisal_http::ReqwestTransport;
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// let ours = std::fs::read("company-ca.pem")?;
    /// let transport = ReqwestTransport::builder().root_certificates(ours).build()?;
    /// # Ok(()) }
    /// ```
    #[must_use]
    pub fn root_certificates(mut self, pem: impl AsRef<[u8]>) -> Self {
        self.roots.extend_from_slice(pem.as_ref());
        // The next file begins on a line of its own.
        self.roots.push(b'\n');
        self
    }

    /// Builds the transport.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the proxy is not an
    /// http or https URL, the root certificates are none, or there are no trust roots at all.
    pub fn build(self) -> Result<ReqwestTransport> {
        let mut client = ClientBuilder::new()
            .tls_backend_preconfigured(tls_config(&self.roots)?)
            .redirect(redirect::Policy::none())
            .connect_timeout(self.connect_timeout);
        if let Some(url) = self.proxy {
            client = client.proxy(proxy(&url)?);
        }
        client.build().map(ReqwestTransport).map_err(|error| {
            Error::invalid_input("the HTTP client cannot be built").with_source(error.without_url())
        })
    }
}

impl Default for ReqwestTransportBuilder {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            proxy: None,
            roots: Vec::new(),
        }
    }
}

/// reqwest passes over a proxy of any other scheme: requests would go past it.
fn proxy(url: &Secret) -> Result<Proxy> {
    let text = url.expose().trim();
    let url = match text.contains("://") {
        true => Url::parse(text),
        false => Url::parse(&format!("http://{text}")),
    };
    let url = url
        .ok()
        .filter(|url| url.has_host() && matches!(url.scheme(), "http" | "https"));
    url.and_then(|url| Proxy::all(url).ok()).ok_or_else(|| {
        let message = "the proxy is not an http or https URL such as http://proxy.example:3128";
        Error::invalid_input(message)
    })
}

/// The data of an answer's body; trailers are left out.
struct DataFrames(::reqwest::Body);

impl Stream for DataFrames {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(frame) = ready!(Pin::new(&mut self.0).poll_frame(cx)) else {
                return Poll::Ready(None);
            };
            match frame.map(http_body::Frame::into_data) {
                Ok(Ok(data)) => return Poll::Ready(Some(Ok(data))),
                Ok(Err(_trailers)) => {}
                Err(error) => return Poll::Ready(Some(Err(transport_error(error)))),
            }
        }
    }
}
