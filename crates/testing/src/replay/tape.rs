use std::env;
use std::path::Path;

use async_trait::async_trait;
use bytes::Bytes;
use http::{Request, Response};
use surprisal_core::Result;
use surprisal_http::{Body, Transport, TransportError};

use super::{Matching, Recorder, Replay};

/// A transport that replays a recording if there is one, and else makes it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Tape {
    /// The file was not there, or is to be made anew.
    Record(Recorder),
    /// The file is there.
    Replay(Replay),
}

impl Tape {
    /// Replays the file. Records it, over the transport that is made for that, where it is not there or the
    /// environment variable `SURPRISAL_RECORD` is set and not empty.
    ///
    /// # Errors
    ///
    /// Those of [`Replay::open`], or of [`Recorder::new`] and of making the transport.
    ///
    /// ```no_run
    /// use surprisal_http::{HttpClient, ReqwestTransport};
    /// use surprisal_testing::replay::Tape;
    ///
    /// # fn main() -> surprisal_core::Result<()> {
    /// let tape = Tape::open("tests/recordings/greeting.jsonl", || ReqwestTransport::builder().build())?;
    /// let client = HttpClient::builder().transport(tape.clone()).build()?;
    /// // … the test …
    /// assert!(tape.unused().is_empty(), "not played: {:?}", tape.unused());
    /// # Ok(()) }
    /// ```
    pub fn open<T: Transport + 'static>(
        path: impl AsRef<Path>,
        transport: impl FnOnce() -> Result<T>,
    ) -> Result<Self> {
        let anew = env::var_os("SURPRISAL_RECORD").is_some_and(|value| !value.is_empty());
        if anew || !path.as_ref().exists() {
            Recorder::new(transport()?, path).map(Self::Record)
        } else {
            Replay::open(path).map(Self::Replay)
        }
    }

    /// Which call a request is, when it is replayed.
    #[must_use]
    pub fn matching(self, matching: Matching) -> Self {
        match self {
            Self::Replay(replay) => Self::Replay(replay.matching(matching)),
            record => record,
        }
    }

    /// The calls that were not played, as [`Replay::unused`] has them; none while it records.
    pub fn unused(&self) -> Vec<String> {
        match self {
            Self::Record(_) => Vec::new(),
            Self::Replay(replay) => replay.unused(),
        }
    }
}

#[async_trait]
impl Transport for Tape {
    async fn send(
        &self,
        request: Request<Bytes>,
    ) -> std::result::Result<Response<Body>, TransportError> {
        match self {
            Self::Record(recorder) => recorder.send(request).await,
            Self::Replay(replay) => replay.send(request).await,
        }
    }
}
