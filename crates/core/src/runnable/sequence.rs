use async_trait::async_trait;

use super::{ChunkStream, Runnable};
use crate::{Combine, Result};

/// One step after the other; made by [`pipe`](super::RunnableExt::pipe). LangChain's `RunnableSequence`.
///
/// Every step that takes [`CallOptions`](crate::CallOptions) gets all of those of the call, and they win over what is
/// bound to that step. (LangChain gives them to the first step alone.) What only one step shall have is bound to it.
///
/// Streamed, it gives the pieces of its last step, which begins when the one before has its whole output. What shall
/// begin earlier is a [`transform`](super::RunnableExt::transform) of the step before.
///
/// ```
/// use futures::executor::block_on;
/// use surprisal_core::{Error, RunnableExt, lambda};
///
/// let words = lambda(async |text: String| Ok(text.split_whitespace().count()));
/// let even = words.pipe(lambda(async |count: usize| Ok(count % 2 == 0)));
/// assert!(block_on(even.invoke("how are you today"))?);
/// # Ok::<(), Error>(())
/// ```
///
/// Only a runnable can be a step:
///
/// ```compile_fail,E0277
/// # use surprisal_core::{RunnableExt, lambda};
/// let words = lambda(async |text: String| Ok(text.len()));
/// words.pipe(|count: usize| count % 2 == 0); // wants to be a `lambda`
/// ```
///
/// It takes what the step before gives:
///
/// ```compile_fail,E0271
/// # use surprisal_core::{RunnableExt, lambda};
/// let words = lambda(async |text: String| Ok(text.len()));
/// words.pipe(lambda(async |text: String| Ok(text))); // is given a `usize`
/// ```
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Sequence<A, B> {
    first: A,
    next: B,
}

impl<A, B> Sequence<A, B> {
    pub(super) fn new(first: A, next: B) -> Self {
        Self { first, next }
    }
}

#[async_trait]
impl<A, B> Runnable for Sequence<A, B>
where
    A: Runnable<Options: Combine<B::Options>>,
    B: Runnable<Input = A::Output>,
{
    type Input = A::Input;
    type Output = B::Output;
    type Chunk = B::Chunk;
    type Options = <A::Options as Combine<B::Options>>::Both;

    async fn invoke_opts(&self, input: A::Input, options: Self::Options) -> Result<B::Output> {
        let (first, next) = Combine::split(options);
        let between = self.first.invoke_opts(input, first).await?;
        self.next.invoke_opts(between, next).await
    }

    async fn stream_opts(
        &self,
        input: A::Input,
        options: Self::Options,
    ) -> Result<ChunkStream<B::Chunk>> {
        let (first, next) = Combine::split(options);
        let between = self.first.invoke_opts(input, first).await?;
        self.next.stream_opts(between, next).await
    }
}
