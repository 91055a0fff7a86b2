use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::{self, BoxStream, Stream};

use crate::TransportError;

/// The one seam to the network: a request goes out, the head of the answer and its body come back.
///
/// [`ReqwestTransport`](crate::ReqwestTransport) is the implementation that is used by default; a
/// test or a sandbox brings its own. Retries, time limits and the reading of errors are not the
/// transport's business: [`HttpClient`](crate::HttpClient) does them over any transport.
///
/// # Behavior
///
/// * `send` returns when the head of the answer is there, whatever its status is.
/// * Redirects are not followed: the headers of a request hold a key.
/// * Dropping the future of `send`, or the body, closes the connection.
/// * No error holds the URL, whose query may hold a key.
///
/// ```
/// use bytes::Bytes;
/// use surprisal_http::{Body, HttpClient, Transport, TransportError};
///
/// #[derive(Debug)]
/// struct Canned;
///
/// #[async_trait::async_trait]
/// impl Transport for Canned {
///     async fn send(
///         &self,
///         _: http::Request<Bytes>,
///     ) -> Result<http::Response<Body>, TransportError> {
///         Ok(http::Response::new(Body::from("{}")))
///     }
/// }
///
/// # fn main() -> surprisal_core::Result<()> {
/// let client = HttpClient::builder().transport(Canned).build()?;
/// # Ok(()) }
/// ```
#[async_trait]
pub trait Transport: fmt::Debug + Send + Sync {
    /// Sends the request and waits for the head of the answer.
    ///
    /// # Errors
    ///
    /// A [`TransportError`] whose kind says whether the request may be sent again.
    async fn send(
        &self,
        request: http::Request<Bytes>,
    ) -> Result<http::Response<Body>, TransportError>;
}

/// The body of an answer: a stream of bytes as they come from the network.
///
/// It is read in the task that polls it, so a slow reader slows the sender down. Dropping it
/// before its end closes the connection.
pub struct Body(BoxStream<'static, Result<Bytes, TransportError>>);

impl Body {
    /// A body that yields what the stream yields.
    pub fn new(stream: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(cx)
    }
}

impl<T: Into<Bytes>> From<T> for Body {
    fn from(whole: T) -> Self {
        let whole = whole.into();
        Self::new(stream::once(async { Ok(whole) }))
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Body").finish_non_exhaustive()
    }
}
