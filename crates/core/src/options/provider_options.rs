use std::sync::Arc;

use super::{Bind, CallOptions};
use crate::{
    Bound, Cached, ConcurrencyLimited, Each, Fallbacks, Inspect, Mapped, RateLimited, Retry,
    Runnable, Timeout, Transform,
};

/// Options that only one provider has. They travel in [`CallOptions::provider`] under its name, where other providers
/// pass over them, and can be bound to all that [`Takes`] them.
///
/// ```
/// use surprisal_core::{CallOptions, ProviderOptions, RetryPolicy, Runnable, RunnableExt, Takes};
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
/// impl From<AcmeOptions> for CallOptions {
///     fn from(options: AcmeOptions) -> Self {
///         let own = serde_json::Map::from_iter([("turbo".to_owned(), options.turbo.into())]);
///         Self::new().provider("acme", own)
///     }
/// }
///
/// impl ProviderOptions for AcmeOptions {}
/// impl Takes<AcmeOptions> for ChatAcme {}
///
/// let model = ChatAcme.with_retry(RetryPolicy::default()).bind(AcmeOptions { turbo: true });
/// ```
pub trait ProviderOptions: Into<CallOptions> {}

/// What understands options of this kind: a provider says it of its models, and what wraps a model and hands the
/// options on says it for whatever the model takes.
pub trait Takes<O> {}

#[diagnostic::do_not_recommend]
impl<M, O> Bind<M> for O
where
    M: Runnable<Options = CallOptions> + Takes<O> + ?Sized,
    O: ProviderOptions,
{
    fn apply(self, to: &mut CallOptions) {
        let options: CallOptions = self.into();
        Bind::<M>::apply(options, to);
    }
}

impl<R: Takes<O> + ?Sized, O> Takes<O> for &R {}
impl<R: Takes<O> + ?Sized, O> Takes<O> for Box<R> {}
impl<R: Takes<O> + ?Sized, O> Takes<O> for Arc<R> {}
impl<R: Runnable + Takes<O>, O> Takes<O> for Bound<R> {}
impl<R: Takes<O>, O> Takes<O> for Retry<R> {}
/// Of the first; the others pass over what is not theirs.
impl<R: Takes<O>, F, O> Takes<O> for Fallbacks<R, F> {}
impl<R: Takes<O>, O> Takes<O> for Timeout<R> {}
impl<R: Takes<O>, O> Takes<O> for RateLimited<R> {}
impl<R: Takes<O>, O> Takes<O> for ConcurrencyLimited<R> {}
impl<R: Takes<O>, F, O> Takes<O> for Inspect<R, F> {}
impl<R: Takes<O>, C, O> Takes<O> for Cached<R, C> {}
impl<R: Takes<O>, F, O> Takes<O> for Mapped<R, F> {}
impl<R: Takes<O>, F, T, O> Takes<O> for Transform<R, F, T> {}
impl<R: Takes<O>, O> Takes<O> for Each<R> {}
