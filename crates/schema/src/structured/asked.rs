use async_trait::async_trait;
use futures::stream::{self, Fuse, Stream, StreamExt as _};
use surprisal_core::{AiMessage, AiMessageChunk, ChunkStream, Result, Warning};

use super::StructuredMethod;

/// What came of asking by one method after another.
pub(super) struct Asked<A> {
    /// The method that was taken.
    pub(super) method: StructuredMethod,
    pub(super) answer: A,
    /// The answers before it, which came without the method that they were asked by.
    pub(super) without_method: Vec<A>,
}

/// An answer that says which options had no effect.
#[async_trait]
pub(super) trait Warned {
    /// What it says, as soon as it can be known.
    async fn warnings(&mut self) -> Result<&[Warning]>;
}

#[async_trait]
impl Warned for AiMessage {
    async fn warnings(&mut self) -> Result<&[Warning]> {
        Ok(&self.response_metadata().warnings)
    }
}

/// A stream of which the first chunk may have been read: it has the warnings.
pub(super) struct Begun {
    first: Option<AiMessageChunk>,
    rest: Fuse<ChunkStream<AiMessageChunk>>,
}

impl Begun {
    pub(super) fn new(chunks: ChunkStream<AiMessageChunk>) -> Self {
        // A stream without a chunk would be asked again after its end.
        let rest = chunks.fuse();
        Self { first: None, rest }
    }

    pub(super) fn into_stream(self) -> impl Stream<Item = Result<AiMessageChunk>> + Send {
        stream::iter(self.first.map(Ok)).chain(self.rest)
    }
}

#[async_trait]
impl Warned for Begun {
    async fn warnings(&mut self) -> Result<&[Warning]> {
        self.first = self.rest.next().await.transpose()?;
        let metadata = self
            .first
            .as_ref()
            .and_then(AiMessageChunk::response_metadata);
        Ok(metadata.map_or(&[], |metadata| &metadata.warnings))
    }
}
