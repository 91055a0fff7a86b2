use surprisal_core::Result;

use crate::Frame;
use crate::lines::LineBuffer;

/// Decodes newline-delimited JSON from bytes that are cut anywhere. Blank lines are skipped.
///
/// ```
/// use surprisal_http::{DEFAULT_MAX_EVENT_SIZE, Frame, NdJsonDecoder};
///
/// # fn main() -> surprisal_core::Result<()> {
/// let mut lines = NdJsonDecoder::new(DEFAULT_MAX_EVENT_SIZE);
/// lines.push(b"{\"done\":false}\r\n\r\n{\"done\"");
/// assert_eq!(lines.next_frame()?, Some(Frame::new("{\"done\":false}")));
/// assert_eq!(lines.next_frame()?, None);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct NdJsonDecoder {
    pub(crate) lines: LineBuffer,
}

impl NdJsonDecoder {
    /// A decoder that refuses lines of more than `max_event_size` bytes.
    pub fn new(max_event_size: usize) -> Self {
        Self {
            lines: LineBuffer::new(max_event_size),
        }
    }

    /// Adds the next bytes of the stream.
    pub fn push(&mut self, bytes: &[u8]) {
        self.lines.push(bytes);
    }

    /// The next whole line that is not blank, or `None` until more is pushed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::BadResponse`](surprisal_core::ErrorKind::BadResponse) if a line is too large
    /// or not UTF-8.
    pub fn next_frame(&mut self) -> Result<Option<Frame<'_>>> {
        while let Some(line) = self.lines.next_line()? {
            self.lines.release();
            if !self.lines.get(&line).trim_ascii().is_empty() {
                return Ok(Some(Frame::new(self.lines.text(&line)?)));
            }
        }
        Ok(None)
    }

    /// At the end of the stream, once [`next_frame`](Self::next_frame) gives `None`: never a
    /// frame, since a line without its end may have been cut.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Truncated`](surprisal_core::ErrorKind::Truncated) if the stream ended in the
    /// middle of a line; the unfinished line is the error's `body()`.
    pub fn finish(&mut self) -> Result<Option<Frame<'_>>> {
        self.lines.finish().map(|()| None)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use surprisal_core::ErrorKind;

    use super::*;

    fn decode(pieces: &[&[u8]]) -> Result<Vec<String>> {
        let mut decoder = NdJsonDecoder::new(64);
        let mut lines = Vec::new();
        for piece in pieces {
            decoder.push(piece);
            while let Some(line) = decoder.next_frame()? {
                lines.push(line.data.to_owned());
            }
        }
        decoder.finish()?;
        Ok(lines)
    }

    #[test]
    fn lines_are_the_same_however_the_input_is_cut() {
        let input = b"\xef\xbb\xbf{\"a\":1}\n\n  \r\n{\"b\":\"\xc3\xa9\"}\r\n";
        let expected = ["{\"a\":1}", "{\"b\":\"é\"}"];
        assert_eq!(decode(&[input]).unwrap(), expected);
        for cut in 0..=input.len() {
            let (head, tail) = input.split_at(cut);
            assert_eq!(decode(&[head, tail]).unwrap(), expected, "cut at {cut}");
        }
        let bytes: Vec<&[u8]> = input.chunks(1).collect();
        assert_eq!(decode(&bytes).unwrap(), expected);
    }

    #[test]
    fn an_unfinished_line_is_truncated_and_kept() {
        let error = decode(&[b"{}\n{\"a\":"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated);
        assert_eq!(error.body(), Some("{\"a\":"));
    }

    #[test]
    fn a_line_over_the_limit_is_refused() {
        let error = decode(&[&[b'x'; 65]]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse);
        assert!(error.message().contains("64 bytes"), "{error}");
    }

    #[test]
    fn invalid_utf_8_is_refused_with_its_offset() {
        let error = decode(&[b"{}\n{\"a\":\"\xff\"}\n"]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse);
        assert_eq!(error.message(), "invalid UTF-8 at byte 9 of the answer");
    }

    proptest! {
        #[test]
        fn any_cuts_give_each_line_that_is_not_blank(
            lines in prop::collection::vec(("[ -~\u{e9}\u{1f499}]{0,12}", "\n|\r\n|\r"), 0..8),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
        ) {
            let input: String = lines.iter().map(|(line, end)| format!("{line}{end}")).collect();
            let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut.index(input.len() + 1)).collect();
            cuts.extend([0, input.len()]);
            cuts.sort_unstable();
            let pieces: Vec<&[u8]> = cuts.windows(2).map(|cut| &input.as_bytes()[cut[0]..cut[1]]).collect();
            let expected = lines.iter().map(|(line, _)| line.as_str());
            let expected: Vec<&str> = expected.filter(|line| !line.trim_ascii().is_empty()).collect();
            prop_assert_eq!(decode(&pieces).unwrap(), expected);
        }
    }
}
