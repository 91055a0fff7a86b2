//! The one interface: something that can be invoked, whole or streamed.

mod assign;
mod batch;
mod bound;
mod branch;
mod concurrency;
mod each;
mod ext;
mod fallbacks;
mod forward;
mod inspect;
mod lambda;
mod mapped;
mod parallel;
mod parallel_map;
mod passthrough;
mod pieces;
mod rate_limit;
mod retry;
mod sequence;
mod stream_lambda;
mod timeout;
mod transform;
mod when;

use async_trait::async_trait;
use futures_util::stream::BoxStream;

pub use assign::Assign;
pub use bound::Bound;
pub use branch::Branch;
pub use concurrency::{ConcurrencyLimit, ConcurrencyLimited};
pub use each::Each;
pub use ext::RunnableExt;
pub use fallbacks::Fallbacks;
pub use inspect::{CallEvent, Inspect};
pub use lambda::{Lambda, lambda, lambda_with};
pub use mapped::Mapped;
pub use parallel::{Parallel, parallel};
pub use parallel_map::{ParallelMap, parallel_map};
pub use passthrough::{Passthrough, passthrough};
pub use rate_limit::{RateLimited, RateLimiter};
pub use retry::{Retries, Retry, RetryPolicy};
pub use sequence::Sequence;
pub use stream_lambda::{StreamLambda, stream_lambda};
pub use timeout::{TimeLimits, Timeout};
pub use transform::Transform;

use crate::{Options, Profile, Result};

/// The pieces of an answer as they come.
///
/// It can be sent to another task and outlives the model that it came from. It applies back-pressure,
/// keeps nothing that has been taken out of it, and dropping it ends the work behind it.
pub type ChunkStream<C> = BoxStream<'static, Result<C>>;

/// Something that turns an input into an output, whole or piece by piece: what an implementer writes.
/// What a user calls is [`RunnableExt`], which every `Runnable` has.
///
/// Object-safe: `Arc<dyn ChatModel>` is a `Runnable` too.
///
/// # Contract
///
/// - `invoke_opts` and the sum of `stream_opts` agree on the same answer.
/// - `stream_opts` returns once it is known whether there is an answer: a refusal by the provider is the
///   error of the call, not the first item of the stream.
/// - A stream whose end signal is missing ends with an error of
///   [`ErrorKind::Truncated`](crate::ErrorKind::Truncated).
/// - Options are obeyed or answered by an error; none is dropped in silence.
///
/// ```
/// use async_trait::async_trait;
/// use futures::{executor::block_on, stream};
/// use surprisal_core::{
///     AiMessage, AiMessageChunk, BaseMessage, CallOptions, ChunkStream, Error, Messages, Result, Runnable, RunnableExt,
/// };
///
/// /// A chat model that repeats the last message word by word.
/// struct Parrot;
///
/// #[async_trait]
/// impl Runnable for Parrot {
///     type Input = Messages;
///     type Output = AiMessage;
///     type Chunk = AiMessageChunk;
///     type Options = CallOptions;
///
///     async fn invoke_opts(&self, messages: Messages, options: CallOptions) -> Result<AiMessage> {
///         AiMessageChunk::collect(self.stream_opts(messages, options).await?).await
///     }
///
///     async fn stream_opts(&self, messages: Messages, options: CallOptions) -> Result<ChunkStream<AiMessageChunk>> {
///         messages.check()?;
///         if options != CallOptions::default() {
///             return Err(Error::invalid_input("a parrot has no options"));
///         }
///         let text = messages.last().map(|message| message.text().into_owned()).unwrap_or_default();
///         let words: Vec<_> = text.split_inclusive(' ').map(|word| Ok(word.into())).collect();
///         Ok(Box::pin(stream::iter(words)))
///     }
/// }
///
/// let answer = block_on(Parrot.invoke("how are you today"))?;
/// assert_eq!(answer.text(), "how are you today");
/// let louder = Parrot.map(|answer| answer.text().to_uppercase());
/// assert_eq!(block_on(louder.invoke("hello"))?, "HELLO");
/// # Ok::<(), Error>(())
/// ```
#[async_trait]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a `Runnable`",
    label = "this is no `Runnable`",
    note = "a function or closure becomes one by `lambda(..)`",
    note = "implement `Runnable`; for a chat model with `Input = Messages, Output = AiMessage, Chunk = AiMessageChunk, Options = CallOptions`"
)]
pub trait Runnable: Send + Sync {
    /// What it takes.
    type Input: Send + 'static;
    /// What it gives as a whole.
    type Output: Send + 'static;
    /// What it gives piece by piece.
    type Chunk: Send + 'static;
    /// What can be chosen for a call.
    type Options: Options;

    /// Gives the whole output.
    ///
    /// # Errors
    ///
    /// What went wrong, by its [`ErrorKind`](crate::ErrorKind); [`InvalidInput`](crate::ErrorKind::InvalidInput) and
    /// [`Unsupported`](crate::ErrorKind::Unsupported) where it is the input or an option.
    async fn invoke_opts(&self, input: Self::Input, options: Self::Options)
    -> Result<Self::Output>;

    /// Gives the output piece by piece.
    ///
    /// # Errors
    ///
    /// As [`invoke_opts`](Self::invoke_opts), as long as nothing has come. What goes wrong later is an item of the stream.
    async fn stream_opts(
        &self,
        input: Self::Input,
        options: Self::Options,
    ) -> Result<ChunkStream<Self::Chunk>>;

    /// Who answers a call with these options, as far as that is known. A model says who it is, what can be asked of it
    /// beside them, and which options hold; whatever wraps one runnable passes this on; of all else nothing is known.
    fn profile_opts(&self, options: &Self::Options) -> Profile {
        let _ = options;
        Profile::default()
    }
}
