//! A model that says what it was told to, and keeps what it is called with.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use futures::{StreamExt, stream};
use surprisal_core::{
    AiMessage, AiMessageChunk, BaseMessage as _, CallOptions, Channel, ChoiceChunk, ChunkStream,
    Error, ErrorKind, FinishReason, Logprobs, Messages, Profile, ResponseMetadata, Result,
    Runnable, TokenLogprob, TopLogprob, Usage,
};

/// A clone shares the calls.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) profile: Profile,
    /// What every call is answered with.
    chunks: Vec<AiMessageChunk>,
    /// After so many chunks comes an error.
    breaks_after: Option<usize>,
    calls: Arc<Mutex<Vec<CallOptions>>>,
    open: Arc<AtomicUsize>,
}

impl Model {
    /// Says "Hello" in two tokens, with all that an answer can have.
    pub(crate) fn new() -> Self {
        let mut head = ResponseMetadata::default();
        head.provider = Some("acme".to_owned());
        head.id = Some("answer-1".to_owned());
        head.raw = vec!["{}".to_owned()];
        let first = AiMessageChunk::default()
            .with_choice(ChoiceChunk::new(0, ""))
            .with_response_metadata(head);
        let token = |text: &str, logprob: f64| {
            let scored = TokenLogprob::new(text, logprob)
                .with_top_logprobs([TopLogprob::new("no", f64::NEG_INFINITY)]);
            let choice = ChoiceChunk::new(0, text);
            let logprobs = Logprobs::new(Channel::Content, [scored]);
            AiMessageChunk::default().with_choice(choice.with_logprobs(logprobs))
        };
        let last = AiMessageChunk::default()
            .with_choice(ChoiceChunk::new(0, "").with_finish_reason(FinishReason::Stop))
            .with_usage(Usage::new(3, 2));
        Self::saying([first, token("Hel", -0.1), token("lo", -0.2), last])
    }

    pub(crate) fn saying(chunks: impl IntoIterator<Item = AiMessageChunk>) -> Self {
        Self {
            profile: Profile::new("acme", "acme-large"),
            chunks: chunks.into_iter().collect(),
            breaks_after: None,
            calls: Arc::default(),
            open: Arc::default(),
        }
    }

    /// A call fails, a stream after so many chunks.
    pub(crate) fn breaking_after(mut self, chunks: usize) -> Self {
        self.breaks_after = Some(chunks);
        self
    }

    pub(crate) fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }

    /// What a call that reaches the model is answered with.
    pub(crate) fn chunks(&self) -> &[AiMessageChunk] {
        &self.chunks
    }

    /// The options of each call that reached the model.
    pub(crate) fn calls(&self) -> Vec<CallOptions> {
        self.calls.lock().unwrap().clone()
    }

    /// How many streams are not dropped yet.
    pub(crate) fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    fn called(&self, options: CallOptions) {
        self.calls.lock().unwrap().push(options);
    }
}

fn broken() -> Error {
    Error::new(ErrorKind::Truncated, "the end did not come")
}

#[async_trait]
impl Runnable for Model {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, _: Messages, options: CallOptions) -> Result<AiMessage> {
        self.called(options);
        match self.breaks_after {
            Some(_) => Err(broken()),
            None => Ok(AiMessageChunk::from_iter(self.chunks.clone()).into()),
        }
    }

    async fn stream_opts(
        &self,
        _: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        self.called(options);
        let said = self.breaks_after.unwrap_or(usize::MAX);
        let end = self.breaks_after.map(|_| Err(broken()));
        let chunks = self.chunks.clone().into_iter().take(said).map(Ok);
        let open = Open::new(&self.open);
        let chunks = stream::iter(chunks.chain(end)).map(move |chunk| {
            let _held = &open;
            chunk
        });
        Ok(chunks.boxed())
    }

    fn profile_opts(&self, _: &Self::Options) -> Profile {
        self.profile.clone()
    }
}

/// Counts a stream for as long as it lives.
struct Open(Arc<AtomicUsize>);

impl Open {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::Relaxed);
        Self(Arc::clone(count))
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Says the last message back.
#[derive(Clone, Debug)]
pub(crate) struct Echo;

#[async_trait]
impl Runnable for Echo {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, _: CallOptions) -> Result<AiMessage> {
        let text = input.last().map(|last| last.text().into_owned());
        Ok(AiMessage::new(text.unwrap_or_default()))
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let answer = self.invoke_opts(input, options).await?;
        Ok(stream::iter([Ok(answer.into())]).boxed())
    }

    fn profile_opts(&self, _: &Self::Options) -> Profile {
        Profile::new("acme", "echo")
    }
}
