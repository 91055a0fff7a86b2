use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use surprisal_http::{TransportError, TransportErrorKind};

/// A request and what became of it.
///
/// They are read from a file by [`Replay::open`](super::Replay::open). Made in a program, they import what was
/// recorded elsewhere:
///
/// ```
/// use bytes::Bytes;
/// use http::{Request, Response};
/// use surprisal_testing::replay::{Exchange, Replay};
///
/// # fn main() -> Result<(), http::Error> {
/// let request = Request::post("/v1/chat/completions").body(Bytes::from(r#"{"model":"m"}"#))?;
/// let chunks = ["data: {}\n\n", "data: [DONE]\n\n"].map(Bytes::from);
/// let answer = Response::builder().header("content-type", "text/event-stream");
/// let replay = Replay::new([Exchange::new(request, answer.body(chunks.to_vec())?)]);
/// assert_eq!(replay.unused(), ["call 1, POST /v1/chat/completions"]);
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Exchange {
    /// Its place among the calls of the conversation, from 1 on.
    pub(super) call: u64,
    pub(super) request: Request<Bytes>,
    /// The head of the answer, if one came, and how long it took.
    pub(super) head: Option<(Duration, Response<()>)>,
    /// The body as it came, and how long each piece of it took after what was before it.
    pub(super) chunks: Vec<(Duration, Bytes)>,
    pub(super) end: End,
    pub(super) end_after: Duration,
}

/// How an answer ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum End {
    Complete,
    /// Whoever waited for it or read it went away.
    Dropped,
    Error(TransportErrorKind, String),
}

impl Exchange {
    /// A request and its whole answer, whose body came in these chunks.
    pub fn new(request: Request<Bytes>, answer: Response<Vec<Bytes>>) -> Self {
        let (head, chunks) = answer.into_parts();
        let mut exchange = Self::unanswered(0, request);
        exchange.head = Some((Duration::ZERO, Response::from_parts(head, ())));
        exchange.chunks = chunks.into_iter().map(|c| (Duration::ZERO, c)).collect();
        exchange.end = End::Complete;
        exchange
    }

    pub(super) fn unanswered(call: u64, request: Request<Bytes>) -> Self {
        Self {
            call,
            request,
            head: None,
            chunks: Vec::new(),
            end: End::Dropped,
            end_after: Duration::ZERO,
        }
    }
}

impl End {
    /// The error that was recorded, or one of this kind where nobody waited for the end.
    pub(super) fn error(self, unknown: TransportErrorKind) -> TransportError {
        match self {
            Self::Error(kind, message) => TransportError::new(kind, message),
            Self::Complete | Self::Dropped => {
                let why = "when this was recorded, nobody waited for what comes now";
                TransportError::new(unknown, why)
            }
        }
    }
}

/// Which call it is, without what may be secret.
impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (method, path) = (self.request.method(), self.request.uri().path());
        write!(f, "call {}, {method} {path}", self.call)
    }
}

/// Without headers and bodies, which may be secret.
impl fmt::Debug for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Exchange")
            .field("call", &self.call)
            .field("method", self.request.method())
            .field("path", &self.request.uri().path())
            .field("status", &self.head.as_ref().map(|(_, head)| head.status()))
            .field("chunks", &self.chunks.len())
            .field("end", &self.end)
            .finish_non_exhaustive()
    }
}
