use std::sync::Arc;

use async_trait::async_trait;
use futures::future::BoxFuture;
use futures::stream::{self, TryStreamExt as _};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChatModel, ChunkStream, Messages, Profile, Result,
    Runnable, Takes,
};

use super::entry::{Entry, Log, Recorded};
use super::shadow::Shadow;
use super::{CascadeRecord, Escalation};

/// A small model, and a big one that is asked in its place where its answer is not sure enough. A chat model itself, so
/// that the big one can be a cascade again.
///
/// The small one is asked for log probabilities by itself, where neither the call nor what is bound to it says whether
/// to; its answer has them then. The big one is asked the same with the options of the call as they are. Without
/// [`escalate_when`](Self::escalate_when), only an answer without log probabilities goes on to the big one. An answer
/// of tool calls alone has none at most providers. Where several choices are asked for, the first one is judged.
///
/// The answer is that of one model, its [usage](AiMessage::usage) and [metadata](AiMessage::response_metadata), which
/// name the model, included. An escalated call has cost the small one's tokens as well: [`CascadeRecord::usage`] is the
/// sum. An error of a model is the error of the call; see
/// [`with_fallbacks`](surprisal_core::RunnableExt::with_fallbacks).
///
/// **Streamed**, the small model's answer is read to its end before the first chunk is given, since what has been shown
/// cannot be taken back. Then its chunks are given as they came, or the big model's as they come.
///
/// **The profile** is the small model's, with the big one among its [`fallbacks`](Profile::fallbacks) and the
/// capabilities that both have. It does not tell when to escalate: answers of different cascades in one cache need
/// [namespaces](surprisal_core::Cached::with_namespace).
///
/// ```
/// use surprisal_confidence::{Cascade, Measure};
/// use surprisal_core::RunnableExt;
/// use surprisal_testing::{FakeChatModel, token};
///
/// # #[tokio::main(flavor = "current_thread")] async fn main() -> surprisal_core::Result<()> {
/// let small = FakeChatModel::new().say([token("Paris").p(0.95)]).say([token("Lyon").p(0.4)]);
/// let big = FakeChatModel::new().say("Paris");
///
/// let model = Cascade::new(small, big.clone())
///     .escalate_when(Measure::NormalizedProbability.less_sure_than(0.8));
/// assert_eq!(model.invoke("What is the capital of France?").await?.text(), "Paris");
/// assert_eq!(big.calls().len(), 0);
/// assert_eq!(model.invoke("Which city was it in 1800?").await?.text(), "Paris");
/// assert_eq!(big.calls().len(), 1);
/// # Ok(()) }
/// ```
#[derive(Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Cascade<S, B> {
    small: S,
    big: Arc<B>,
    escalation: Escalation,
    log: Option<Log>,
    shadow: Option<Shadow>,
}

// By hand: the big model is shared, and need not be `Clone`.
impl<S: Clone, B> Clone for Cascade<S, B> {
    fn clone(&self) -> Self {
        Self {
            small: self.small.clone(),
            big: Arc::clone(&self.big),
            escalation: self.escalation.clone(),
            log: self.log.clone(),
            shadow: self.shadow.clone(),
        }
    }
}

impl<S, B> Cascade<S, B> {
    /// Asks `small` first.
    pub fn new(small: S, big: B) -> Self {
        Self {
            small,
            big: Arc::new(big),
            escalation: Escalation::silence(),
            log: None,
            shadow: None,
        }
    }

    /// Says when the big model is asked: a [measure](crate::Measure::less_sure_than), a
    /// [signal](Escalation::below) of your own, or a function of type `Fn(&AiMessage) -> bool`.
    ///
    /// ```
    /// # use surprisal_confidence::Cascade;
    /// # use surprisal_core::{AiMessage, ChatModel};
    /// # fn example(small: impl ChatModel, big: impl ChatModel) {
    /// let model = Cascade::new(small, big)
    ///     .escalate_when(|answer: &AiMessage| answer.text().contains("I don't know"));
    /// # }
    /// ```
    pub fn escalate_when(mut self, escalation: impl Into<Escalation>) -> Self {
        self.escalation = escalation.into();
        self
    }

    /// Gets a record of each call of which the small model has answered, once it is known how the call ended. It is
    /// called where the answer is given, so what it does is time of the call.
    pub fn log(mut self, sink: impl Fn(CascadeRecord) + Send + Sync + 'static) -> Self {
        self.log = Some(Log::new(sink));
        self
    }

