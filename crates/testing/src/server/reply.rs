use std::time::Duration;

use bytes::{Bytes, BytesMut};

/// An answer in bytes, and how it is sent: in which pieces, when, and how far.
///
/// Each piece of the body is one write to the socket and, in chunked transfer encoding, one chunk.
/// A body has one piece until it is split. The head is a write of its own.
#[derive(Clone, Debug)]
#[must_use = "a reply does nothing until `Server::reply` queues it"]
pub struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) pieces: Vec<Bytes>,
    pub(super) framing: Framing,
    pub(super) delay: Duration,
    pub(super) pause: Duration,
    pub(super) end: End,
    pub(super) close: bool,
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
    StallAfter(usize),
}

impl Reply {
    /// A status with an empty body, sent with `content-length`.
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            pieces: Vec::new(),
            framing: Framing::Length,
            delay: Duration::ZERO,
            pause: Duration::ZERO,
            end: End::Complete,
            close: false,
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

    /// Bytes that are sent as they are, status line and headers included; a captured answer. Empty
    /// bytes close the connection without an answer.
    ///
    /// The connection is kept alive where the captured head says so and delimits its body. Where
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

    /// Waits before the head is sent.
    pub fn delay(mut self, delay: Duration) -> Self {
        self.delay = delay;
        self
    }

    /// Waits between one piece of the body and the next.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// Closes the connection after `n` bytes of the body, or after all of it, and never sends the
    /// end of chunked transfer encoding. A body sent with `content-length` announces all of itself.
    pub fn cut_after(mut self, n: usize) -> Self {
        self.end = End::CutAfter(n);
        self
    }

    /// Sends nothing more after `n` bytes of the body, and keeps the connection open until the
    /// client closes it.
    pub fn stall_after(mut self, n: usize) -> Self {
        self.end = End::StallAfter(n);
        self
    }

    /// Says `connection: close`, and closes it after the answer.
    pub fn close(mut self) -> Self {
        self.close = true;
        self
    }

    /// Answers `n` requests in a row; 0 is read as 1.
    pub fn times(mut self, n: usize) -> Self {
        self.repeats = Some(n.saturating_sub(1));
        self
    }

    /// Answers every request from its turn on; what is queued behind it is never sent.
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
