use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::Stream;
use surprisal_core::{AiMessageChunk, Error, ErrorKind, Result};

use crate::logprobs_watch::LogprobsWatch;
use crate::{Decode, Decoded, Frame, FrameStream};

/// The chunks of a streamed answer, decoded in the task that takes them.
#[derive(Debug)]
pub(crate) struct ChunkReader<D> {
    /// What the head said; goes with the first chunk.
    head: Option<Box<AiMessageChunk>>,
    decoder: D,
    watch: LogprobsWatch,
    frames: FrameStream,
    /// What came and is to go with the next chunk, if that is asked for.
    raw: Option<Vec<String>>,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum State {
    Reading,
    /// The answer is complete, and the connection is read to its end so that it can be used again.
    Complete,
    Ended,
}

impl<D: Decode> ChunkReader<D> {
    pub(crate) fn new(
        head: AiMessageChunk,
        decoder: D,
        watch: LogprobsWatch,
        frames: FrameStream,
        raw: bool,
    ) -> Self {
        Self {
            head: Some(Box::new(head)),
            decoder,
            watch,
            frames,
            raw: raw.then(Vec::new),
            state: State::Reading,
        }
    }

    /// The next chunk; `None` once the answer is complete.
    fn poll_chunk(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<AiMessageChunk>>> {
        loop {
            if let Some(frame) = self.frames.next_frame()? {
                let decoded = decode(&mut self.decoder, frame, &mut self.raw);
                match decoded.map_err(|error| self.describe(not_cut_off(error)))? {
                    Decoded::Chunk(chunk) => return Poll::Ready(Ok(Some(self.see(chunk)))),
                    Decoded::Nothing => continue,
                    Decoded::End => return Poll::Ready(Ok(None)),
                }
            }
            if self.decoder.is_over() {
                self.frames.end_soon();
            }
            match ready!(self.frames.poll_fill(cx)) {
                Ok(true) => continue,
                Ok(false) => {}
                Err(_) if self.decoder.is_over() => return Poll::Ready(Ok(None)),
                Err(error) => return Poll::Ready(Err(error)),
            }
            // Whoever leaves out the last blank line has still sent the last frame.
            match self.frames.finish() {
                Ok(Some(frame)) => {
                    let decoded = decode(&mut self.decoder, frame, &mut self.raw);
                    match decoded.map_err(|error| self.describe(cut_off(error)))? {
                        Decoded::Chunk(chunk) => return Poll::Ready(Ok(Some(self.see(chunk)))),
                        Decoded::Nothing => {}
                        Decoded::End => return Poll::Ready(Ok(None)),
                    }
                }
                Ok(None) => {}
                // Half a line after all that was due is no loss: mostly an end signal without a line end.
                Err(error) => {
                    return Poll::Ready(self.decoder.end().map(|()| None).map_err(|_| error));
                }
            }
            let ended = self.decoder.end();
            return Poll::Ready(ended.map(|()| None).map_err(|error| self.describe(error)));
        }
    }

    fn see(&mut self, chunk: AiMessageChunk) -> AiMessageChunk {
        self.frames.content_seen();
        self.watch.see(&chunk);
        self.with_head(chunk)
    }

    fn with_head(&mut self, mut chunk: AiMessageChunk) -> AiMessageChunk {
        if let Some(raw) = self.raw.as_mut().filter(|raw| !raw.is_empty()) {
            chunk.response_metadata_mut().raw.append(raw);
        }
        match self.head.take() {
            Some(head) => *head + chunk,
            None => chunk,
        }
    }

    fn describe(&self, error: Error) -> Error {
        self.frames.describe(error)
    }
}

/// What the frame says; an error keeps the frame.
fn decode(
    decoder: &mut impl Decode,
    frame: Frame<'_>,
    raw: &mut Option<Vec<String>>,
) -> Result<Decoded> {
    let data = frame.data;
    if let Some(raw) = raw {
        raw.push(data.to_owned());
    }
    decoder.frame(frame).map_err(|error| match error.body() {
        Some(_) => error,
        None => error.with_body(data),
    })
}

/// A frame that came to its end was not cut off, though its JSON may end too early: it is wrong.
fn not_cut_off(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Truncated => Error::bad_response(error.message().to_owned())
            .with_body(error.body().unwrap_or_default())
            .with_source(error),
        _ => error,
    }
}

/// A last frame whose end did not come and that cannot be read was cut off between its lines.
fn cut_off(error: Error) -> Error {
    match error.kind() {
        ErrorKind::BadResponse => {
            Error::new(ErrorKind::Truncated, "the stream ended within an event")
                .with_body(error.body().unwrap_or_default())
                .with_source(error)
        }
        _ => error,
    }
}

impl<D: Decode> Stream for ChunkReader<D> {
    type Item = Result<AiMessageChunk>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.state == State::Reading {
            match ready!(this.poll_chunk(cx)) {
                Ok(Some(chunk)) => return Poll::Ready(Some(Ok(chunk))),
                Ok(None) => {
                    this.state = State::Complete;
                    this.frames.end_soon();
                }
                Err(error) => {
                    this.state = State::Ended;
                    return Poll::Ready(Some(Err(error)));
                }
            }
        }
        if this.state == State::Complete {
            ready!(this.frames.poll_drain(cx));
            this.state = State::Ended;
            let last = this.watch.end().map_err(|error| this.describe(error))?;
            // What the head said is told even where no chunk came to go with.
            let has_raw = this.raw.as_ref().is_some_and(|raw| !raw.is_empty());
            if last.is_some() || this.head.is_some() || has_raw {
                return Poll::Ready(Some(Ok(this.with_head(last.unwrap_or_default()))));
            }
        }
        Poll::Ready(None)
    }
}
