use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::try_join;
use futures_util::stream::{TryStreamExt, once, select_all};

use super::pieces::begin;
use super::{ChunkStream, Runnable};
use crate::{CombineAll, Result};

/// Several steps on the same input at once; made by [`parallel`]. LangChain's `RunnableParallel`.
///
/// The steps run in the task of the caller, each on a clone of the input, and the output is the tuple of theirs. The
/// first error is the error of the whole, and drops the other steps. Every step that takes
/// [`CallOptions`](crate::CallOptions) gets all of those of the call. (LangChain drops them here.)
///
/// Streamed, it gives the pieces of all steps as they are ready: each chunk is a tuple of which one part is `Some`. The
/// call returns with the first piece; what fails later is an item of the stream.
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Parallel<T> {
    // Shared with the streams, which outlive this.
    steps: Arc<T>,
}

/// Runs two to six steps on the same input at once. For any number of steps of one type see
/// [`parallel_map`](super::parallel_map).
///
/// ```
/// use futures::executor::block_on;
/// use surprisal_core::{Error, RunnableExt, lambda, parallel};
///
/// let both = parallel((
///     lambda(async |text: String| Ok(text.len())),
///     lambda(async |text: String| Ok(text.to_uppercase())),
/// ));
/// assert_eq!(block_on(both.invoke("hi"))?, (2, "HI".to_owned()));
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "RunnableParallel")]
pub fn parallel<T>(steps: T) -> Parallel<T>
where
    Parallel<T>: Runnable,
{
    let steps = Arc::new(steps);
    Parallel { steps }
}

macro_rules! parallel {
    ($($step:ident $name:ident $at:tt),+) => {
        #[async_trait]
        impl<I, $($step),+> Runnable for Parallel<($($step,)+)>
        where
            I: Clone + Send + 'static,
            $($step: Runnable<Input = I> + 'static,)+
            ($($step::Options,)+): CombineAll,
        {
            type Input = I;
            type Output = ($($step::Output,)+);
            type Chunk = ($(Option<$step::Chunk>,)+);
            type Options = <($($step::Options,)+) as CombineAll>::All;

            async fn invoke_opts(&self, input: I, options: Self::Options) -> Result<Self::Output> {
                let ($($name,)+) = CombineAll::split(options);
                let pairs!($($name),+) = pairs!(
                    try_join; $(self.steps.$at.invoke_opts(input.clone(), $name)),+
                ).await?;
                Ok(($($name,)+))
            }

            async fn stream_opts(
                &self,
                input: I,
                options: Self::Options,
            ) -> Result<ChunkStream<Self::Chunk>> {
                let ($($name,)+) = CombineAll::split(options);
                begin(select_all([$({
                    let (steps, input) = (Arc::clone(&self.steps), input.clone());
                    let chunks = once(async move { steps.$at.stream_opts(input, $name).await });
                    let pieces = chunks.try_flatten().map_ok(|chunk| {
                        let mut piece = Self::Chunk::default();
                        piece.$at = Some(chunk);
                        piece
                    });
                    Box::pin(pieces) as ChunkStream<Self::Chunk>
                }),+])).await
            }
        }
    };
}

// A pair of the first and the pair of the rest: `futures` joins no six.
macro_rules! pairs {
    ($last:pat) => { $last };
    ($first:pat, $($rest:pat),+) => { ($first, pairs!($($rest),+)) };
    ($join:ident; $last:expr) => { $last };
    ($join:ident; $first:expr, $($rest:expr),+) => { $join($first, pairs!($join; $($rest),+)) };
}

parallel!(A a 0, B b 1);
parallel!(A a 0, B b 1, C c 2);
parallel!(A a 0, B b 1, C c 2, D d 3);
parallel!(A a 0, B b 1, C c 2, D d 3, E e 4);
parallel!(A a 0, B b 1, C c 2, D d 3, E e 4, F f 5);
