use std::any::type_name;
use std::fmt;
use std::marker::PhantomData;

use async_trait::async_trait;
use futures_util::{TryStream, TryStreamExt};

use super::pieces::{UntilError, one};
use super::{ChunkStream, Runnable};
use crate::{Error, Profile, Result};

/// A step that begins before its input is whole; made by [`transform`](super::RunnableExt::transform). LangChain's
/// `RunnableGenerator`.
///
/// A function turns the stream of the runnable's chunks into another stream, piece by piece and only as fast as its
/// pieces are taken. What these add up to is the output `O`, any `Default + Extend`: a `String` of `String`s, a
/// `Vec<T>` of `T`s, an [`AiMessageChunk`](crate::AiMessageChunk) of its like. It is inferred where the output is used,
/// or else is the first type argument of `transform`.
///
/// Invoked, it invokes the runnable below and gives the function its whole output as a single chunk. So the function
/// has to give the same sum however its input is cut: it may not count chunks, and a word may begin in one and end in
/// another. What streams in parts of its output, as [`each`](super::RunnableExt::each) and
/// [`parallel`](super::parallel()) do, cannot be one chunk, and has no `transform`.
///
/// An error within a stream is an item of the stream that the function gets. It may pass it on or answer it; the first
/// that it gives ends the stream. An error of the call, invoked or before there is a stream, does not come to it.
///
/// ```
/// use futures::TryStreamExt;
/// use surprisal_core::{ChatModel, Result, RunnableExt};
///
/// async fn shout(model: impl ChatModel) -> Result<String> {
///     let loud = model.transform(|chunks| chunks.map_ok(|chunk| chunk.text().to_uppercase()));
///     let mut text = String::new();
///     let mut pieces = loud.stream("how are you today").await?;
///     while let Some(piece) = pieces.try_next().await? {
///         text.push_str(&piece);
///     }
///     let at_once: String = loud.invoke("how are you today").await?;
///     Ok(text + &at_once)
/// }
/// ```
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Transform<R, F, O> {
    inner: R,
    f: F,
    output: PhantomData<fn() -> O>,
}

impl<R, F, O> Transform<R, F, O> {
    pub(super) fn new(inner: R, f: F) -> Self {
        let output = PhantomData;
        Self { inner, f, output }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R, F, S, O> Runnable for Transform<R, F, O>
where
    R: Runnable<Chunk: From<R::Output>>,
    F: Fn(ChunkStream<R::Chunk>) -> S + Send + Sync,
    S: TryStream<Ok: Send, Error = Error> + Send + 'static,
    O: Default + Extend<S::Ok> + Send + 'static,
{
    type Input = R::Input;
    type Output = O;
    type Chunk = S::Ok;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<O> {
        let whole = self.inner.invoke_opts(input, options).await?;
        (self.f)(one(whole.into())).try_collect().await
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<S::Ok>> {
        let chunks = self.inner.stream_opts(input, options).await?;
        Ok(Box::pin(UntilError::new((self.f)(chunks).into_stream())))
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.inner.profile_opts(options)
    }
}

impl<R: Clone, F: Clone, O> Clone for Transform<R, F, O> {
    fn clone(&self) -> Self {
        Self::new(self.inner.clone(), self.f.clone())
    }
}

impl<R: fmt::Debug, F, O> fmt::Debug for Transform<R, F, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transform")
            .field("inner", &self.inner)
            .field("f", &type_name::<F>())
            .finish()
    }
}
