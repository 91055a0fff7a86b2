use std::time::Duration;

use bytes::{Bytes, BytesMut};

/// An answer in bytes, and how it is sent: in which pieces, when, and how far.
///
/// Each piece of the body is one write to the socket and, in chunked transfer encoding, one chunk.
/// A body has one piece until it is split. The head is a write of its own.
#[derive(Clone, Debug)]
#[must_use = "a reply does nothing until `Server::reply` or `Server::route` queues it"]
pub struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) pieces: Vec<Bytes>,
    pub(super) framing: Framing,
    pub(super) interim: Vec<u16>,
    pub(super) delay: Duration,
    pub(super) head_pause: Duration,
    pub(super) pause: Duration,
    /// What `content-length` says, where it is not the length of the body.
    pub(super) announced: Option<usize>,
    pub(super) garbage: Bytes,
    pub(super) end: End,
    pub(super) close: Close,
    /// How often it is still to be sent after the next time; `None` for ever.
    repeats: Option<usize>,
}

/// How the end of the body is told to the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    Length,
    Chunked,
    /// The pieces hold the head too.
    Raw,
}

/// What follows the bytes of the body that are sent.
#[derive(Clone, Copy, Debug)]
pub(super) enum End {
    Complete,
    CutAfter(usize),
    ResetAfter(usize),
    StallAfter(usize),
}

/// Whether the connection is closed after the whole answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Close {
    Never,
    Announced,
    Unannounced,
}

impl Reply {
    /// A status with an empty body, sent with `content-length`.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            pieces: Vec::new(),
            framing: Framing::Length,
            interim: Vec::new(),
            delay: Duration::ZERO,
            head_pause: Duration::ZERO,
            pause: Duration::ZERO,
            announced: None,
            garbage: Bytes::new(),
            end: End::Complete,
            close: Close::Never,
            repeats: Some(0),
        }
    }

    /// A JSON body, sent with `content-length`.
    pub fn json(status: u16, body: impl Into<Bytes>) -> Self {
        Self::new(status)
            .header("content-type", "application/json")
            .body(body)
    }

    /// Server-sent events with status 200, sent in chunked transfer encoding.
    pub fn sse(events: impl Into<Bytes>) -> Self {
        Self::new(200)
            .header("content-type", "text/event-stream")
            .body(events)
            .chunked()
    }

    /// A redirect with an empty body, such as 307 to `http://127.0.0.1:1/v2`.
    pub fn redirect(status: u16, location: impl Into<String>) -> Self {
        Self::new(status).header("location", location)
    }

    /// Bytes that are sent as they are, status line and headers included; a captured answer. Empty
    /// bytes close the connection without an answer.
    ///
    /// What is set of the head by other methods is not sent. The connection is kept alive where the captured head says so and delimits its body. Where
    /// bytes are counted (`split_at`, `cut_after`, …) those of the head count too.
    pub fn raw(bytes: impl Into<Bytes>) -> Self {
        let mut reply = Self::new(0).body(bytes);
        reply.framing = Framing::Raw;
        reply
    }

    /// Adds a header; not to be used for `content-length` and `transfer-encoding`.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// The body, in one piece.
    pub fn body(self, body: impl Into<Bytes>) -> Self {
        self.pieces(vec![body.into()])
    }

    /// The body, in these pieces; empty ones are left out.
    pub fn pieces(mut self, pieces: Vec<Bytes>) -> Self {
        self.pieces = pieces;
        self.pieces.retain(|piece| !piece.is_empty());
        self
    }

    /// Splits the body every `n` bytes; 0 is read as 1.
    pub fn split_every(self, n: usize) -> Self {
        let step = n.max(1);
        let ends = (step..self.len()).step_by(step).collect::<Vec<_>>();
        self.split_at(&ends)
    }

    /// Splits the body at these offsets, which are in ascending order; those outside of it are
    /// ignored.
    pub fn split_at(self, offsets: &[usize]) -> Self {
        let mut rest = self.joined();
        let mut start = 0;
        let mut pieces = Vec::with_capacity(offsets.len() + 1);
        for offset in offsets {
            let length = offset.saturating_sub(start).min(rest.len());
            pieces.push(rest.split_to(length));
            start += length;
        }
        pieces.push(rest);
        self.pieces(pieces)
    }

    /// Sends the body in chunked transfer encoding, one chunk a piece.
    pub fn chunked(mut self) -> Self {
        self.framing = Framing::Chunked;
        self
    }

    /// Answers `n` requests in a row; 0 is read as 1.
    pub fn times(mut self, n: usize) -> Self {
        self.repeats = Some(n.saturating_sub(1));
        self
    }

    /// Answers every request from its turn on; what is queued behind it for the same requests is never
    /// sent.
    pub fn forever(mut self) -> Self {
        self.repeats = None;
        self
    }

    /// A copy to be sent while the reply stays in the queue; `None` at its last time.
    pub(super) fn take_repeated(&mut self) -> Option<Self> {
        if let Some(repeats) = &mut self.repeats {
            *repeats = repeats.checked_sub(1)?;
        }
        Some(self.clone())
    }

    /// The number of bytes of the body.
    pub(super) fn len(&self) -> usize {
        self.pieces.iter().map(Bytes::len).sum()
    }

    /// The body in one piece.
    pub(super) fn joined(&self) -> Bytes {
        if let [whole] = self.pieces.as_slice() {
            return whole.clone();
        }
        let mut whole = BytesMut::with_capacity(self.len());
        for piece in &self.pieces {
            whole.extend_from_slice(piece);
        }
        whole.freeze()
    }
}
