//! Caches that fail, and one that takes its time.

use std::time::Duration;

use async_trait::async_trait;
use surprisal_core::{Cache, CacheKey, CachedAnswer, Error, ErrorKind, MemoryCache, Result};

/// Fails where it is told to.
#[derive(Clone, Debug)]
pub(crate) struct Failing {
    pub(crate) get: bool,
    pub(crate) put: bool,
    pub(crate) kept: MemoryCache,
}

impl Failing {
    pub(crate) fn new(get: bool, put: bool) -> Self {
        let kept = MemoryCache::new(9);
        Self { get, put, kept }
    }
}

fn fails(told: bool) -> Result<()> {
    match told {
        true => Err(Error::new(ErrorKind::Server, "the disk is gone")),
        false => Ok(()),
    }
}

#[async_trait]
impl Cache for Failing {
    async fn get(&self, key: &CacheKey) -> Result<Option<CachedAnswer>> {
        fails(self.get)?;
        self.kept.get(key).await
    }

    async fn put(&self, key: &CacheKey, answer: CachedAnswer) -> Result<()> {
        fails(self.put)?;
        self.kept.put(key, answer).await
    }
}

/// Takes so long to keep an answer.
#[derive(Clone, Debug)]
pub(crate) struct Slow(pub(crate) Duration, pub(crate) MemoryCache);

#[async_trait]
impl Cache for Slow {
    async fn get(&self, key: &CacheKey) -> Result<Option<CachedAnswer>> {
        self.1.get(key).await
    }

    async fn put(&self, key: &CacheKey, answer: CachedAnswer) -> Result<()> {
        tokio::time::sleep(self.0).await;
        self.1.put(key, answer).await
    }
}
