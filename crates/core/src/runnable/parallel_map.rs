use std::collections::BTreeMap;
use std::iter::{repeat_n, zip};
use std::sync::Arc;

use async_trait::async_trait;
use futures_util::future::try_join_all;
use futures_util::stream::{TryStreamExt, once, select_all};

use super::pieces::begin;
use super::{ChunkStream, Runnable};
use crate::{Error, Result};

/// Named steps of one type on the same input at once; made by [`parallel_map`]. LangChain's `RunnableParallel`.
///
/// As [`Parallel`](super::Parallel), but the output is a map of theirs by name, and a chunk is a piece with the name of
/// its step.
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct ParallelMap<R> {
    // Names are shared with the chunks, steps with the streams.
    steps: BTreeMap<Arc<str>, Arc<R>>,
}

/// Runs any number of named steps of one type on the same input at once. Steps of several types are boxed as
/// `Arc<dyn Runnable<..>>`, or see [`parallel`](super::parallel()). Of steps with the same name the last counts.
///
/// ```
/// use futures::executor::block_on;
/// use surprisal_core::{Error, RunnableExt, lambda, parallel_map};
///
/// let repeat = |times: usize| lambda(move |text: String| async move { Ok(text.repeat(times)) });
/// let echoes = parallel_map([("once", repeat(1)), ("twice", repeat(2))]);
/// assert_eq!(block_on(echoes.invoke("hi"))?["twice"], "hihi");
/// # Ok::<(), Error>(())
/// ```
pub fn parallel_map<R: Runnable>(
    steps: impl IntoIterator<Item = (impl Into<Arc<str>>, R)>,
) -> ParallelMap<R> {
    let steps = steps
        .into_iter()
        .map(|(name, step)| (name.into(), Arc::new(step)))
        .collect();
    ParallelMap { steps }
}

#[async_trait]
impl<R: Runnable<Input: Clone> + 'static> Runnable for ParallelMap<R> {
    type Input = R::Input;
    type Output = BTreeMap<String, R::Output>;
    type Chunk = (Arc<str>, R::Chunk);
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<Self::Output> {
        let inputs = repeat_n((input, options), self.steps.len());
        let calls = zip(&self.steps, inputs).map(|((name, step), (input, options))| async move {
            let output = step.invoke_opts(input, options).await?;
            Ok::<_, Error>((name.to_string(), output))
        });
        Ok(try_join_all(calls).await?.into_iter().collect())
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<Self::Chunk>> {
        let inputs = repeat_n((input, options), self.steps.len());
        let streams = zip(&self.steps, inputs).map(|((name, step), (input, options))| {
            let (name, step) = (Arc::clone(name), Arc::clone(step));
            let chunks = once(async move { step.stream_opts(input, options).await });
            let pieces = chunks.try_flatten();
            Box::pin(pieces.map_ok(move |chunk| (Arc::clone(&name), chunk)))
        });
        begin(select_all(streams)).await
    }
}
