use std::fmt;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures_util::future::ready;
use futures_util::stream::{self, StreamExt as _};
use http::{Request, Response};
use surprisal_core::Result;
use surprisal_http::{Body, Transport, TransportError, TransportErrorKind};
use tokio::time::sleep;

use super::difference::Difference;
use super::exchange::End;
use super::secrets::Secrets;
use super::{Exchange, Matching, file};

/// A transport that answers as a recording says, without a network.
///
/// Each recorded call is played once: the same status and headers, the same chunks of the body, the same errors, and
/// the same waits if they were recorded (by [`tokio::time`], so that they cost nothing where time is paused). A
/// clone plays the same recording.
///
/// A request that is none of the recorded calls is an error that says what is different in the nearest one. It has the
/// kind [`Request`](TransportErrorKind::Request), so that it is not sent again.
#[derive(Clone)]
pub struct Replay {
    calls: Arc<Calls>,
    matching: Matching,
}

struct Calls {
    /// What the recording is called in errors.
    name: String,
    count: usize,
    left: Mutex<Vec<Exchange>>,
}

impl Replay {
    /// Reads what a [`Recorder`](super::Recorder) wrote.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) if the file cannot be read or is no recording;
    /// it says where.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let exchanges = file::read(path)?;
        Ok(Self::named(path.display().to_string(), exchanges))
    }

    /// Plays what was recorded elsewhere, in this order.
    pub fn new(exchanges: impl IntoIterator<Item = Exchange>) -> Self {
        let numbered = (1..).zip(exchanges);
        let numbered = numbered.map(|(call, exchange)| Exchange { call, ..exchange });
        Self::named("the recording".to_owned(), numbered.collect())
    }

    fn named(name: String, exchanges: Vec<Exchange>) -> Self {
        let count = exchanges.len();
        let left = Mutex::new(exchanges);
        Self {
            calls: Arc::new(Calls { name, count, left }),
            matching: Matching::strict(),
        }
    }

    /// Which call a request is; [`Matching::strict`] unless set.
    #[must_use]
    pub fn matching(mut self, matching: Matching) -> Self {
        self.matching = matching;
        self
    }

    /// The calls that were not played, as texts such as `call 2, POST /v1/embeddings`; none at the end of a
    /// test that means to play all.
    pub fn unused(&self) -> Vec<String> {
        self.left().iter().map(Exchange::to_string).collect()
    }

    /// The call that the request is, which is played now.
    fn take(&self, request: &Request<Bytes>) -> std::result::Result<Exchange, String> {
        let mut left = self.left();
        let is = |exchange: &Exchange| self.differences(exchange, request).is_empty();
        let found = match self.matching.any_order {
            true => left.iter().position(is),
            false => left.first().is_some_and(is).then_some(0),
        };
        match found {
            Some(at) => Ok(left.remove(at)),
            None => Err(format!(
                "{}: {}",
                self.calls.name,
                self.explain(&left, request)
            )),
        }
    }

    /// Why a request is none of those that may be played now.
    fn explain(&self, left: &[Exchange], request: &Request<Bytes>) -> String {
        let secrets = Secrets::new([], request);
        let sent = format!("{} {}", request.method(), request.uri().path());
        let sent = secrets.hide(&sent);
        let mut compared = left
            .iter()
            .map(|call| (call, self.differences(call, request)));
        let nearest = match self.matching.any_order {
            true => compared.min_by_key(|(_, differences)| distance(differences)),
            false => compared.next(),
        };
        let Some((call, differences)) = nearest else {
            let count = self.calls.count;
            return format!("{sent} is one more than the {count} recorded calls");
        };
        if let Some(later) = left
            .iter()
            .find(|call| self.differences(call, request).is_empty())
        {
            return format!("{sent} is `{later}`, which comes after `{call}`");
        }
        let shown = differences.iter().take(SHOWN);
        let shown: Vec<_> = shown
            .map(|difference| difference.describe(&secrets))
            .collect();
        let more = match differences.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let which = match self.matching.any_order {
            true => "nearest",
            false => "next",
        };
        let shown = shown.join("; ");
        format!("{sent} was not recorded; {which} is `{call}`, but for {shown}{more}")
    }

    fn differences(&self, call: &Exchange, request: &Request<Bytes>) -> Vec<Difference> {
        self.matching.compare(&call.request, request)
    }

    /// What panicked while it held the lock has failed already; the others go on.
    fn left(&self) -> MutexGuard<'_, Vec<Exchange>> {
        self.calls
            .left
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Transport for Replay {
    async fn send(
        &self,
        request: Request<Bytes>,
    ) -> std::result::Result<Response<Body>, TransportError> {
        let call = self.take(&request);
        let call = call.map_err(|why| TransportError::new(TransportErrorKind::Request, why))?;
        let Some((after, head)) = call.head else {
            wait(call.end_after).await;
            return Err(call.end.error(TransportErrorKind::Timeout));
        };
        wait(after).await;
        let chunks = call
            .chunks
            .into_iter()
            .map(|(after, bytes)| (after, Some(Ok(bytes))));
        let end = match call.end {
            End::Complete => None,
            end => Some(Err(end.error(TransportErrorKind::Interrupted))),
        };
        let steps = chunks.chain([(call.end_after, end)]);
        let body = stream::iter(steps).then(|(after, item)| async move {
            wait(after).await;
            item
        });
        Ok(head.map(|()| Body::new(body.filter_map(ready))))
    }
}

/// Without the calls, whose bodies are long.
impl fmt::Debug for Replay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Replay")
            .field("name", &self.calls.name)
            .field("unused", &self.unused())
            .field("matching", &self.matching)
            .finish()
    }
}

/// How far a request is from another; the endpoint counts most.
fn distance(differences: &[Difference]) -> (usize, usize) {
    let of_endpoint = differences
        .iter()
        .filter(|one| one.is_of_endpoint())
        .count();
    (of_endpoint, differences.len())
}

async fn wait(time: Duration) {
    if !time.is_zero() {
        sleep(time).await;
    }
}

/// How many differences an error shows.
const SHOWN: usize = 5;
