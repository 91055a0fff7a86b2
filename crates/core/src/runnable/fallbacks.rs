use std::future::Future;
use std::iter;

use async_trait::async_trait;

use super::pieces::begin;
use super::when::When;
use super::{ChunkStream, Runnable};
use crate::{Error, Profile, Result};

/// A runnable with others that are asked in its place where it fails; made by
/// [`with_fallbacks`](super::RunnableExt::with_fallbacks).
///
/// They are asked in their order, each with the same input and options: options of single providers are under their
/// provider's name, and each reads its own alone. A stream falls back up to its first chunk, never after it.
///
/// Where all fail, the first error is given back, with the others in [`Error::fallback_errors`]. One that
/// [`when`](Self::when) does not hold for ends the tries and is given back itself, with those before it in
/// `fallback_errors`.
///
/// ```
/// # use std::sync::Arc;
/// # use surprisal_core::*;
/// # fn example(model: Arc<dyn ChatModel>, second: Arc<dyn ChatModel>, local: Arc<dyn ChatModel>) {
/// let model = model
///     .with_fallbacks([second, local])
///     .when(|error| error.kind() != ErrorKind::InvalidInput);
/// # }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Fallbacks<R, F> {
    first: R,
    others: Vec<F>,
    when: When,
}

impl<R, F> Fallbacks<R, F> {
    pub(super) fn new(first: R, others: impl IntoIterator<Item = F>) -> Self {
        Self {
            first,
            others: others.into_iter().collect(),
            when: When::new(|_| true),
        }
    }

    /// Asks the next only after errors for which this is true; after any, unless set. LangChain's
    /// `exceptions_to_handle`.
    pub fn when(mut self, choice: impl Fn(&Error) -> bool + Send + Sync + 'static) -> Self {
        self.when = When::new(choice);
        self
    }
}

/// Any of them.
type Each<'a, R> = dyn Runnable<
        Input = <R as Runnable>::Input,
        Output = <R as Runnable>::Output,
        Chunk = <R as Runnable>::Chunk,
        Options = <R as Runnable>::Options,
    > + 'a;

impl<R, F> Fallbacks<R, F>
where
    R: Runnable<Input: Clone>,
    F: Runnable<Input = R::Input, Output = R::Output, Chunk = R::Chunk, Options = R::Options>,
{
    fn each(&self) -> impl Iterator<Item = &Each<'_, R>> {
        let others = self.others.iter().map(|other| other as &Each<'_, R>);
        iter::once(&self.first as &Each<'_, R>).chain(others)
    }

    async fn call<'a, T, Fut>(
        &'a self,
        input: R::Input,
        options: R::Options,
        call: impl Fn(&'a Each<'a, R>, R::Input, R::Options) -> Fut,
    ) -> Result<T>
    where
        Fut: Future<Output = Result<T>>,
    {
        let mut failed = Vec::new();
        for model in self.each().take(self.others.len()) {
            let error = match call(model, input.clone(), options.clone()).await {
                Ok(answer) => return Ok(answer),
                Err(error) => error,
            };
            if !self.when.holds(&error) {
                return Err(error.with_fallback_errors(failed));
            }
            failed.push(error);
        }
        let last = self
            .others
            .last()
            .map_or(&self.first as _, |last| last as _);
        let answer = call(last, input, options).await;
        answer.map_err(|error| self.give_up(failed, error))
    }

    /// What is given back after the last has failed too.
    fn give_up(&self, mut failed: Vec<Error>, last: Error) -> Error {
        if failed.is_empty() || !self.when.holds(&last) {
            return last.with_fallback_errors(failed);
        }
        failed.push(last);
        let first = failed.remove(0);
        first.with_fallback_errors(failed)
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R, F> Runnable for Fallbacks<R, F>
where
    R: Runnable<Input: Clone>,
    F: Runnable<Input = R::Input, Output = R::Output, Chunk = R::Chunk, Options = R::Options>,
{
    type Input = R::Input;
    type Output = R::Output;
    type Chunk = R::Chunk;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<R::Output> {
        self.call(input, options, |model, input, options| {
            model.invoke_opts(input, options)
        })
        .await
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<R::Chunk>> {
        self.call(input, options, |model, input, options| async move {
            begin(model.stream_opts(input, options).await?).await
        })
        .await
    }

    /// The first's, with the others' as its [`fallbacks`](Profile::fallbacks) and with the capabilities that all have.
    fn profile_opts(&self, options: &Self::Options) -> Profile {
        let mut profile = self.first.profile_opts(options);
        for other in &self.others {
            let other = other.profile_opts(options);
            profile.capabilities = profile.capabilities.and(other.capabilities);
            profile.fallbacks.push(other);
        }
        profile
    }
}
