//! A pointer to a runnable is a runnable.

use std::sync::Arc;

use async_trait::async_trait;

use super::{ChunkStream, Runnable};
use crate::{Profile, Result};

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R: Runnable + ?Sized> Runnable for &R {
    type Input = R::Input;
    type Output = R::Output;
    type Chunk = R::Chunk;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<R::Output> {
        (**self).invoke_opts(input, options).await
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<R::Chunk>> {
        (**self).stream_opts(input, options).await
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        (**self).profile_opts(options)
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R: Runnable + ?Sized> Runnable for Box<R> {
    type Input = R::Input;
    type Output = R::Output;
    type Chunk = R::Chunk;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<R::Output> {
        (**self).invoke_opts(input, options).await
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<R::Chunk>> {
        (**self).stream_opts(input, options).await
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        (**self).profile_opts(options)
    }
}

#[async_trait]
#[deny(clippy::missing_trait_methods)]
impl<R: Runnable + ?Sized> Runnable for Arc<R> {
    type Input = R::Input;
    type Output = R::Output;
    type Chunk = R::Chunk;
    type Options = R::Options;

    async fn invoke_opts(&self, input: R::Input, options: R::Options) -> Result<R::Output> {
        (**self).invoke_opts(input, options).await
    }

    async fn stream_opts(
        &self,
        input: R::Input,
        options: R::Options,
    ) -> Result<ChunkStream<R::Chunk>> {
        (**self).stream_opts(input, options).await
    }

    fn profile_opts(&self, options: &Self::Options) -> Profile {
        (**self).profile_opts(options)
    }
}
