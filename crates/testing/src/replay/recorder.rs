use std::error::Error as StdError;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::Stream;
use http::{Request, Response};
use surprisal_core::{Result, Secret};
use surprisal_http::{Body, Transport, TransportError};
use tokio::time::Instant;

use super::Exchange;
use super::exchange::End;
use super::file::failed;
use super::log::Log;
use super::scrub::scrub;

/// A transport that writes down what goes through another.
///
/// An exchange is written when its answer has ended, failed or been dropped: as far as it was read. A clone
/// writes to the same file.
///
/// Secrets are replaced by `***`, wherever they are: in headers, the URL, the bodies and errors, also where a
/// server sends one back in pieces, cut (from 24 bytes on) or in Base64. Secret are the values of
///
/// * headers that are marked as sensitive, and those that are named like a key, a token, a cookie, an
///   account or an organization; of the answer, too;
/// * parameters of the query that are named so, and the user and password of the URL;
/// * members of JSON bodies that are named like a key, a token or a password.
///
/// Values of less than eight bytes are not searched for elsewhere. What else is secret is named by
/// [`secret`](Self::secret).
#[derive(Clone, Debug)]
pub struct Recorder {
    transport: Arc<dyn Transport>,
    log: Arc<Log>,
    secrets: Vec<Secret>,
    timing: bool,
}

impl Recorder {
    /// Records to a new file in the place of one that may be there. Folders are made.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the file cannot be written. Later on
    /// that is an error of the next request, and of the body that could not be written.
    pub fn new(transport: impl Transport + 'static, path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let log = Log::create(path).map_err(|error| failed("written", path, error))?;
        Ok(Self {
            transport: Arc::new(transport),
            log: Arc::new(log),
            secrets: Vec::new(),
            timing: false,
        })
    }

    /// A text that is secret wherever it is, such as a token in a prompt.
    #[must_use]
    pub fn secret(mut self, secret: impl Into<Secret>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// Records how long everything took, in milliseconds, so that it takes as long when it is replayed.
    #[must_use]
    pub fn timing(mut self) -> Self {
        self.timing = true;
        self
    }
}

#[async_trait]
impl Transport for Recorder {
    async fn send(
        &self,
        request: Request<Bytes>,
    ) -> std::result::Result<Response<Body>, TransportError> {
        self.log.check()?;
        let mut call = Call::new(self, request.clone());
        let response = self.transport.send(request).await;
        let response = response.inspect_err(|error| call.failed(error))?;
        let (parts, body) = response.into_parts();
        let mut head = Response::new(());
        *head.status_mut() = parts.status;
        *head.headers_mut() = parts.headers.clone();
        call.exchange.head = Some((call.waited(), head));
        let body = Recorded {
            body,
            call: Some(call),
        };
        Ok(Response::from_parts(parts, Body::new(body)))
    }
}

/// An exchange under way. It is written when it is dropped.
struct Call {
    recorder: Recorder,
    exchange: Exchange,
    last: Instant,
}

impl Call {
    fn new(recorder: &Recorder, request: Request<Bytes>) -> Self {
        Self {
            recorder: recorder.clone(),
            exchange: Exchange::unanswered(recorder.log.next_call(), request),
            last: Instant::now(),
        }
    }

    /// How long it is since the last step.
    fn waited(&mut self) -> Duration {
        if !self.recorder.timing {
            return Duration::ZERO;
        }
        let now = Instant::now();
        let waited = now - self.last;
        self.last = now;
        waited
    }

    fn failed(&mut self, error: &TransportError) {
        self.exchange.end_after = self.waited();
        // What the error says of its kind is said again when it is replayed.
        let mut cause: &dyn StdError = error;
        while let Some(source) = cause.source() {
            cause = source;
        }
        self.exchange.end = End::Error(error.kind(), cause.to_string());
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        scrub(&mut self.exchange, &self.recorder.secrets);
        self.recorder.log.write(&self.exchange);
    }
}

/// The body of an answer that is written down while it is read.
struct Recorded {
    body: Body,
    /// `None` when it has ended.
    call: Option<Call>,
}

impl Stream for Recorded {
    type Item = std::result::Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(call) = &mut this.call else {
            return Poll::Ready(None);
        };
        let item = ready!(Pin::new(&mut this.body).poll_next(cx));
        match &item {
            Some(Ok(bytes)) => {
                let waited = call.waited();
                call.exchange.chunks.push((waited, bytes.clone()));
                return Poll::Ready(item);
            }
            Some(Err(error)) => call.failed(error),
            None => {
                call.exchange.end_after = call.waited();
                call.exchange.end = End::Complete;
            }
        }
        let log = Arc::clone(&call.recorder.log);
        this.call = None;
        Poll::Ready(item.or_else(|| log.check().err().map(Err)))
    }
}
