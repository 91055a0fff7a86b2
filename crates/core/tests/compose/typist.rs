//! A model that says the last message back, one word at a time.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use futures::TryStreamExt;
use futures::stream::try_unfold;
use surprisal_core::{
    AiMessage, AiMessageChunk, BaseMessage, CallOptions, ChunkStream, Error, Messages, Profile,
    Result, Runnable, RunnableExt,
};

/// Says the last message back, each word as a chunk after a pause. The word `!` is an error: of the call where it is
/// the first. A clone shares the counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typist {
    pause: Duration,
    state: Arc<State>,
}

#[derive(Debug, Default)]
struct State {
    calls: Mutex<Vec<CallOptions>>,
    live: AtomicUsize,
    most: AtomicUsize,
}

impl Typist {
    /// Pauses for 10 ms before each word.
    pub(crate) fn new() -> Self {
        Self::every(10)
    }

    /// Pauses for so many milliseconds before each word.
    pub(crate) fn every(millis: u64) -> Self {
        Self {
            pause: Duration::from_millis(millis),
            state: Arc::default(),
        }
    }

    /// The options of the calls so far.
    pub(crate) fn calls(&self) -> Vec<CallOptions> {
        self.state.calls.lock().unwrap().clone()
    }

    /// How many calls and streams are under way.
    pub(crate) fn live(&self) -> usize {
        self.state.live.load(Ordering::Relaxed)
    }

    /// How many were under way at once, at most.
    pub(crate) fn most_at_once(&self) -> usize {
        self.state.most.load(Ordering::Relaxed)
    }

    /// The same as a step from text to text, in the same pieces.
    pub(crate) fn text(&self) -> impl Text + use<> {
        texts(self.clone())
    }
}

/// A step from messages to text.
pub(crate) trait Text:
    Runnable<Input = Messages, Output = String, Chunk = String, Options = CallOptions> + Clone + 'static
{
}

impl<R> Text for R where
    R: Runnable<Input = Messages, Output = String, Chunk = String, Options = CallOptions>
        + Clone
        + 'static
{
}

/// The text of a model's answer, in the pieces of its stream.
pub(crate) fn texts(model: impl surprisal_core::ChatModel + Clone + 'static) -> impl Text {
    model.transform::<String, _, _>(|chunks| chunks.map_ok(|chunk| chunk.text().into_owned()))
}

#[async_trait]
impl Runnable for Typist {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        AiMessageChunk::collect(self.stream_opts(input, options).await?).await
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        self.state.calls.lock().unwrap().push(options);
        let live = Live::start(Arc::clone(&self.state));
        let pause = self.pause;
        let text = input.last().map(|last| last.text().into_owned());
        let mut words: Vec<String> = text
            .unwrap_or_default()
            .split_inclusive(' ')
            .map(str::to_owned)
            .collect();
        words.reverse();
        let first = match words.pop() {
            Some(word) => Some(say(pause, &word).await?),
            None => None,
        };
        let typing = try_unfold(
            (live, first, words),
            move |(live, first, mut words)| async move {
                let chunk = match (first, words.pop()) {
                    (Some(first), word) => {
                        words.extend(word);
                        first
                    }
                    (None, Some(word)) => say(pause, &word).await?,
                    (None, None) => return Ok(None),
                };
                Ok(Some((chunk, (live, None, words))))
            },
        );
        Ok(Box::pin(typing))
    }

    fn profile_opts(&self, _: &Self::Options) -> Profile {
        Profile::new("typist", "typist")
    }
}

async fn say(pause: Duration, word: &str) -> Result<AiMessageChunk> {
    tokio::time::sleep(pause).await;
    if word.trim() == "!" {
        return Err(Error::invalid_input("told to fail"));
    }
    Ok(word.into())
}

/// Counts a call or stream for as long as it lives.
struct Live(Arc<State>);

impl Live {
    fn start(state: Arc<State>) -> Self {
        let now = state.live.fetch_add(1, Ordering::Relaxed) + 1;
        state.most.fetch_max(now, Ordering::Relaxed);
        Self(state)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.0.live.fetch_sub(1, Ordering::Relaxed);
    }
}
