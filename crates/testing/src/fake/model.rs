use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Capabilities, ChunkStream, Error, ErrorKind, Feature,
    Messages, Profile, Result, Runnable,
};

use super::obey::PROVIDER;
use super::play::Live;
use super::run::Run;
use super::state::{State, Then};
use super::{FakeAnswer, FakeCall, Fault};

/// A chat model that says what a script tells it, call by call, or what a seed makes up, with log probabilities where they
/// are asked for.
///
/// Streamed, it sends one token a chunk; whole, it sends what these add up to. It checks messages and
/// options as a provider does and keeps every call. A clone shares the script and the calls.
///
/// Options are obeyed or refused by name. What bears on sampling alone has no effect on a script, which is the sample; headers,
/// labels and further fields of the request are kept with the call.
///
/// ```
/// use surprisal_core::{CallOptions, HasLogprobs, Result, RunnableExt};
/// use surprisal_testing::{FakeChatModel, token};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let fake = FakeChatModel::new().say([token("Par").p(0.5), token("is").p(0.5)]);
/// let model = fake.clone().bind(CallOptions::new().logprobs(true));
///
/// let answer = model.invoke("What is the capital of France?").await?;
/// assert_eq!(answer.text(), "Paris");
/// assert_eq!(answer.joint_probability(), Some(0.25));
/// assert_eq!(fake.calls().len(), 1);
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
pub struct FakeChatModel {
    state: Arc<Mutex<State>>,
    live: Arc<AtomicUsize>,
}

impl FakeChatModel {
    /// A model with an empty script.
    pub fn new() -> Self {
        Self::default()
    }

    /// A model that makes up its answers: the same ones for the same seed, messages and options. What is scripted comes
    /// first.
    ///
    /// At each position there is a whole distribution, so the log probabilities are those of a real model in all but
    /// meaning: sorted, of a mass of at most 1, with ids, before temperature and the like
    /// ([`Basis::Raw`](surprisal_core::Basis::Raw)). The options of sampling are obeyed. It calls the first tool that is offered,
    /// unless a call has just been answered, follows JSON schemas, and reasons where a
    /// [`reasoning_effort`](CallOptions::reasoning_effort) is set.
    ///
    /// ```
    /// use surprisal_core::{CallOptions, Result, RunnableExt};
    /// use surprisal_testing::FakeChatModel;
    ///
    /// # #[tokio::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let model = FakeChatModel::seeded(42).bind(CallOptions::new().logprobs(true).top_logprobs(3));
    /// let one = model.invoke("Tell me something.").await?;
    /// assert_eq!(one, model.invoke("Tell me something.").await?);
    /// assert_ne!(one.text(), model.invoke("Tell me more.").await?.text());
    /// assert_eq!(one.logprobs().content()[0].top_logprobs().unwrap().len(), 3);
    /// # Ok(()) }
    /// ```
    pub fn seeded(seed: u64) -> Self {
        let model = Self::new();
        let mut state = model.state();
        state.then = Then::Seeded(seed);
        state.capabilities = Capabilities::UNKNOWN
            .yes(Feature::ALL)
            .no(&[Feature::ScoreText])
            .most_top_logprobs(20);
        drop(state);
        model
    }

    /// The next call gives this: a text, tokens, or a [`FakeAnswer`].
    #[must_use]
    pub fn say(self, answer: impl Into<FakeAnswer>) -> Self {
        self.state().script.push_back(Ok(answer.into()));
        self
    }

    /// Every call gives this once the script is at its end.
    #[must_use]
    pub fn say_forever(self, answer: impl Into<FakeAnswer>) -> Self {
        self.state().then = Then::Same(Box::new(answer.into()));
        self
    }

    /// The next call fails.
    #[must_use]
    pub fn fail(self, error: Error) -> Self {
        self.state().script.push_back(Err(error));
        self
    }

    /// The next call is one too many: it fails with the status 429, and the wait that the service asks for.
    #[must_use]
    pub fn limit_rate(self, retry_after: Duration) -> Self {
        let message = format!("too many requests: wait for {retry_after:?}");
        let seconds = retry_after.as_secs_f64().ceil().to_string();
        self.fail(
            Error::new(ErrorKind::RateLimited, message)
                .with_provider(PROVIDER)
                .with_status(429)
                .with_headers(vec![("retry-after".to_owned(), seconds)])
                .with_retry_after(retry_after),
        )
    }

    /// Adds a fault, for all answers.
    #[must_use]
    pub fn fault(self, fault: Fault) -> Self {
        self.state().faults.push(fault);
        self
    }

    /// Joins so many tokens in a chunk; one unless set.
    #[must_use]
    pub fn chunks_of(self, tokens: usize) -> Self {
        self.state().per_chunk = tokens;
        self
    }

    /// Splits tokens within characters of several bytes: the bytes come with each token, the character in the text with
    /// the last.
    #[must_use]
    pub fn split_characters(self) -> Self {
        self.state().splits_characters = true;
        self
    }

    /// Sets what can be asked of it, as its [`profile`](surprisal_core::RunnableExt::profile) tells. What it does not have is refused, or left out
    /// with a warning. Unless set, nothing is known of a script, and a seeded model has everything.
    #[must_use]
    pub fn capabilities(self, capabilities: Capabilities) -> Self {
        self.state().capabilities = capabilities;
        self
    }

    /// The calls so far.
    pub fn calls(&self) -> Vec<FakeCall> {
        self.state().calls.clone()
    }

    /// How many answers are being given: those that have neither ended nor been dropped.
    pub fn live(&self) -> usize {
        self.live.load(Ordering::SeqCst)
    }

    pub(super) fn live_guard(&self) -> Live {
        Live::new(&self.live)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // A test that failed elsewhere must not hide behind this lock.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Runnable for FakeChatModel {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        let chunks = Run::new(self, input, options, false)?.start().await?;
        AiMessageChunk::collect(chunks).await
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        Run::new(self, input, options, true)?.start().await
    }

    fn profile_opts(&self, options: &CallOptions) -> Profile {
        Profile::new(PROVIDER, PROVIDER)
            .with_capabilities(self.state().capabilities)
            .with_options(options.clone())
    }
}
