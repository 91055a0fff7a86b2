use std::ops::Range;
use std::str;

use memchr::memchr2;
use surprisal_core::{Error, ErrorKind, Result};

/// Splits bytes that come in pieces into lines that end with LF, CRLF or CR.
///
/// Ranges are positions in the stream, so they hold when bytes move within the buffer. The lines
/// of one frame are kept together until [`release`](Self::release), and what was released stays
/// readable until the next push. Every byte is searched once, however the input is cut, and moved
/// at most once on average.
#[derive(Debug)]
pub(crate) struct LineBuffer {
    bytes: Vec<u8>,
    /// Where `bytes` begins in the stream; all that follow are positions in the stream as well.
    base: usize,
    /// What comes before is released.
    kept: usize,
    /// Where the next line begins.
    line: usize,
    /// From `line` up to here there is no line end.
    searched: usize,
    /// The last line ended with CR, and an LF right behind it belongs to that line end.
    after_cr: bool,
    max: usize,
}

impl LineBuffer {
    /// A buffer that refuses frames of more than `max` bytes.
    pub(crate) fn new(max: usize) -> Self {
        Self {
            bytes: Vec::new(),
            base: 0,
            kept: 0,
            line: 0,
            searched: 0,
            after_cr: false,
            max,
        }
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        let released = self.kept - self.base;
        // Moving no more bytes than are thrown away keeps the moves linear in the input.
        if released >= self.bytes.len() - released {
            self.bytes.drain(..released);
            self.base = self.kept;
        }
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole line without its end, or `None` until more is pushed.
    pub(crate) fn next_line(&mut self) -> Result<Option<Range<usize>>> {
        if self.after_cr
            && let Some(next) = self.bytes.get(self.line - self.base)
        {
            self.after_cr = false;
            if *next == b'\n' {
                self.line += 1;
                self.searched = self.line;
            }
        }
        let rest = self.tail(self.searched);
        let found = memchr2(b'\n', b'\r', rest);
        let end = self.searched + found.unwrap_or(rest.len());
        if end - self.kept > self.max {
            return Err(too_large(self.max));
        }
        let Some(found) = found else {
            self.searched = end;
            return Ok(None);
        };
        let after_cr = rest.get(found) == Some(&b'\r');
        let has_bom = self.line == 0 && self.bytes.starts_with(BOM);
        let start = if has_bom { BOM.len() } else { self.line };
        self.after_cr = after_cr;
        self.line = end + 1;
        self.searched = self.line;
        Ok(Some(start..end))
    }

    /// The bytes of a range.
    pub(crate) fn get(&self, range: &Range<usize>) -> &[u8] {
        let range = range.start - self.base..range.end - self.base;
        self.bytes.get(range).unwrap_or_default()
    }

    /// The text of a range.
    pub(crate) fn text(&self, range: &Range<usize>) -> Result<&str> {
        str::from_utf8(self.get(range)).map_err(|error| {
            let offset = range.start + error.valid_up_to();
            Error::bad_response(format!("invalid UTF-8 at byte {offset} of the answer"))
                .with_source(error)
        })
    }

    /// Lets go of all lines so far.
    pub(crate) fn release(&mut self) {
        self.kept = self.line;
    }

    /// At the end of the stream: an error if it ended within a line.
    pub(crate) fn finish(&self) -> Result<()> {
        if self.tail(self.line).trim_ascii().is_empty() {
            return Ok(());
        }
        let message = "the stream ended in the middle of a line";
        Err(Error::new(ErrorKind::Truncated, message).with_body(self.unfinished()))
    }

    /// What came after the last frame.
    pub(crate) fn unfinished(&self) -> String {
        String::from_utf8_lossy(self.tail(self.kept)).into_owned()
    }

    #[cfg(test)]
    pub(crate) fn capacity(&self) -> usize {
        self.bytes.capacity()
    }

    fn tail(&self, from: usize) -> &[u8] {
        self.bytes.get(from - self.base..).unwrap_or_default()
    }
}

const BOM: &[u8] = b"\xef\xbb\xbf";

fn too_large(max: usize) -> Error {
    Error::bad_response(format!(
        "an event of the answer is larger than {max} bytes; raise `max_event_size` if that is right"
    ))
}
