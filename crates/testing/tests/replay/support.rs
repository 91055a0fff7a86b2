//! A service without a network, and who talks to it.

use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use http::{HeaderMap, Request, Response, StatusCode};
use surprisal_http::{Body, Transport, TransportError};
use surprisal_testing::replay::{Recorder, Replay};
use tempfile::TempDir;

/// What a service does with a request: a wait, a head, and steps of a body, each after a wait; no head is
/// an error.
pub(crate) type Step = (u64, Result<Bytes, TransportError>);
pub(crate) type Answer = (u64, Result<Response<()>, TransportError>, Vec<Step>);

/// A service that gives prepared answers in their order, and waits for ever where there is none.
#[derive(Clone, Default)]
pub(crate) struct Service(Arc<Mutex<Vec<Answer>>>);

impl Service {
    pub(crate) fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self(Arc::new(Mutex::new(answers.into_iter().collect())))
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Service")
    }
}

#[async_trait::async_trait]
impl Transport for Service {
    async fn send(&self, _: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let next = {
            let mut answers = self.0.lock().unwrap();
            (!answers.is_empty()).then(|| answers.remove(0))
        };
        let Some((wait, head, steps)) = next else {
            return std::future::pending().await;
        };
        sleep(wait).await;
        let body = stream::iter(steps).then(|(wait, step)| async move {
            sleep(wait).await;
            step
        });
        head.map(|head| head.map(|()| Body::new(body)))
    }
}

async fn sleep(ms: u64) {
    if ms > 0 {
        tokio::time::sleep(Duration::from_millis(ms)).await;
    }
}

/// A whole answer with status 200.
pub(crate) fn answer(chunks: impl IntoIterator<Item = impl Into<Bytes>>) -> Answer {
    let steps = chunks.into_iter().map(|chunk| (0, Ok(chunk.into())));
    (0, Ok(Response::new(())), steps.collect())
}

pub(crate) fn post(path: &str, body: impl Into<Bytes>) -> Request<Bytes> {
    Request::post(path).body(body.into()).unwrap()
}

/// Status, headers, chunks, and the error that the body ended with.
pub(crate) type Seen = (StatusCode, HeaderMap, Vec<Bytes>, Option<String>);

/// Reads an answer to its end.
pub(crate) async fn read(
    transport: &dyn Transport,
    request: Request<Bytes>,
) -> Result<Seen, String> {
    let response = transport.send(request).await;
    let (head, mut body) = response.map_err(|error| error.to_string())?.into_parts();
    let mut chunks = Vec::new();
    let mut end = None;
    while let Some(chunk) = body.next().await {
        match chunk {
            Ok(chunk) => chunks.push(chunk),
            Err(error) => end = Some(error.to_string()),
        }
    }
    assert!(body.next().await.is_none(), "it has ended");
    Ok((head.status, head.headers, chunks, end))
}

/// A file for a recording, in a folder that is to be made.
pub(crate) struct Tape {
    _folder: TempDir,
    pub(crate) path: std::path::PathBuf,
}

impl Tape {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/tape.jsonl");
        Self {
            _folder: folder,
            path,
        }
    }

    pub(crate) fn record(&self, answers: impl IntoIterator<Item = Answer>) -> Recorder {
        Recorder::new(Service::new(answers), &self.path).unwrap()
    }

    pub(crate) fn replay(&self) -> Replay {
        Replay::open(&self.path).unwrap()
    }

    pub(crate) fn text(&self) -> String {
        std::fs::read_to_string(&self.path).unwrap()
    }

    pub(crate) fn write(&self, text: &str) {
        std::fs::create_dir_all(self.path.parent().unwrap()).unwrap();
        std::fs::write(&self.path, text).unwrap();
    }
}
