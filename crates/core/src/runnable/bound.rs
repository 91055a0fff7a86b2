use async_trait::async_trait;

use super::{ChunkStream, Runnable};
use crate::{Bind, Options, Profile, Result};

/// A runnable with options that hold for every call; made by [`bind`](super::RunnableExt::bind).
///
/// Options of the call win over those that are bound here, and these over what the runnable was made with.
///
/// ```
/// use surprisal_core::{CallOptions, ChatModel, RunnableExt};
///
/// fn precise(model: impl ChatModel) -> impl ChatModel {
///     model
///         .bind(CallOptions::new().temperature(1.0).seed(7))
///         .bind(CallOptions::new().temperature(0.0)) // the seed stays
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Bound<R: Runnable> {
    inner: R,
    options: R::Options,
}

impl<R: Runnable> Bound<R> {
    pub(super) fn new(inner: R, options: impl Bind<R>) -> Self {
        Self {
            inner,
            options: R::Options::default(),
        }
        .bind(options)
    }

    /// Binds more options. They win over those that are bound already; all others stay.
    pub fn bind(mut self, options: impl Bind<R>) -> Self {
        options.apply(&mut self.options);
        self
    }

    /// The options that are bound.
    pub fn options(&self) -> &R::Options {
        &self.options
    }

    /// The runnable without the options.
    pub fn into_inner(self) -> R {
        self.inner
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R: Runnable> Runnable for Bound<R> {
    type Input = R::Input;
    type Output = R::Output;
    type Chunk = R::Chunk;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<R::Output> {
        self.inner
            .invoke_opts(input, options.or(&self.options))
            .await
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<R::Chunk>> {
        self.inner
            .stream_opts(input, options.or(&self.options))
            .await
    }

    fn profile_opts(&self, options: &R::Options) -> Profile {
        let options = options.clone().or(&self.options);
        let profile = self.inner.profile_opts(&options);
        // Once more, for a runnable that tells of its own options alone: none that is bound may be lost.
        match options.portable() {
            Some(options) => profile.bind(options),
            None => profile,
        }
    }
}
