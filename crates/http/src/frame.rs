use surprisal_core::Result;

use crate::{NdJsonDecoder, SseDecoder};

/// How a streamed answer is cut into frames: what a protocol says about its provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Framing {
    /// Server-sent events: `data: {…}` and a blank line.
    Sse,
    /// One JSON value a line.
    NdJson,
}

/// One event of a stream, borrowed from the decoder that found it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Frame<'a> {
    /// The name of the event, if the stream has names.
    pub event: Option<&'a str>,
    /// The payload.
    pub data: &'a str,
}

impl<'a> Frame<'a> {
    /// A frame without a name.
    pub fn new(data: &'a str) -> Self {
        Self { event: None, data }
    }

    /// A frame with a name.
    pub fn named(event: &'a str, data: &'a str) -> Self {
        Self {
            event: Some(event),
            data,
        }
    }
}

/// A decoder for either [`Framing`]: bytes in, frames out, no I/O.
///
/// ```
/// use surprisal_http::{DEFAULT_MAX_EVENT_SIZE, Frame, FrameDecoder, Framing};
///
/// # fn main() -> surprisal_core::Result<()> {
/// let mut decoder = FrameDecoder::new(Framing::Sse, DEFAULT_MAX_EVENT_SIZE);
/// decoder.push(b"data: one\n\nda");
/// assert_eq!(decoder.next_frame()?, Some(Frame::new("one")));
/// assert_eq!(decoder.next_frame()?, None);
/// decoder.push(b"ta: two\n\n");
/// assert_eq!(decoder.next_frame()?, Some(Frame::new("two")));
/// assert_eq!(decoder.finish()?, None);
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum FrameDecoder {
    /// For [`Framing::Sse`].
    Sse(SseDecoder),
    /// For [`Framing::NdJson`].
    NdJson(NdJsonDecoder),
}

impl FrameDecoder {
    /// A decoder that refuses frames of more than `max_event_size` bytes.
    pub fn new(framing: Framing, max_event_size: usize) -> Self {
        match framing {
            Framing::Sse => Self::Sse(SseDecoder::new(max_event_size)),
            Framing::NdJson => Self::NdJson(NdJsonDecoder::new(max_event_size)),
        }
    }

    /// Adds the next bytes of the stream, cut anywhere.
    pub fn push(&mut self, bytes: &[u8]) {
        match self {
            Self::Sse(decoder) => decoder.push(bytes),
            Self::NdJson(decoder) => decoder.push(bytes),
        }
    }

    /// The next whole frame, or `None` until more is pushed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) if a frame is too large
    /// or not UTF-8.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>> {
        match self {
            Self::Sse(decoder) => decoder.next_frame(),
            Self::NdJson(decoder) => decoder.next_frame(),
        }
    }

    /// At the end of the stream, once [`next_frame`](Self::next_frame) gives `None`: the last
    /// frame, if all of its lines came and only what ends it did not.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Truncated`](surprisal_core::ErrorKind::Truncated) if the stream ended in the
    /// middle of a line; the unfinished frame is the error's `body()`.
    pub fn finish(&mut self) -> Result<Option<Frame<'_>>> {
        match self {
            Self::Sse(decoder) => decoder.finish(),
            Self::NdJson(decoder) => decoder.finish(),
        }
    }

    /// What came after the last frame, as text.
    pub(crate) fn unfinished(&self) -> String {
        match self {
            Self::Sse(decoder) => decoder.lines.unfinished(),
            Self::NdJson(decoder) => decoder.lines.unfinished(),
        }
    }
}

/// The largest frame that is taken unless told otherwise: 16 MiB.
pub const DEFAULT_MAX_EVENT_SIZE: usize = 16 << 20;
