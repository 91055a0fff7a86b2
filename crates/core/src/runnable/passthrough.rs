use std::fmt;
use std::marker::PhantomData;

use async_trait::async_trait;

use super::pieces::one;
use super::{ChunkStream, Runnable};
use crate::Result;

/// A runnable that gives its input as it is; made by [`passthrough`]. LangChain's `RunnablePassthrough`.
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Passthrough<T>(PhantomData<fn(T) -> T>);

/// A runnable that gives its input as it is: for a place where a runnable is wanted, and for
/// [`assign`](super::RunnableExt::assign) to begin with.
///
/// ```
/// use futures::executor::block_on;
/// use surprisal_core::{Error, RunnableExt, lambda, parallel, passthrough};
///
/// let length = lambda(async |text: String| Ok(text.len()));
/// let with_length = parallel((passthrough::<String>(), length));
/// assert_eq!(block_on(with_length.invoke("hi"))?, ("hi".to_owned(), 2));
/// # Ok::<(), Error>(())
/// ```
#[doc(alias = "RunnablePassthrough")]
pub fn passthrough<T: Send + 'static>() -> Passthrough<T> {
    Passthrough(PhantomData)
}

#[async_trait]
impl<T: Send + 'static> Runnable for Passthrough<T> {
    type Input = T;
    type Output = T;
    type Chunk = T;
    type Options = ();

    async fn invoke_opts(&self, input: T, (): ()) -> Result<T> {
        Ok(input)
    }

    async fn stream_opts(&self, input: T, (): ()) -> Result<ChunkStream<T>> {
        Ok(one(input))
    }
}

impl<T> Clone for Passthrough<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Passthrough<T> {}

impl<T> fmt::Debug for Passthrough<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passthrough")
    }
}
