use futures_util::{Stream, TryStreamExt};

use super::AiMessageChunk;
use crate::{AiMessage, Result};

impl AiMessageChunk {
    /// Reads a stream to its end and puts the answer together: what `invoke` returns for the same answer.
    ///
    /// # Errors
    ///
    /// The stream's error, with what had come before it in [`Error::partial`](crate::Error::partial).
    ///
    /// ```
    /// use futures::{executor::block_on, stream};
    /// use surprisal_core::{AiMessageChunk, Error, ErrorKind};
    ///
    /// let chunks = stream::iter(["Hel", "lo"].map(|text| Ok(AiMessageChunk::from(text))));
    /// assert_eq!(block_on(AiMessageChunk::collect(chunks))?.text(), "Hello");
    ///
    /// let broken = stream::iter([Ok("Hel".into()), Err(Error::new(ErrorKind::Truncated, ""))]);
    /// let error = block_on(AiMessageChunk::collect(broken)).unwrap_err();
    /// assert_eq!(error.partial().map(|partial| partial.text().into_owned()), Some("Hel".into()));
    /// # Ok::<(), Error>(())
    /// ```
    pub async fn collect(chunks: impl Stream<Item = Result<Self>>) -> Result<AiMessage> {
        let mut chunks = std::pin::pin!(chunks);
        let mut whole = Self::default();
        loop {
            match chunks.try_next().await {
                Ok(Some(chunk)) => whole += chunk,
                Ok(None) => return Ok(whole.into()),
                Err(error) => return Err(error.with_partial(whole)),
            }
        }
    }
}
