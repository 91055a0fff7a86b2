//! Several calls of one runnable at once.

use futures_util::stream::{self, BoxStream, StreamExt, TryStreamExt};

use super::Runnable;
use crate::{Error, Result};

/// How many calls are made at once where nobody says.
pub(super) const CONCURRENCY: usize = 8;

/// Reads the inputs, each by itself.
pub(super) fn read<R: Runnable + ?Sized, I>(inputs: I) -> Vec<Result<R::Input>>
where
    I: IntoIterator<Item: TryInto<R::Input, Error: Into<Error>>>,
{
    inputs
        .into_iter()
        .map(|input| input.try_into().map_err(Into::into))
        .collect()
}

/// Every result, in the order of the inputs.
pub(super) async fn results<R: Runnable + ?Sized>(
    runnable: &R,
    concurrency: usize,
    inputs: Vec<Result<R::Input>>,
) -> Vec<Result<R::Output>> {
    stream::iter(inputs)
        .map(|input| async move { runnable.invoke_opts(input?, R::Options::default()).await })
        .buffered(concurrency.max(1))
        .collect()
        .await
}

/// Every result with the place of its input, as they come.
pub(super) fn as_completed<R: Runnable + ?Sized>(
    runnable: &R,
    concurrency: usize,
    inputs: Vec<Result<R::Input>>,
) -> BoxStream<'_, (usize, Result<R::Output>)> {
    stream::iter(inputs.into_iter().enumerate())
        .map(move |(index, input)| async move {
            let result = match input {
                Ok(input) => runnable.invoke_opts(input, R::Options::default()).await,
                Err(error) => Err(error),
            };
            (index, result)
        })
        .buffer_unordered(concurrency.max(1))
        .boxed()
}

/// All outputs in the order of the inputs, or the error that comes first, which drops the other calls.
pub(super) async fn all<R: Runnable + ?Sized>(
    runnable: &R,
    concurrency: usize,
    inputs: Vec<R::Input>,
    options: &R::Options,
) -> Result<Vec<R::Output>> {
    let mut outputs: Vec<_> = stream::iter(inputs.into_iter().enumerate())
        .map(|(index, input)| async move {
            let output = runnable.invoke_opts(input, options.clone()).await?;
            Ok::<_, Error>((index, output))
        })
        .buffer_unordered(concurrency.max(1))
        .try_collect()
        .await?;
    outputs.sort_unstable_by_key(|(index, _)| *index);
    Ok(outputs.into_iter().map(|(_, output)| output).collect())
}
