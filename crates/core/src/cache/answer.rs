use serde::{Deserialize, Serialize};

use crate::{AiMessage, AiMessageChunk};

/// A whole answer as it is kept: the chunks in which it came, and of an answer that was not streamed, the one chunk that
/// it turns into. (Turned into a chunk, an answer loses its name; no provider gives it one.)
///
/// By serde it is an array of chunks, which is read back as it was, to the bit of each log probability. The form is
/// one that tells what it holds, such as JSON.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CachedAnswer {
    chunks: Vec<AiMessageChunk>,
}

impl CachedAnswer {
    /// An answer that came in these chunks.
    pub fn new(chunks: impl Into<Vec<AiMessageChunk>>) -> Self {
        Self {
            chunks: chunks.into(),
        }
    }

    /// The chunks in their order.
    pub fn chunks(&self) -> &[AiMessageChunk] {
        &self.chunks
    }

    /// The answer as a call gives it, said to be kept.
    pub(super) fn into_message(self) -> AiMessage {
        let whole: AiMessageChunk = self.chunks.into_iter().sum();
        let mut message = AiMessage::from(whole);
        message.response_metadata_mut().cached = true;
        message
    }

    /// The answer as a stream gives it, the first chunk of which says that it was kept.
    pub(super) fn replay(mut self) -> impl Iterator<Item = AiMessageChunk> + Send + 'static {
        if self.chunks.is_empty() {
            self.chunks.push(AiMessageChunk::default());
        }
        if let Some(first) = self.chunks.first_mut() {
            first.response_metadata_mut().cached = true;
        }
        self.chunks.into_iter()
    }
}

impl From<AiMessage> for CachedAnswer {
    fn from(message: AiMessage) -> Self {
        Self::new([message.into()])
    }
}
