use memchr::memchr;

use super::wire::Chunk;
use crate::contender::Result;

/// Splits a stream at line ends and parses what follows `data: `.
#[derive(Debug, Default)]
pub struct Decoder {
    buffer: Vec<u8>,
}

impl Decoder {
    /// Takes what has arrived, and gives every chunk that is whole.
    ///
    /// # Errors
    ///
    /// A line that is not UTF-8 or whose data is not a chunk.
    pub fn push(&mut self, bytes: &[u8], mut give: impl FnMut(Chunk)) -> Result<()> {
        self.buffer.extend_from_slice(bytes);
        let mut rest = self.buffer.as_slice();
        while let Some((line, after)) =
            memchr(b'\n', rest).and_then(|end| rest.split_at_checked(end))
        {
            rest = after.get(1..).unwrap_or_default();
            let line = std::str::from_utf8(line)?;
            match line.strip_prefix("data: ") {
                Some("[DONE]") | None => {}
                Some(data) => give(serde_json::from_str(data)?),
            }
        }
        let used = self.buffer.len() - rest.len();
        self.buffer.drain(..used);
        Ok(())
    }
}
