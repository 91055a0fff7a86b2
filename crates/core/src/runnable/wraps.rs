use std::sync::Arc;

use futures::TryStream;

use super::{
    Bound, ChunkStream, ConcurrencyLimited, Each, Event, Fallbacks, Inspect, Mapped, RateLimited,
    Retry, Runnable, Timeout, Transform,
};
use crate::{Cache, Cached, ChatModel, Error};

/// A runnable around another, to which the options of its calls go as they are. What can be bound to that one can be
/// bound to it: a provider says so of its options, once for all that wraps its models.
///
/// ```
/// use surprisal_core::{Bind, CallOptions, Runnable, RunnableExt, RetryPolicy, Wraps};
/// # use surprisal_core::*;
///
/// # struct ChatAcme;
/// # #[async_trait::async_trait]
/// # impl Runnable for ChatAcme {
/// #     type Input = Messages;
/// #     type Output = AiMessage;
/// #     type Chunk = AiMessageChunk;
/// #     type Options = CallOptions;
/// #     async fn invoke_opts(&self, _: Messages, _: CallOptions) -> Result<AiMessage> { Ok(AiMessage::default()) }
/// #     async fn stream_opts(&self, _: Messages, _: CallOptions) -> Result<ChunkStream<AiMessageChunk>> {
/// #         Ok(Box::pin(futures::stream::empty()))
/// #     }
/// # }
/// struct AcmeOptions {
///     turbo: bool,
/// }
///
/// impl Bind<ChatAcme> for AcmeOptions {
///     fn apply(self, to: &mut CallOptions) {
///         *to = std::mem::take(to).extra("turbo", self.turbo);
///     }
/// }
///
/// #[diagnostic::do_not_recommend]
/// impl<W> Bind<W> for AcmeOptions
/// where
///     W: Wraps<Options = CallOptions> + ?Sized,
///     Self: Bind<W::Inner>,
/// {
///     fn apply(self, to: &mut CallOptions) {
///         Bind::<W::Inner>::apply(self, to);
///     }
/// }
///
/// let model = ChatAcme.with_retry(RetryPolicy::default()).bind(AcmeOptions { turbo: true });
/// ```
pub trait Wraps: Runnable {
    /// What it is around.
    type Inner: Runnable<Options = Self::Options> + ?Sized;
}

impl<R: Runnable + ?Sized> Wraps for &R {
    type Inner = R;
}

impl<R: Runnable + ?Sized> Wraps for Box<R> {
    type Inner = R;
}

impl<R: Runnable + ?Sized> Wraps for Arc<R> {
    type Inner = R;
}

impl<R: Runnable> Wraps for Bound<R> {
    type Inner = R;
}

impl<R: Runnable<Input: Clone>> Wraps for Retry<R> {
    type Inner = R;
}

/// Around the first; the others pass over what is not theirs.
impl<R, F> Wraps for Fallbacks<R, F>
where
    R: Runnable<Input: Clone>,
    F: Runnable<Input = R::Input, Output = R::Output, Chunk = R::Chunk, Options = R::Options>,
{
    type Inner = R;
}

impl<R: Runnable> Wraps for Timeout<R> {
    type Inner = R;
}

impl<R: Runnable> Wraps for RateLimited<R> {
    type Inner = R;
}

impl<R: Runnable> Wraps for ConcurrencyLimited<R> {
    type Inner = R;
}

impl<R, F> Wraps for Inspect<R, F>
where
    R: Runnable + 'static,
    F: Fn(u64, Event<'_, R>) + Send + Sync + 'static,
{
    type Inner = R;
}

impl<R: ChatModel, C: Cache + Clone + 'static> Wraps for Cached<R, C> {
    type Inner = R;
}

impl<R, O, F> Wraps for Mapped<R, F>
where
    R: Runnable,
    O: Send + 'static,
    F: Fn(R::Output) -> O + Send + Sync,
{
    type Inner = R;
}

impl<R, F, S, O> Wraps for Transform<R, F, O>
where
    R: Runnable<Chunk: From<R::Output>>,
    F: Fn(ChunkStream<R::Chunk>) -> S + Send + Sync,
    S: TryStream<Ok: Send, Error = Error> + Send + 'static,
    O: Default + Extend<S::Ok> + Send + 'static,
{
    type Inner = R;
}

impl<R: Runnable + 'static> Wraps for Each<R> {
    type Inner = R;
}
