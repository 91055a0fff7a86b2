use std::future::Future;

use futures::stream::{self, BoxStream, StreamExt};

use super::{Bound, ChunkStream, Runnable};
use crate::{Bind, CallOptions, Error, Result, ToolDefinition};

/// How many calls `batch` makes at once.
const CONCURRENCY: usize = 8;

/// What a user calls on a [`Runnable`]. Every runnable has it.
///
/// An input is anything that turns into the runnable's input: for a chat model see
/// [`Messages`](crate::Messages).
pub trait RunnableExt: Runnable {
    /// Gives the whole output.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`](crate::ErrorKind::InvalidInput) if the input cannot be read, which
    /// costs no request; else the runnable's own.
    fn invoke<'a>(
        &'a self,
        input: impl TryInto<Self::Input, Error: Into<Error>>,
    ) -> impl Future<Output = Result<Self::Output>> + Send + 'a {
        let input = input.try_into().map_err(Into::into);
        async move { self.invoke_opts(input?, Self::Options::default()).await }
    }

    /// Gives the output piece by piece.
    ///
    /// # Errors
    ///
    /// As [`invoke`](Self::invoke). What goes wrong after the answer has begun is an item of the stream.
    fn stream<'a>(
        &'a self,
        input: impl TryInto<Self::Input, Error: Into<Error>>,
    ) -> impl Future<Output = Result<ChunkStream<Self::Chunk>>> + Send + 'a {
        let input = input.try_into().map_err(Into::into);
        async move { self.stream_opts(input?, Self::Options::default()).await }
    }

    /// Invokes it for each input, eight at once, and gives the results in the order of the inputs.
    /// An error is the result of its own input alone.
    fn batch<'a, I>(
        &'a self,
        inputs: I,
    ) -> impl Future<Output = Vec<Result<Self::Output>>> + Send + 'a
    where
        I: IntoIterator<Item: TryInto<Self::Input, Error: Into<Error>>>,
    {
        self.batch_with(CONCURRENCY, inputs)
    }

    /// As [`batch`](Self::batch), with at most `concurrency` calls at once (at least one).
    fn batch_with<'a, I>(
        &'a self,
        concurrency: usize,
        inputs: I,
    ) -> impl Future<Output = Vec<Result<Self::Output>>> + Send + 'a
    where
        I: IntoIterator<Item: TryInto<Self::Input, Error: Into<Error>>>,
    {
        let inputs = read::<Self, I>(inputs);
        async move {
            stream::iter(inputs)
                .map(
                    |input| async move { self.invoke_opts(input?, Self::Options::default()).await },
                )
                .buffered(concurrency.max(1))
                .collect()
                .await
        }
    }

    /// Invokes it for each input, at most `concurrency` at once, and gives each result with the place of
    /// its input as soon as it is there. Dropping the stream drops the calls that are under way.
    fn batch_as_completed<'a, I>(
        &'a self,
        concurrency: usize,
        inputs: I,
    ) -> BoxStream<'a, (usize, Result<Self::Output>)>
    where
        I: IntoIterator<Item: TryInto<Self::Input, Error: Into<Error>>>,
    {
        stream::iter(read::<Self, I>(inputs).into_iter().enumerate())
            .map(move |(index, input)| async move {
                let result = match input {
                    Ok(input) => self.invoke_opts(input, Self::Options::default()).await,
                    Err(error) => Err(error),
                };
                (index, result)
            })
            .buffer_unordered(concurrency.max(1))
            .boxed()
    }

    /// Sets options for every call. A later `bind` wins over an earlier one, and the call over both;
    /// what a later one does not set stays.
    ///
    /// ```compile_fail
    /// # use surprisal_core::*;
    /// struct OptionsOfAnotherProvider;
    /// fn wrong(model: std::sync::Arc<dyn ChatModel>) {
    ///     model.bind(OptionsOfAnotherProvider); // not options of this model
    /// }
    /// ```
    fn bind(self, options: impl Bind<Self>) -> Bound<Self>
    where
        Self: Sized,
    {
        Bound::new(self, options)
    }

    /// Offers tools to the model in every call, in the place of those that are bound already; all other
    /// options stay. Which of them it must call is an option of its own, [`CallOptions::tool_choice`].
    ///
    /// ```
    /// use surprisal_core::{CallOptions, ChatModel, RunnableExt, ToolChoice, ToolDefinition};
    ///
    /// # fn example(model: std::sync::Arc<dyn ChatModel>, weather: ToolDefinition) {
    /// let model = model
    ///     .bind(CallOptions::new().logprobs(true).tool_choice(ToolChoice::Required))
    ///     .bind_tools([weather]); // the log probabilities are still asked for
    /// # }
    /// ```
    fn bind_tools(self, tools: impl IntoIterator<Item: Into<ToolDefinition>>) -> Bound<Self>
    where
        Self: Runnable<Options = CallOptions> + Sized,
    {
        self.bind(CallOptions::new().tools(tools.into_iter().map(Into::into)))
    }
}

impl<R: Runnable + ?Sized> RunnableExt for R {}

fn read<R: Runnable + ?Sized, I>(inputs: I) -> Vec<Result<R::Input>>
where
    I: IntoIterator<Item: TryInto<R::Input, Error: Into<Error>>>,
{
    inputs
        .into_iter()
        .map(|input| input.try_into().map_err(Into::into))
        .collect()
}
