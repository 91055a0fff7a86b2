use std::fmt;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use futures::TryStreamExt as _;
use http::HeaderMap;
use surprisal_core::{Error, ErrorKind, Result, Retries, Secret};
use tokio::time::{Instant, sleep, timeout_at};
use tracing::{Instrument as _, Span};

use crate::request_check;
use crate::response::Head;
use crate::response_error::{complete, compression, is_html, redact, response_error, secrets};
use crate::secret_names::mark_secrets;
use crate::timed_body::TimedBody;
use crate::{Body, Call, HttpClientBuilder, Response, Timeouts, Transport};

/// Sends requests with retries and time limits, over any [`Transport`].
///
/// A clone shares the connections and the retry budget; make one client and keep it.
///
/// ```no_run
/// use surprisal_http::{BaseUrl, Call, HttpClient, Timeouts, response_error};
///
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = HttpClient::builder().build()?;
/// let base: BaseUrl = "http://localhost:8080/v1".parse()?;
/// let request = http::Request::get(base.join("models")?).body("".into())?;
/// let mut response = client.send(request, &Call::new("llama.cpp", ""), response_error).await?;
/// println!("{:?}", response.bytes().await?);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct HttpClient(Arc<Inner>);

struct Inner {
    transport: Arc<dyn Transport>,
    settings: HttpClientBuilder,
    retries: Retries,
}

impl HttpClient {
    /// A builder with the defaults.
    pub fn builder() -> HttpClientBuilder {
        HttpClientBuilder::default()
    }

    pub(crate) fn new(transport: Arc<dyn Transport>, settings: HttpClientBuilder) -> Self {
        let retries = Retries::new(settings.retry.clone());
        Self(Arc::new(Inner {
            transport,
            settings,
            retries,
        }))
    }

    /// Sends the request until the head of a successful answer comes, and gives that.
    ///
    /// `to_error` makes an error of the status, headers and body of any other answer, as the
    /// provider writes them; what it leaves out (status, headers, body, request id, wait) is
    /// added. Pass [`response_error`] for what it does not understand. Headers of the request
    /// that hold a secret are to be marked as sensitive: should the provider send such a value
    /// back, it is redacted before `to_error` sees it.
    ///
    /// # Errors
    ///
    /// That of the last attempt: what `to_error` gave, or
    /// [`Connection`](ErrorKind::Connection), [`Timeout`](ErrorKind::Timeout), or
    /// [`BadResponse`](ErrorKind::BadResponse) for an HTML page and for what is compressed: what unpacks to more
    /// than was sent is not unpacked.
    pub async fn send(
        &self,
        mut request: http::Request<Bytes>,
        call: &Call<'_>,
        to_error: impl Fn(u16, &HeaderMap, &str) -> Error + Send + Sync,
    ) -> Result<Response> {
        let settings = &self.0.settings;
        let headers = request.headers_mut();
        for name in settings.headers.keys() {
            if !headers.contains_key(name) {
                for value in settings.headers.get_all(name) {
                    headers.append(name, value.clone());
                }
            }
        }
        mark_secrets(headers);
        let timeouts = self.timeouts(call);
        let span = tracing::debug_span!(
            "http_request",
            provider = %call.provider,
            model = call.model,
            method = %request.method(),
            path = request.uri().path(),
            attempt = tracing::field::Empty,
            status = tracing::field::Empty,
            elapsed_ms = tracing::field::Empty,
        );
        self.send_with_retries(&request, call, &timeouts, &to_error, &span)
            .instrument(span.clone())
            .await
            .map_err(|error| error.with_provider(call.provider.clone()))
    }

    /// The time limits of a call.
    pub(crate) fn timeouts(&self, call: &Call<'_>) -> Timeouts {
        call.timeouts.or(&self.0.settings.timeouts)
    }

