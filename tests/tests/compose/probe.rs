//! A model that can be watched: what it is asked, and what of it goes on.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};

use async_trait::async_trait;
use futures::Stream;
use surprisal::{
    AiMessage, AiMessageChunk, BaseMessage as _, CallOptions, Channel, ChoiceChunk, ChunkStream,
    Error, ErrorKind, FinishReason, Logprobs, Messages, Profile, ResponseMetadata, Result,
    Runnable, TokenLogprob, TopLogprob, Usage,
};

/// Spells the last message, a character a chunk, and lets others run before each. A clone is the same model.
///
/// A text that says `fail` is refused, one that says `flaky` the first time it comes.
#[derive(Clone, Debug, Default)]
pub(crate) struct Probe(Arc<State>);

#[derive(Debug, Default)]
struct State {
    calls: Mutex<Vec<Call>>,
    flaky: Mutex<Vec<String>>,
    live: AtomicUsize,
}

/// What it was asked.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Call {
    pub(crate) text: String,
    pub(crate) options: CallOptions,
    pub(crate) stream: bool,
}

impl Probe {
    pub(crate) fn calls(&self) -> Vec<Call> {
        self.0.calls.lock().unwrap().clone()
    }

    /// How many of its calls and streams go on.
    pub(crate) fn live(&self) -> usize {
        self.0.live.load(Ordering::SeqCst)
    }

    /// The chunks of the answer to a text.
    pub(crate) fn chunks(text: &str, options: &CallOptions) -> Vec<AiMessageChunk> {
        let mut metadata = ResponseMetadata::default();
        metadata.provider = Some("probe".to_owned());
        metadata.id = Some(format!("id of {text}"));
        let first = AiMessageChunk::default()
            .with_choice(ChoiceChunk::new(0, ""))
            .with_response_metadata(metadata);
        let tokens = text
            .chars()
            .enumerate()
            .map(|(at, letter)| AiMessageChunk::default().with_choice(piece(at, letter, options)));
        let last = AiMessageChunk::default()
            .with_choice(ChoiceChunk::new(0, "").with_finish_reason(FinishReason::Stop))
            .with_usage(Usage::new(1, text.chars().count() as u64));
        [first].into_iter().chain(tokens).chain([last]).collect()
    }

    fn begin(&self, input: &Messages, options: CallOptions, stream: bool) -> Result<Speaking> {
        let text = input.last().map(|last| last.text().into_owned());
        let text = text.unwrap_or_default();
        let chunks = Self::chunks(&text, &options);
        self.0.calls.lock().unwrap().push(Call {
            text: text.clone(),
            options,
            stream,
        });
        if text.contains("fail") {
            return Err(Error::invalid_input(format!("{text} is refused")));
        }
        if text.contains("flaky") {
            let mut seen = self.0.flaky.lock().unwrap();
            if !seen.contains(&text) {
                seen.push(text.clone());
                return Err(Error::new(ErrorKind::Server, format!("{text} comes again")));
            }
        }
        self.0.live.fetch_add(1, Ordering::SeqCst);
        Ok(Speaking {
            chunks: chunks.into(),
            waited: false,
            state: Arc::clone(&self.0),
        })
    }
}

/// The token at a place. Each has its own number, and as many alternatives as are asked for.
fn piece(at: usize, letter: char, options: &CallOptions) -> ChoiceChunk {
    let text = letter.to_string();
    let piece = ChoiceChunk::new(0, text.as_str());
    if !options.wants_logprobs() {
        return piece;
    }
    let scored =
        |less: f64| TopLogprob::new(&text, -0.5 - at as f64 - less).with_bytes(text.as_bytes());
    let top = options.top_logprobs.unwrap_or_default();
    let token = TokenLogprob::from(scored(0.0))
        .with_top_logprobs((0..top).map(|rank| scored(f64::from(rank))));
    piece.with_logprobs(Logprobs::new(Channel::Content, vec![token]))
}

#[async_trait]
impl Runnable for Probe {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        AiMessageChunk::collect(self.begin(&input, options, false)?).await
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        Ok(Box::pin(self.begin(&input, options, true)?))
    }

    fn profile_opts(&self, options: &CallOptions) -> Profile {
        Profile::new("probe", "probe-1").with_options(options.clone())
    }
}

/// An answer under way.
struct Speaking {
    chunks: VecDeque<AiMessageChunk>,
    waited: bool,
    state: Arc<State>,
}

impl Stream for Speaking {
    type Item = Result<AiMessageChunk>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.waited = !self.waited;
        if self.waited {
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(self.chunks.pop_front().map(Ok))
    }
}

impl Drop for Speaking {
    fn drop(&mut self) {
        self.state.live.fetch_sub(1, Ordering::SeqCst);
    }
}
