use std::sync::Arc;

use async_trait::async_trait;
use futures_util::stream::{self, StreamExt};

use super::batch::{CONCURRENCY, all};
use super::pieces::begin;
use super::{ChunkStream, Runnable};
use crate::{Profile, Result};

/// A runnable for each of a list: list in, list out; made by [`each`](super::RunnableExt::each). LangChain's
/// `RunnableEach`.
///
/// It works on eight at once and keeps the order. The first error is the error of the whole, and drops the rest.
///
/// Streamed, it gives the outputs in the order of the inputs, each as soon as it and those before it are there; an
/// error comes in its place. No more than eight are begun before they are taken.
///
/// ```
/// use futures::executor::block_on;
/// use surprisal_core::{Error, RunnableExt, lambda};
///
/// let lengths = lambda(async |text: String| Ok(text.len())).each();
/// assert_eq!(block_on(lengths.invoke(["how".to_owned(), "today".to_owned()]))?, [3, 5]);
/// # Ok::<(), Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Each<R> {
    inner: Arc<R>,
}

impl<R> Each<R> {
    pub(super) fn new(inner: R) -> Self {
        let inner = Arc::new(inner);
        Self { inner }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R: Runnable + 'static> Runnable for Each<R> {
    type Input = Vec<R::Input>;
    type Output = Vec<R::Output>;
    type Chunk = R::Output;
    type Options = R::Options;

    async fn invoke_opts(
        &self,
        inputs: Vec<R::Input>,
        options: R::Options,
    ) -> Result<Vec<R::Output>> {
        all(&*self.inner, CONCURRENCY, inputs, &options).await
    }

    async fn stream_opts(
        &self,
        inputs: Vec<R::Input>,
        options: R::Options,
    ) -> Result<ChunkStream<R::Output>> {
        let inner = Arc::clone(&self.inner);
        let calls = stream::iter(inputs).map(move |input| {
            let (inner, options) = (Arc::clone(&inner), options.clone());
            async move { inner.invoke_opts(input, options).await }
        });
        begin(calls.buffered(CONCURRENCY)).await
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.inner.profile_opts(options)
    }
}