    async fn send_with_retries(
        &self,
        request: &http::Request<Bytes>,
        call: &Call<'_>,
        timeouts: &Timeouts,
        to_error: &(impl Fn(u16, &HeaderMap, &str) -> Error + Send + Sync),
        span: &Span,
    ) -> Result<Response> {
        let started = Instant::now();
        let counted_from = call.started.unwrap_or(started);
        let deadline = timeouts
            .total
            .and_then(|limit| counted_from.checked_add(limit));
        let mut attempt = 1;
        loop {
            let outcome = self.attempt(request, timeouts, deadline, to_error).await;
            span.record("attempt", attempt);
            span.record("elapsed_ms", started.elapsed().as_millis() as u64);
            let error = match outcome {
                Ok(response) => {
                    span.record("status", response.status().as_u16());
                    self.0.retries.succeeded();
                    let secrets = secrets(request);
                    return Ok(self.response(response, call, secrets, *timeouts, deadline));
                }
                Err(error) => error,
            };
            span.record("status", error.status());
            let left = deadline.map(|by| by.duration_since(Instant::now()));
            let Some(wait) = self.0.retries.next_wait(attempt, &error, left) else {
                return Err(self.0.retries.give_up(error));
            };
            tracing::debug!(attempt, kind = error.kind().as_str(), ?wait, "retrying");
            sleep(wait).await;
            attempt += 1;
        }
    }

    /// Sends the request once.
    async fn attempt(
        &self,
        request: &http::Request<Bytes>,
        timeouts: &Timeouts,
        deadline: Option<Instant>,
        to_error: &(impl Fn(u16, &HeaderMap, &str) -> Error + Send + Sync),
    ) -> Result<http::Response<Body>> {
        request_check::ask(request.uri())?;
        let head_by = timeouts
            .first_byte
            .and_then(|limit| Instant::now().checked_add(limit));
        let sent = self.0.transport.send(request.clone());
        let response = within(earlier(deadline, head_by), sent)
            .await
            .ok_or_else(|| no_head_in_time(timeouts, earlier(deadline, head_by) == deadline))?
            .map_err(|error| error.into_error(request.uri()))?;
        let success = response.status().is_success();
        let is_compressed = compression(response.headers()).is_some();
        if success && !is_compressed && !is_html(response.headers()) {
            return Ok(response);
        }
        let (head, body) = response.into_parts();
        let by = earlier(deadline, Instant::now().checked_add(ERROR_BODY_TIME));
        let secrets = secrets(request);
        let body = match is_compressed {
            // As text it says nothing.
            true => String::new(),
            false => redact(read_error_body(body, by).await, &secrets),
        };
        let error = if success {
            let described = response_error(head.status.as_u16(), &head.headers, &body);
            Error::bad_response(described.message().to_owned())
        } else {
            to_error(head.status.as_u16(), &head.headers, &body)
        };
        let error = complete(error, &head, body);
        Err(secrets.iter().fold(error, Error::redact))
    }

    fn response(
        &self,
        response: http::Response<Body>,
        call: &Call<'_>,
        secrets: Vec<Secret>,
        timeouts: Timeouts,
        deadline: Option<Instant>,
    ) -> Response {
        let (parts, body) = response.into_parts();
        let provider = call.provider.clone();
        Response {
            head: Head {
                provider,
                parts,
                secrets,
            },
            body: TimedBody::new(body, timeouts, deadline),
            max_body_size: self.0.settings.max_body_size,
            max_event_size: self.0.settings.max_event_size,
        }
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient")
            .field("transport", &self.0.transport)
            .field("settings", &self.0.settings)
            .finish_non_exhaustive()
    }
}

/// The future's output, or `None` if it is not there by then.
pub(crate) async fn within<F: Future>(by: Option<Instant>, future: F) -> Option<F::Output> {
    match by {
        Some(by) => timeout_at(by, future).await.ok(),
        None => Some(future.await),
    }
}

fn earlier(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    a.into_iter().chain(b).min()
}

fn no_head_in_time(timeouts: &Timeouts, whole: bool) -> Error {
    let (limit, name) = match whole {
        true => (timeouts.total, "total"),
        false => (timeouts.first_byte, "first_byte"),
    };
    let limit = limit.unwrap_or_default();
    let message = format!("no answer within {limit:?}, the time limit `{name}`");
    Error::new(ErrorKind::Timeout, message)
}

/// What comes in time of the body of an error, up to what an error keeps of it.
async fn read_error_body(mut body: Body, by: Option<Instant>) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < ERROR_BODY_SIZE {
        let Some(Ok(Some(chunk))) = within(by, body.try_next()).await else {
            break;
        };
        bytes.extend_from_slice(&chunk);
    }
    bytes.truncate(ERROR_BODY_SIZE);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// How much of the body of an error is kept, in bytes.
pub(crate) const ERROR_BODY_SIZE: usize = 64 << 10;

/// How long the body of an error may take.
const ERROR_BODY_TIME: Duration = Duration::from_secs(10);
