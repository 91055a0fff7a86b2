use std::any::type_name;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use async_trait::async_trait;
use futures_util::{TryStream, TryStreamExt};

use super::pieces::UntilError;
use super::{ChunkStream, Runnable};
use crate::{Error, Result};

/// A runnable of an async function that gives a stream; made by [`stream_lambda`].
#[must_use = "a runnable does nothing until it is invoked"]
pub struct StreamLambda<F, I, O> {
    f: F,
    types: PhantomData<fn(I) -> O>,
}

/// A runnable of an async function or closure that gives the output piece by piece; the closure as for
/// [`lambda`](super::lambda()).
///
/// What the pieces add up to is the output `O`, any `Default + Extend`: a `String` of `String`s, a `Vec<T>` of `T`s, an
/// [`AiMessageChunk`](crate::AiMessageChunk) of its like. It is inferred where the output is used, or else is the first
/// type argument.
///
/// An error of the function is that of the call; the first error in its stream ends the stream.
///
/// ```
/// use futures::{TryStreamExt, executor::block_on, stream};
/// use surprisal_core::{Error, RunnableExt, stream_lambda};
///
/// let count = stream_lambda(async |to: u32| Ok(stream::iter((1..=to).map(Ok))));
/// let numbers: Vec<u32> = block_on(count.invoke(3u32))?;
/// assert_eq!(numbers, [1, 2, 3]);
/// let mut first = block_on(count.stream(3u32))?;
/// assert_eq!(block_on(first.try_next())?, Some(1));
/// # Ok::<(), Error>(())
/// ```
pub fn stream_lambda<O, I, F, Fut, S>(f: F) -> StreamLambda<F, I, O>
where
    O: Default + Extend<S::Ok> + Send + 'static,
    I: Send + 'static,
    F: Fn(I) -> Fut + Send + Sync,
    Fut: Future<Output = Result<S>> + Send,
    S: TryStream<Ok: Send, Error = Error> + Send + 'static,
{
    StreamLambda::new(f)
}

impl<F, I, O> StreamLambda<F, I, O> {
    fn new(f: F) -> Self {
        let types = PhantomData;
        Self { f, types }
    }
}

#[async_trait]
impl<O, I, F, Fut, S> Runnable for StreamLambda<F, I, O>
where
    O: Default + Extend<S::Ok> + Send + 'static,
    I: Send + 'static,
    F: Fn(I) -> Fut + Send + Sync,
    Fut: Future<Output = Result<S>> + Send,
    S: TryStream<Ok: Send, Error = Error> + Send + 'static,
{
    type Input = I;
    type Output = O;
    type Chunk = S::Ok;
    type Options = ();

    async fn invoke_opts(&self, input: I, (): ()) -> Result<O> {
        (self.f)(input).await?.try_collect().await
    }

    async fn stream_opts(&self, input: I, (): ()) -> Result<ChunkStream<S::Ok>> {
        let chunks = (self.f)(input).await?;
        Ok(Box::pin(UntilError::new(chunks.into_stream())))
    }
}

impl<F: Clone, I, O> Clone for StreamLambda<F, I, O> {
    fn clone(&self) -> Self {
        Self::new(self.f.clone())
    }
}

impl<F, I, O> fmt::Debug for StreamLambda<F, I, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StreamLambda")
            .field(&type_name::<F>())
            .finish()
    }
}
