use std::any::type_name;
use std::fmt;
use std::future::Future;
use std::marker::PhantomData;

use async_trait::async_trait;

use super::pieces::one;
use super::{ChunkStream, Runnable};
use crate::{Options, Result};

/// A runnable of an async function; made by [`lambda`] and [`lambda_with`]. LangChain's `RunnableLambda`.
///
/// It streams its output as one chunk. What can give it in pieces is a [`stream_lambda`](super::stream_lambda).
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Lambda<F, Args> {
    f: F,
    args: PhantomData<fn(Args)>,
}

/// A runnable of an async function or closure from the input to the output.
///
/// The future that it makes must not borrow from the closure, since it may be polled on any thread: a closure that
/// shares something clones it before its `async move` block.
///
/// ```
/// use std::sync::Arc;
///
/// use futures::executor::block_on;
/// use surprisal_core::{Error, Result, RunnableExt, lambda};
///
/// async fn parse(text: String) -> Result<i64> {
///     text.parse().map_err(|_| Error::invalid_input("not a number"))
/// }
///
/// let known = Arc::new(vec![2, 3, 5]);
/// let is_known = lambda(move |number: i64| {
///     let known = Arc::clone(&known);
///     async move { Ok(known.contains(&number)) }
/// });
/// let program = lambda(parse).pipe(lambda(async |number| Ok(number + 1))).pipe(is_known);
/// assert!(block_on(program.invoke("2"))?);
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "RunnableLambda")]
pub fn lambda<I, O, F, Fut>(f: F) -> Lambda<F, (I,)>
where
    I: Send + 'static,
    O: Send + 'static,
    F: Fn(I) -> Fut + Send + Sync,
    Fut: Future<Output = Result<O>> + Send,
{
    Lambda::new(f)
}

/// As [`lambda`], of a function that takes the options of the call too, of any type of [`Options`].
///
/// ```
/// use futures::executor::block_on;
/// use surprisal_core::{CallOptions, Error, RunnableExt, lambda_with};
///
/// let limit = lambda_with(async |text: String, options: CallOptions| {
///     Ok(text.split_at(options.max_tokens.unwrap_or(4) as usize).0.to_owned())
/// });
/// let limit = limit.bind(CallOptions::new().max_tokens(3));
/// assert_eq!(block_on(limit.invoke("Paris"))?, "Par");
/// # Ok::<(), Error>(())
/// ```
pub fn lambda_with<I, P, O, F, Fut>(f: F) -> Lambda<F, (I, P)>
where
    I: Send + 'static,
    P: Options,
    O: Send + 'static,
    F: Fn(I, P) -> Fut + Send + Sync,
    Fut: Future<Output = Result<O>> + Send,
{
    Lambda::new(f)
}

impl<F, Args> Lambda<F, Args> {
    fn new(f: F) -> Self {
        let args = PhantomData;
        Self { f, args }
    }
}

#[async_trait]
impl<I, O, F, Fut> Runnable for Lambda<F, (I,)>
where
    I: Send + 'static,
    O: Send + 'static,
    F: Fn(I) -> Fut + Send + Sync,
    Fut: Future<Output = Result<O>> + Send,
{
    type Input = I;
    type Output = O;
    type Chunk = O;
    type Options = ();

    async fn invoke_opts(&self, input: I, (): ()) -> Result<O> {
        (self.f)(input).await
    }

    async fn stream_opts(&self, input: I, (): ()) -> Result<ChunkStream<O>> {
        (self.f)(input).await.map(one)
    }
}

#[async_trait]
impl<I, P, O, F, Fut> Runnable for Lambda<F, (I, P)>
where
    I: Send + 'static,
    P: Options,
    O: Send + 'static,
    F: Fn(I, P) -> Fut + Send + Sync,
    Fut: Future<Output = Result<O>> + Send,
{
    type Input = I;
    type Output = O;
    type Chunk = O;
    type Options = P;

    async fn invoke_opts(&self, input: I, options: P) -> Result<O> {
        (self.f)(input, options).await
    }

    async fn stream_opts(&self, input: I, options: P) -> Result<ChunkStream<O>> {
        (self.f)(input, options).await.map(one)
    }
}

impl<F: Clone, Args> Clone for Lambda<F, Args> {
    fn clone(&self) -> Self {
        Self::new(self.f.clone())
    }
}

impl<F, Args> fmt::Debug for Lambda<F, Args> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lambda").field(&type_name::<F>()).finish()
    }
}
