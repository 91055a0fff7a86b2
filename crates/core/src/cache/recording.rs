use futures_util::{Stream, TryStreamExt, stream};

use super::cached::keep;
use super::{Cache, CacheKey, CachedAnswer};
use crate::{AiMessageChunk, ChunkStream, Result, Warning};

/// The stream of an answer with a copy of each chunk, kept when the stream has ended.
struct Recording<C> {
    /// None once it has ended.
    chunks: Option<ChunkStream<AiMessageChunk>>,
    copies: Vec<AiMessageChunk>,
    cache: C,
    key: CacheKey,
    warning: Option<Warning>,
}

/// Passes chunks on, the first with the warning if there is one, and keeps them once they have ended.
pub(super) fn record<C: Cache>(
    chunks: ChunkStream<AiMessageChunk>,
    cache: C,
    key: CacheKey,
    warning: Option<Warning>,
) -> impl Stream<Item = Result<AiMessageChunk>> + Send {
    let recording = Recording {
        chunks: Some(chunks),
        copies: Vec::new(),
        cache,
        key,
        warning,
    };
    stream::try_unfold(recording, Recording::next)
}

impl<C: Cache> Recording<C> {
    async fn next(mut self) -> Result<Option<(AiMessageChunk, Self)>> {
        let Some(chunks) = &mut self.chunks else {
            return Ok(None);
        };
        if let Some(mut chunk) = chunks.try_next().await? {
            self.copies.push(chunk.clone());
            if let Some(warning) = self.warning.take() {
                chunk.response_metadata_mut().warnings.push(warning);
            }
            return Ok(Some((chunk, self)));
        }
        // What the model holds for the stream is given back before the cache is waited for.
        self.chunks = None;
        let answer = CachedAnswer::new(std::mem::take(&mut self.copies));
        let unkept = keep(&self.cache, &self.key, answer).await;
        let warnings: Vec<Warning> = self.warning.take().into_iter().chain(unkept).collect();
        if warnings.is_empty() {
            return Ok(None);
        }
        let mut last = AiMessageChunk::default();
        last.response_metadata_mut().warnings = warnings;
        Ok(Some((last, self)))
    }
}
