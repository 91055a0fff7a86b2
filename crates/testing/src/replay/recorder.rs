use std::error::Error as StdError;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::Stream;
use http::{Request, Response};
use surprisal_core::{Result, Secret};
use surprisal_http::{Body, Transport, TransportError, TransportErrorKind};
use tokio::time::Instant;

use super::Exchange;
use super::exchange::End;
use super::file::{self, failed};
use super::scrub::scrub;

/// A transport that writes down what goes through another.
///
/// An exchange is written when its answer has ended, failed or been dropped: as far as it was read. A clone
/// writes to the same file.
///
/// Secrets are replaced by `***`, wherever they are: in headers, the URL, the bodies and errors, also where a
/// server sends one back in pieces. Secret are the values of
///
/// * headers that are marked as sensitive, and those that are named like a key, a token, a cookie, an
///   account or an organization; of the answer, too;
/// * parameters of the query that are named so, and the user and password of the URL;
/// * members of a JSON body that are named like a key, a token or a password.
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
        let call = recorder.log.calls.fetch_add(1, Ordering::Relaxed) + 1;
        Self {
            recorder: recorder.clone(),
            exchange: Exchange::unanswered(call, request),
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

/// The file.
#[derive(Debug)]
struct Log {
    path: PathBuf,
    file: Mutex<Written>,
    calls: AtomicU64,
}

impl Log {
    fn create(path: &Path) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create(path)?;
        file.write_all(file::header()?.as_bytes())?;
        Ok(Self {
            path: path.to_owned(),
            file: Mutex::new(Written {
                file,
                failure: None,
            }),
            calls: AtomicU64::new(0),
        })
    }

    /// Writes an exchange; that it failed is told by [`check`](Self::check).
    fn write(&self, exchange: &Exchange) {
        let mut written = self.lock();
        let text = file::write(exchange).map_err(io::Error::from);
        if let Err(error) = text.and_then(|text| written.file.write_all(text.as_bytes())) {
            let error = failed("written", &self.path, error);
            written.failure = Some(error.message().to_owned());
        }
    }

    fn check(&self) -> std::result::Result<(), TransportError> {
        match &self.lock().failure {
            Some(message) => Err(TransportError::new(
                TransportErrorKind::Request,
                message.clone(),
            )),
            None => Ok(()),
        }
    }

    /// What panicked while it held the lock has failed already; the others go on.
    fn lock(&self) -> MutexGuard<'_, Written> {
        self.file.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[derive(Debug)]
struct Written {
    file: File,
    /// Why it is not whole.
    failure: Option<String>,
}
