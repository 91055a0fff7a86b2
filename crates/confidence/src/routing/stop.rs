use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::Stream;
use surprisal_core::{
    AiMessageChunk, ChoiceChunk, ChunkStream, FinishReason, HasLogprobs as _, Result,
};

use crate::utf8::unfinished;

/// Ends a stream where a condition holds of what has come: the work behind it is dropped, so the model writes no more.
///
/// The condition sees each chunk once, in order, and keeps what it needs of them: [`mean_surprisal_above`](super::mean_surprisal_above) is one.
/// The chunk for which it holds is still given, whole. After it comes a last one with the finish reason
/// [`FinishReason::LowConfidence`] for each choice that has none, so the sum is a whole answer that says why it is short. Its usage
/// is not known, since providers tell it at the end. An answer that ends before the condition holds, or with the chunk
/// for which it holds, is as it would have been.
///
/// Where the tokens of the first choice are in the midst of a character, the stream goes on to the character's end: tokens and text stay [aligned](surprisal_core::HasLogprobs::alignment).
///
/// ```
/// use surprisal_confidence::{mean_surprisal_above, stop_when};
/// use surprisal_core::{AiMessageChunk, CallOptions, RunnableExt};
/// use surprisal_testing::{FakeChatModel, token};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> surprisal_core::Result<()> {
/// let words = [token("It ").p(0.9), token("is ").p(0.9), token("per").p(0.05), token("haps ").p(0.04), token("so")];
/// let model = FakeChatModel::new().say(words).bind(CallOptions::new().logprobs(true));
///
/// let chunks = stop_when(model.stream("Is it?").await?, mean_surprisal_above(2.5, 2));
/// let answer = AiMessageChunk::collect(chunks).await?;
/// assert_eq!(answer.text(), "It is perhaps ");
/// assert_eq!(answer.finish_reason().map(|reason| reason.as_str()), Some("low_confidence"));
/// # Ok(()) }
/// ```
///
/// For each call of a model: [`StopWhen`](super::StopWhen).
pub fn stop_when(
    chunks: ChunkStream<AiMessageChunk>,
    condition: impl FnMut(&AiMessageChunk) -> bool + Send + 'static,
) -> ChunkStream<AiMessageChunk> {
    Box::pin(Stopping {
        chunks: Some(chunks),
        last: None,
        condition,
        holds: false,
        finished: BTreeMap::new(),
        open: Vec::new(),
    })
}

struct Stopping<F> {
    /// Dropped once it is stopped.
    chunks: Option<ChunkStream<AiMessageChunk>>,
    /// What says why it was stopped, until it is given.
    last: Option<AiMessageChunk>,
    condition: F,
    holds: bool,
    /// The choices that have come, and whether each has its finish reason.
    finished: BTreeMap<u32, bool>,
    /// The bytes with which the tokens of the first choice have begun a character that is not whole.
    open: Vec<u8>,
}

impl<F: FnMut(&AiMessageChunk) -> bool> Stopping<F> {
    fn see(&mut self, chunk: &AiMessageChunk) {
        for choice in chunk.choices() {
            *self.finished.entry(choice.index()).or_default() |= choice.finish_reason().is_some();
        }
        for bytes in chunk.tokens().iter().filter_map(|token| token.bytes()) {
            self.open.extend_from_slice(bytes);
            self.open = unfinished(&self.open).to_vec();
        }
        self.holds = self.holds || (self.condition)(chunk);
        if self.holds && self.open.is_empty() {
            self.stop();
        }
    }

    fn stop(&mut self) {
        if self.finished.is_empty() {
            self.finished.insert(0, false);
        }
        let open = self.finished.iter().filter(|(_, finished)| !**finished);
        let marks = open.map(|(index, _)| {
            ChoiceChunk::new(*index, "").with_finish_reason(FinishReason::LowConfidence)
        });
        let last = marks.fold(AiMessageChunk::default(), AiMessageChunk::with_choice);
        // All have ended by themselves: what is left is the usage.
        if !last.is_empty() {
            self.last = Some(last);
            self.chunks = None;
        }
    }
}

// Nothing of it is pinned: the stream has its own place.
impl<F> Unpin for Stopping<F> {}

impl<F: FnMut(&AiMessageChunk) -> bool> Stream for Stopping<F> {
    type Item = Result<AiMessageChunk>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let Some(chunks) = &mut this.chunks else {
            return Poll::Ready(this.last.take().map(Ok));
        };
        let polled = chunks.as_mut().poll_next(cx);
        match &polled {
            Poll::Pending => {}
            Poll::Ready(Some(Ok(chunk))) => this.see(chunk),
            Poll::Ready(_) => this.chunks = None,
        }
        polled
    }
}
