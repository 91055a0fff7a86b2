use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use futures::stream::{self, StreamExt};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Channel, ChoiceChunk, ChunkStream, FinishReason,
    Logprobs, Messages, Profile, ResponseMetadata, Result, Runnable, TokenLogprob, Usage,
};

/// A second before the answer, and before each chunk.
pub(crate) const SECOND: Duration = Duration::from_secs(1);

/// A model that gives chunks, one a second, and tells of what it does.
#[derive(Clone)]
pub(crate) struct Acme {
    pub(crate) profile: Profile,
    pub(crate) chunks: Arc<dyn Fn() -> Vec<Result<AiMessageChunk>> + Send + Sync>,
    /// How often it was asked for its profile.
    pub(crate) asked: Arc<AtomicUsize>,
    /// The address of the last stream that it gave.
    pub(crate) stream: Arc<AtomicUsize>,
}

impl Acme {
    /// A model that answers "Paris." by two tokens, and then says what that cost.
    pub(crate) fn new() -> Self {
        Self::saying(|| {
            vec![
                Ok(first()),
                Ok(token("Par", -1.0)),
                Ok(token("is", -3.0)),
                Ok(last()),
            ]
        })
    }

    pub(crate) fn saying(
        chunks: impl Fn() -> Vec<Result<AiMessageChunk>> + Send + Sync + 'static,
    ) -> Self {
        Self {
            profile: Profile::new("azure", "acme-large")
                .with_endpoint("https://acme.example:8443/v1"),
            chunks: Arc::new(chunks),
            asked: Arc::default(),
            stream: Arc::default(),
        }
    }

    pub(crate) fn with_profile(mut self, profile: Profile) -> Self {
        self.profile = profile;
        self
    }
}

/// What comes before the tokens.
pub(crate) fn first() -> AiMessageChunk {
    let mut metadata = ResponseMetadata::default();
    metadata.id = Some("answer-1".to_owned());
    metadata.model = Some("acme-large-2".to_owned());
    AiMessageChunk::from("").with_response_metadata(metadata)
}

pub(crate) fn token(text: &str, logprob: f64) -> AiMessageChunk {
    let logprobs = Logprobs::new(Channel::Content, [TokenLogprob::new(text, logprob)]);
    let choice = ChoiceChunk::new(0, text).with_logprobs(logprobs);
    AiMessageChunk::default().with_choice(choice)
}

/// What comes after the tokens.
pub(crate) fn last() -> AiMessageChunk {
    let mut usage = Usage::new(7, 2);
    usage.cached_tokens = Some(4);
    usage.reasoning_tokens = Some(0);
    let choice = ChoiceChunk::new(0, "").with_finish_reason(FinishReason::Stop);
    AiMessageChunk::default()
        .with_choice(choice)
        .with_usage(usage)
}

#[async_trait]
impl Runnable for Acme {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, _: Messages, _: CallOptions) -> Result<AiMessage> {
        let _request = tracing::debug_span!("request").entered().exit();
        tokio::time::sleep(SECOND).await;
        tracing::debug!(name: "answer", "");
        let whole: Result<AiMessageChunk> = (self.chunks)().into_iter().collect();
        whole.map(AiMessage::from)
    }

    async fn stream_opts(
        &self,
        _: Messages,
        _: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let request = tracing::debug_span!("request");
        tokio::time::sleep(SECOND).await;
        let tells = TellsOfItsDrop(request);
        let chunks: ChunkStream<AiMessageChunk> = stream::iter((self.chunks)())
            .then(move |chunk| {
                let _alive = &tells;
                async move {
                    tokio::time::sleep(SECOND).await;
                    tracing::debug!(name: "chunk", "");
                    chunk
                }
            })
            .boxed();
        self.stream.store(address(&chunks), Ordering::Relaxed);
        Ok(chunks)
    }

    fn profile_opts(&self, _: &Self::Options) -> Profile {
        self.asked.fetch_add(1, Ordering::Relaxed);
        self.profile.clone()
    }
}

pub(crate) fn address(chunks: &ChunkStream<AiMessageChunk>) -> usize {
    std::ptr::from_ref(&**chunks).cast::<()>().addr()
}

struct TellsOfItsDrop(
    #[expect(dead_code, reason = "it lives as long as the stream")] tracing::Span,
);

impl Drop for TellsOfItsDrop {
    fn drop(&mut self) {
        tracing::debug!(name: "dropped", "");
    }
}
