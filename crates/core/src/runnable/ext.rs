use std::future::Future;

use futures_util::TryStream;
use futures_util::stream::BoxStream;
use serde::Serialize;
use serde_json::{Map, Value};

use super::batch::{self, CONCURRENCY};
use super::{
    Assign, Bound, CallEvent, ChunkStream, ConcurrencyLimit, ConcurrencyLimited, Each, Fallbacks,
    Inspect, Mapped, RateLimited, RateLimiter, Retry, RetryPolicy, Runnable, Sequence, TimeLimits,
    Timeout, Transform,
};
use crate::{
    Bind, Cache, Cached, CallOptions, ChatModel, Combine, Error, Profile, Result, ToolDefinition,
};

/// What a user calls on a [`Runnable`]. Every runnable has it.
///
/// An input is anything that turns into the runnable's input: for a chat model see
/// [`Messages`](crate::Messages).
///
/// ```
/// use futures::TryStreamExt;
/// use surprisal_core::{AiMessageChunk, CallOptions, ChatModel, HasLogprobs, Result, RunnableExt};
///
/// async fn ask(model: impl ChatModel) -> Result<()> {
///     let model = model.bind(CallOptions::new().logprobs(true));
///
///     let answer = model.invoke(("human", "how are you today")).await?;
///     println!("{} (perplexity {:?})", answer.text(), answer.perplexity());
///
///     let mut whole = AiMessageChunk::default();
///     let mut chunks = model.stream(("human", "how are you today")).await?;
///     while let Some(chunk) = chunks.try_next().await? {
///         print!("{}", chunk.text());
///         whole += chunk;
///     }
///     println!(" ({} tokens)", whole.tokens().len());
///
///     for answer in model.batch(["Is the sky blue?", "Is grass?"]).await {
///         println!("{}", answer?.text());
///     }
///     Ok(())
/// }
/// ```
pub trait RunnableExt: Runnable {
    /// Gives the whole output.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if the input cannot be read, which
    /// costs no request; else the runnable's own.
    #[doc(alias = "ainvoke")]
    fn invoke<'a>(
        &'a self,
        input: impl TryInto<Self::Input, Error: Into<Error>>,
    ) -> impl Future<Output = Result<Self::Output>> + Send + 'a {
        let input = input.try_into().map_err(Into::into);
        async move { self.invoke_opts(input?, Self::Options::default()).await }
    }

    /// Gives the output piece by piece.
    ///
    /// # Errors
    ///
    /// As [`invoke`](Self::invoke). What goes wrong after the answer has begun is an item of the stream.
    #[doc(alias = "astream")]
    fn stream<'a>(
        &'a self,
        input: impl TryInto<Self::Input, Error: Into<Error>>,
    ) -> impl Future<Output = Result<ChunkStream<Self::Chunk>>> + Send + 'a {
        let input = input.try_into().map_err(Into::into);
        async move { self.stream_opts(input?, Self::Options::default()).await }
    }

    /// Invokes it for each input, eight at once, and gives the results in the order of the inputs.
    /// An error is the result of its own input alone.
    #[doc(alias = "abatch")]
    fn batch<'a, I>(
        &'a self,
        inputs: I,
    ) -> impl Future<Output = Vec<Result<Self::Output>>> + Send + 'a
    where
        I: IntoIterator<Item: TryInto<Self::Input, Error: Into<Error>>>,
    {
        self.batch_with(CONCURRENCY, inputs)
    }

    /// As [`batch`](Self::batch), with at most `concurrency` calls at once (at least one).
    #[doc(alias = "max_concurrency")]
    fn batch_with<'a, I>(
        &'a self,
        concurrency: usize,
        inputs: I,
    ) -> impl Future<Output = Vec<Result<Self::Output>>> + Send + 'a
    where
        I: IntoIterator<Item: TryInto<Self::Input, Error: Into<Error>>>,
    {
        batch::results(self, concurrency, batch::read::<Self, I>(inputs))
    }

    /// Invokes it for each input, at most `concurrency` at once, and gives each result with the place of
    /// its input as soon as it is there. Dropping the stream drops the calls that are under way.
    #[doc(alias = "abatch_as_completed")]
    fn batch_as_completed<'a, I>(
        &'a self,
        concurrency: usize,
        inputs: I,
    ) -> BoxStream<'a, (usize, Result<Self::Output>)>
    where
        I: IntoIterator<Item: TryInto<Self::Input, Error: Into<Error>>>,
    {
        batch::as_completed(self, concurrency, batch::read::<Self, I>(inputs))
    }

    /// Invokes it for each input, eight at once, and gives all outputs in the order of the inputs.
    ///
    /// # Errors
    ///
    /// The one that comes first in time. It drops the other calls, and no further one is begun. An input that cannot be
    /// read costs no call at all.
    fn try_batch<'a, I>(
        &'a self,
        inputs: I,
    ) -> impl Future<Output = Result<Vec<Self::Output>>> + Send + 'a
    where
        I: IntoIterator<Item: TryInto<Self::Input, Error: Into<Error>>>,
    {
        self.try_batch_with(CONCURRENCY, inputs)
    }

    /// As [`try_batch`](Self::try_batch), with at most `concurrency` calls at once (at least one).
    fn try_batch_with<'a, I>(
        &'a self,
        concurrency: usize,
        inputs: I,
    ) -> impl Future<Output = Result<Vec<Self::Output>>> + Send + 'a
    where
        I: IntoIterator<Item: TryInto<Self::Input, Error: Into<Error>>>,
    {
        let inputs: Result<Vec<_>> = batch::read::<Self, I>(inputs).into_iter().collect();
        async move { batch::all(self, concurrency, inputs?, &Self::Options::default()).await }
    }

    /// Who answers a call that sets no options, as far as that is known before it: which model, what can be asked of it,
    /// and the options that are bound.
    ///
    /// ```
    /// use surprisal_core::{CallOptions, ChatModel, Feature, RunnableExt, Support};
    ///
    /// # fn example(model: impl ChatModel) {
    /// let profile = model.bind(CallOptions::new().seed(7)).profile();
    /// assert_eq!(profile.options.seed, Some(7));
    /// if profile.capabilities.support(Feature::Logprobs) == Support::No {
    ///     println!("{} gives no log probabilities", profile.model.unwrap_or_default());
    /// }
    /// # }
    /// ```
    fn profile(&self) -> Profile {
        self.profile_opts(&Self::Options::default())
    }

    /// Sets options for every call. A later `bind` wins over an earlier one, and the call over both;
    /// what a later one does not set stays.
    ///
    /// ```compile_fail
    /// # use surprisal_core::*;
    /// struct OptionsOfAnotherProvider;
    /// fn wrong(model: std::sync::Arc<dyn ChatModel>) {
    ///     model.bind(OptionsOfAnotherProvider); // not options of this model
    /// }
    /// ```
    fn bind(self, options: impl Bind<Self>) -> Bound<Self>
    where
        Self: Sized,
    {
        Bound::new(self, options)
    }

    /// Gives the output to the next step. See [`Sequence`].
    fn pipe<B>(self, next: B) -> Sequence<Self, B>
    where
        Self: Sized + Runnable<Options: Combine<B::Options>>,
        B: Runnable<Input = Self::Output>,
    {
        Sequence::new(self, next)
    }

    /// Applies a function to the output as a whole. To work on the pieces of a stream as they come, see
    /// [`transform`](Self::transform); a function that is async or can fail is a step to [`pipe`](Self::pipe) to, by
    /// [`lambda`](super::lambda()). (What LangChain calls `map` is [`each`](Self::each).)
    fn map<O, F>(self, f: F) -> Mapped<Self, F>
    where
        Self: Sized,
        O: Send + 'static,
        F: Fn(Self::Output) -> O + Send + Sync,
    {
        Mapped::new(self, f)
    }

    /// Turns the stream of chunks into another one, whose sum is an `O`. See [`Transform`].
    #[doc(alias = "RunnableGenerator")]
    fn transform<O, F, S>(self, f: F) -> Transform<Self, F, O>
    where
        Self: Sized + Runnable<Chunk: From<Self::Output>>,
        O: Default + Extend<S::Ok> + Send + 'static,
        F: Fn(ChunkStream<Self::Chunk>) -> S + Send + Sync,
        S: TryStream<Ok: Send, Error = Error> + Send + 'static,
    {
        Transform::new(self, f)
    }

    /// Takes a list of inputs and gives the list of outputs. See [`Each`].
    #[doc(alias = "map")]
    fn each(self) -> Each<Self>
    where
        Self: Sized + 'static,
    {
        Each::new(self)
    }

    /// Adds an entry to the JSON object that this gives: what `step` gives for it. See [`Assign`].
    fn assign<S>(self, key: impl Into<String>, step: S) -> Assign<Self, S>
    where
        Self: Sized + Runnable<Output = Map<String, Value>, Chunk = Map<String, Value>>,
        Self::Options: Combine<S::Options>,
        S: Runnable<Input = Map<String, Value>, Output: Serialize> + 'static,
    {
        Assign::new(self, key.into(), step)
    }

    /// Keeps whole answers in a cache, and gives them again where the same model is asked the same: see [`Cached`].
    fn with_cache<C: Cache + Clone + 'static>(self, cache: C) -> Cached<Self, C>
    where
        Self: ChatModel + Sized,
    {
        Cached::new(self, cache)
    }

    /// Makes a call again where it fails for a passing reason: see [`Retry`].
    fn with_retry(self, policy: RetryPolicy) -> Retry<Self>
    where
        Self: Sized + Runnable<Input: Clone>,
    {
        Retry::new(self, policy)
    }

    /// Asks others, one after the other, where this one fails: see [`Fallbacks`].
    fn with_fallbacks<F>(self, others: impl IntoIterator<Item = F>) -> Fallbacks<Self, F>
    where
        Self: Sized + Runnable<Input: Clone>,
        F: Runnable<
                Input = Self::Input,
                Output = Self::Output,
                Chunk = Self::Chunk,
                Options = Self::Options,
            >,
    {
        Fallbacks::new(self, others)
    }

    /// Holds each call to time limits; a [`Duration`](std::time::Duration) is that of the whole call: see [`Timeout`].
    fn with_timeout(self, limits: impl Into<TimeLimits>) -> Timeout<Self>
    where
        Self: Sized,
    {
        Timeout::new(self, limits.into())
    }

    /// Lets calls start only as often as the limiter says: see [`RateLimiter`].
    fn with_rate_limit(self, limiter: RateLimiter) -> RateLimited<Self>
    where
        Self: Sized,
    {
        RateLimited::new(self, limiter)
    }

    /// Lets only so many calls be under way at once: see [`ConcurrencyLimited`].
    fn with_concurrency_limit(self, limit: impl Into<ConcurrencyLimit>) -> ConcurrencyLimited<Self>
    where
        Self: Sized,
    {
        ConcurrencyLimited::new(self, limit.into())
    }

    /// Tells what happens to each call, with the call's number: see [`Inspect`] and [`CallEvent`].
    #[doc(alias = "with_listeners")]
    #[doc(alias = "astream_events")]
    fn inspect<F>(self, tell: F) -> Inspect<Self, F>
    where
        Self: Sized + 'static,
        F: Fn(u64, CallEvent<'_, Self>) + Send + Sync + 'static,
    {
        Inspect::new(self, tell)
    }

    /// Offers tools to the model in every call, in the place of those that are bound already; all other
    /// options stay. Which of them it must call is an option of its own, [`CallOptions::tool_choice`].
    ///
    /// ```
    /// use surprisal_core::{CallOptions, ChatModel, RunnableExt, ToolChoice, ToolDefinition};
    ///
    /// # fn example(model: std::sync::Arc<dyn ChatModel>, weather: ToolDefinition) {
    /// let model = model
    ///     .bind(CallOptions::new().logprobs(true).tool_choice(ToolChoice::Required))
    ///     .bind_tools([weather]); // the log probabilities are still asked for
    /// # }
    /// ```
    fn bind_tools(self, tools: impl IntoIterator<Item: Into<ToolDefinition>>) -> Bound<Self>
    where
        Self: Runnable<Options = CallOptions> + Sized,
    {
        self.bind(CallOptions::new().tools(tools.into_iter().map(Into::into)))
    }
}

impl<R: Runnable + ?Sized> RunnableExt for R {}
