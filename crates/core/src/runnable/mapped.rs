use std::any::type_name;
use std::fmt;

use async_trait::async_trait;

use super::pieces::one;
use super::{ChunkStream, Runnable};
use crate::{Profile, Result};

/// A runnable with a function applied to its output; made by [`map`](super::RunnableExt::map).
///
/// It streams its output as one chunk, since the function wants the whole. A function that can work on pieces is a
/// [`transform`](super::RunnableExt::transform).
#[derive(Clone)]
#[must_use = "a runnable does nothing until it is invoked"]
pub struct Mapped<R, F> {
    inner: R,
    f: F,
}

impl<R, F> Mapped<R, F> {
    pub(super) fn new(inner: R, f: F) -> Self {
        Self { inner, f }
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R, F, O> Runnable for Mapped<R, F>
where
    R: Runnable,
    F: Fn(R::Output) -> O + Send + Sync,
    O: Send + 'static,
{
    type Input = R::Input;
    type Output = O;
    type Chunk = O;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<O> {
        self.inner.invoke_opts(input, options).await.map(&self.f)
    }

    async fn stream_opts(&self, input: R::Input, options: R::Options) -> Result<ChunkStream<O>> {
        self.invoke_opts(input, options).await.map(one)
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        self.inner.profile_opts(options)
    }
}

impl<R: fmt::Debug, F> fmt::Debug for Mapped<R, F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mapped")
            .field("inner", &self.inner)
            .field("f", &type_name::<F>())
            .finish()
    }
}
