use std::ops::Range;

use memchr::memchr;
use surprisal_core::Result;

use crate::Frame;
use crate::lines::LineBuffer;

/// Decodes server-sent events from bytes that are cut anywhere.
///
/// # Behavior
///
/// * A byte order mark at the start is skipped; lines end with LF, CRLF or CR.
/// * Comments and the fields `id` and `retry` are skipped; an event without data is none.
/// * An event's data is borrowed from the buffer, unless it has several lines, which are joined.
/// * UTF-8 is checked once for each event, and the work is linear in the input.
///
/// ```
/// use surprisal_http::{DEFAULT_MAX_EVENT_SIZE, Frame, SseDecoder};
///
/// # fn main() -> surprisal_core::Result<()> {
/// let mut sse = SseDecoder::new(DEFAULT_MAX_EVENT_SIZE);
/// sse.push(b": keep-alive\n\nevent: delta\ndata: {}\n\n");
/// assert_eq!(sse.next_frame()?, Some(Frame::named("delta", "{}")));
/// assert_eq!(sse.next_frame()?, None);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct SseDecoder {
    pub(crate) lines: LineBuffer,
    event: Option<Range<usize>>,
    data: Data,
    joined: String,
}

/// The data lines so far of the event that is being read.
#[derive(Debug)]
enum Data {
    None,
    Line(Range<usize>),
    /// More than one, in `joined`.
    Joined,
}

impl SseDecoder {
    /// A decoder that refuses events of more than `max_event_size` bytes.
    pub fn new(max_event_size: usize) -> Self {
        Self {
            lines: LineBuffer::new(max_event_size),
            event: None,
            data: Data::None,
            joined: String::new(),
        }
    }

    /// Adds the next bytes of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        self.lines.push(bytes);
    }

    /// The next whole event, or `None` until more is pushed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) if an event is too large
    /// or not UTF-8.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>> {
        while let Some(line) = self.lines.next_line()? {
            if !line.is_empty() {
                self.take_field(&line)?;
            } else if !matches!(self.data, Data::None) {
                return self.dispatch();
            } else {
                self.event = None;
            }
            if self.event.is_none() && matches!(self.data, Data::None) {
                self.lines.release();
            }
        }
        Ok(None)
    }

    /// At the end of the stream, once [`next_frame`](Self::next_frame) gives `None`: the last
    /// event, if only the blank line that ends it did not come.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Truncated`](surprisal_core::ErrorKind::Truncated) if the stream ended in the
    /// middle of a line; the unfinished event is the error's `body()`.
    pub fn finish(&mut self) -> Result<Option<Frame<'_>>> {
        self.lines.finish()?;
        self.dispatch()
    }

    fn take_field(&mut self, line: &Range<usize>) -> Result<()> {
        let bytes = self.lines.get(line);
        let name_len = memchr(b':', bytes).unwrap_or(bytes.len());
        let (name, value) = bytes.split_at_checked(name_len).unwrap_or_default();
        let value = value.strip_prefix(b":").unwrap_or(value);
        let value = value.strip_prefix(b" ").unwrap_or(value);
        let range = line.end - value.len()..line.end;
        match name {
            b"data" => self.take_data(range)?,
            b"event" => self.event = Some(range),
            _ => {}
        }
        Ok(())
    }

    fn take_data(&mut self, range: Range<usize>) -> Result<()> {
        self.data = match &self.data {
            Data::None => Data::Line(range),
            Data::Line(first) => {
                self.joined.clear();
                self.joined.push_str(self.lines.text(first)?);
                self.join(&range)?
            }
            Data::Joined => self.join(&range)?,
        };
        Ok(())
    }

    fn join(&mut self, range: &Range<usize>) -> Result<Data> {
        self.joined.push('\n');
        self.joined.push_str(self.lines.text(range)?);
        Ok(Data::Joined)
    }

    fn dispatch(&mut self) -> Result<Option<Frame<'_>>> {
        self.lines.release();
        let event = self.event.take();
        let data = match std::mem::replace(&mut self.data, Data::None) {
            Data::None => return Ok(None),
            Data::Line(line) => self.lines.text(&line)?,
            Data::Joined => self.joined.as_str(),
        };
        let event = match event {
            Some(name) if !name.is_empty() => Some(self.lines.text(&name)?),
            _ => None,
        };
        Ok(Some(Frame { event, data }))
    }
}

#[cfg(test)]
#[path = "sse_tests.rs"]
mod tests;
