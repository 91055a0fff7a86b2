use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use surprisal_core::{Error, Result};

use crate::response::Head;
use crate::timed_body::TimedBody;
use crate::{Frame, FrameDecoder};

/// The frames of a streamed answer, read from the network as they are asked for.
///
/// Frames are borrowed from the stream's buffer, so it is no [`Stream`](futures::Stream) itself
/// but what one is made of: take frames until there is none, then fill.
///
/// ```
/// # use surprisal_http::FrameStream;
/// # async fn example(mut frames: FrameStream) -> surprisal_core::Result<()> {
/// loop {
///     while let Some(frame) = frames.next_frame()? {
///         println!("{}", frame.data);
///     }
///     if !frames.fill().await? {
///         break;
///     }
/// }
/// if let Some(frame) = frames.finish()? {
///     println!("{}", frame.data);
/// }
/// # Ok(()) }
/// ```
///
/// It borrows nothing, runs in the task that polls it, and closes the connection when it is
/// dropped before the end; read to the end, it leaves the connection to the next request.
pub struct FrameStream {
    head: Head,
    body: TimedBody,
    decoder: FrameDecoder,
    ended: bool,
}

impl FrameStream {
    pub(crate) fn new(head: Head, body: TimedBody, decoder: FrameDecoder) -> Self {
        Self {
            head,
            body,
            decoder,
            ended: false,
        }
    }

    /// The next frame among the bytes that came, or `None` if more are needed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) if a frame is too large
    /// or not UTF-8. After an error the stream ends.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>> {
        let decoded = self.decoder.next_frame();
        self.ended |= decoded.is_err();
        decoded.map_err(|error| self.head.describe(error, String::new()))
    }

    /// Waits for bytes of the network; false at the end of the answer.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Truncated`](surprisal_core::ErrorKind::Truncated) if the connection breaks, and
    /// [`ErrorKind::Timeout`](surprisal_core::ErrorKind::Timeout) if a time limit passes; with what
    /// came after the last frame as `body()`. After an error the stream ends.
    pub async fn fill(&mut self) -> Result<bool> {
        poll_fn(|cx| self.poll_fill(cx)).await
    }

    /// [`fill`](Self::fill), for use in a `poll_next`.
    pub fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<Result<bool>> {
        if self.ended {
            return Poll::Ready(Ok(false));
        }
        let chunk = ready!(self.body.poll_chunk(cx))
            .map_err(|error| self.head.describe(error, self.decoder.unfinished()));
        if let Ok(Some(bytes)) = &chunk {
            self.decoder.push(bytes);
        }
        self.ended = !matches!(chunk, Ok(Some(_)));
        Poll::Ready(chunk.map(|chunk| chunk.is_some()))
    }

    /// Tells that the last frame has come: a server that does not end the answer soon is not waited for.
    pub(crate) fn end_soon(&mut self) {
        self.body.end_within(END_TIME);
    }

    /// Reads the answer to its end and throws the rest away, so that the connection can be used again.
    pub(crate) fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        while !self.ended {
            self.ended = !matches!(ready!(self.body.poll_chunk(cx)), Ok(Some(_)));
        }
        Poll::Ready(())
    }

    /// Tells that a frame had content, not a keep-alive: the wait for content begins anew.
    pub fn content_seen(&mut self) {
        self.body.content_seen();
    }

    /// At the end of the answer: the last frame, if only what ends it did not come.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Truncated`](surprisal_core::ErrorKind::Truncated) if the answer ended in the
    /// middle of a line; the unfinished frame is the error's `body()`.
    pub fn finish(&mut self) -> Result<Option<Frame<'_>>> {
        let decoded = self.decoder.finish();
        decoded.map_err(|error| self.head.describe(error, String::new()))
    }

    /// Adds the provider, status, headers and request id to an error about this answer.
    pub fn describe(&self, error: Error) -> Error {
        self.head.describe(error, String::new())
    }
}

/// How long an answer may take to end after its last frame: the end mostly comes in the same packet.
const END_TIME: Duration = Duration::from_millis(100);

impl fmt::Debug for FrameStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FrameStream")
            .field("provider", &self.head.provider)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}