    /// For this share of the calls that are not escalated, 0 to 1, asks the big model as well, for the [log](Self::log)
    /// alone: what a threshold is judged by is how often the two agree where nobody had to ask. Without a log nothing
    /// is asked.
    ///
    /// The answer does not wait for it: `spawn` is given the call as a future, to run it where it likes, such as by
    /// `tokio::spawn`; the record is written at its end, or when it is dropped. At most eight are under way at once,
    /// counted over all clones; while they are, no further one begins, and the record is one without.
    ///
    /// ```
    /// # use surprisal_confidence::{Cascade, Measure};
    /// # use surprisal_core::ChatModel;
    /// # fn example(small: impl ChatModel, big: impl ChatModel + 'static) {
    /// let model = Cascade::new(small, big)
    ///     .escalate_when(Measure::NormalizedProbability.less_sure_than(0.8))
    ///     .log(|record| println!("{}", serde_json::to_string(&record).unwrap_or_default()))
    ///     .shadow(0.05, |call| drop(tokio::spawn(call)));
    /// # }
    /// ```
    pub fn shadow(
        mut self,
        rate: f64,
        spawn: impl Fn(BoxFuture<'static, ()>) + Send + Sync + 'static,
    ) -> Self
    where
        B: ChatModel + 'static,
    {
        let big: Arc<B> = Arc::clone(&self.big);
        self.shadow = Some(Shadow::new(big, rate, spawn));
        self
    }
}

impl<S: ChatModel, B: ChatModel> Cascade<S, B> {
    fn asked(&self, options: &CallOptions) -> CallOptions {
        self.escalation
            .ask(options, &self.small.profile_opts(options))
    }

    /// Whether the answer has to be the big model's, with the record of the call if there is a log.
    fn judge(&self, answer: &AiMessage) -> (bool, Option<Entry>) {
        let judgement = self.escalation.judge(answer);
        let escalates = judgement.escalates;
        let entry = self.log.as_ref().map(|log| log.begin(answer, judgement));
        (escalates, entry)
    }

    /// What is left to do for an answer that is sure enough.
    fn accept(&self, entry: Option<Entry>, input: Messages, options: CallOptions) {
        if let (Some(entry), Some(shadow)) = (entry, &self.shadow) {
            shadow.ask(entry, input, options);
        }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<S: ChatModel, B: ChatModel> Runnable for Cascade<S, B> {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, input: Messages, options: CallOptions) -> Result<AiMessage> {
        let asked = self.asked(&options);
        let answer = self.small.invoke_opts(input.clone(), asked).await?;
        let (escalates, entry) = self.judge(&answer);
        if !escalates {
            self.accept(entry, input, options);
            return Ok(answer);
        }
        let answer = self.big.invoke_opts(input, options).await;
        if let Some(mut entry) = entry {
            entry.see(&answer);
        }
        answer
    }

    async fn stream_opts(
        &self,
        input: Messages,
        options: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let asked = self.asked(&options);
        let (chunks, answer) = read(self.small.stream_opts(input.clone(), asked).await?).await?;
        let (escalates, entry) = self.judge(&answer);
        if !escalates {
            self.accept(entry, input, options);
            return Ok(Box::pin(stream::iter(chunks.into_iter().map(Ok))));
        }
        let chunks = self.big.stream_opts(input, options).await;
        match (chunks, entry) {
            (Ok(chunks), Some(entry)) => Ok(Box::pin(Recorded::new(chunks, entry))),
            (Err(error), Some(mut entry)) => {
                entry.failed(&error);
                Err(error)
            }
            (chunks, None) => chunks,
        }
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        let mut profile = self.small.profile_opts(options);
        let big = self.big.profile_opts(options);
        profile.capabilities = profile.capabilities.and(big.capabilities);
        profile.fallbacks.push(big);
        profile
    }
}

/// Around the small model; the big one passes over what is not its own.
impl<S: Takes<O>, B, O> Takes<O> for Cascade<S, B> {}

/// Reads a stream to its end: its chunks, and the answer that they make up.
async fn read(mut chunks: ChunkStream<AiMessageChunk>) -> Result<(Vec<AiMessageChunk>, AiMessage)> {
    let mut kept = Vec::new();
    let mut whole = AiMessageChunk::default();
    loop {
        match chunks.try_next().await {
            Ok(Some(chunk)) => {
                whole += chunk.clone();
                kept.push(chunk);
            }
            Ok(None) => return Ok((kept, whole.into())),
            Err(error) => return Err(error.with_partial(whole)),
        }
    }
}
