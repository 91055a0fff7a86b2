use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use async_trait::async_trait;
use lru::LruCache;

use super::{Cache, CacheKey, CachedAnswer};
use crate::Result;

/// A cache in memory. Where it is full, the answer that was asked for the longest time ago goes. A clone shares it.
///
/// ```
/// use surprisal_core::{ChatModel, MemoryCache, RunnableExt};
///
/// fn cached(model: impl ChatModel) -> impl ChatModel {
///     model.with_cache(MemoryCache::new(1000))
/// }
/// ```
#[derive(Clone, Debug)]
#[doc(alias = "InMemoryCache")]
pub struct MemoryCache(Arc<Mutex<Answers>>);

/// The answers are shared, so that one is copied after the lock is given back.
type Answers = LruCache<CacheKey, Arc<CachedAnswer>>;

impl MemoryCache {
    /// A cache of so many answers, at least one. It takes some 200 bytes for each token with five alternatives,
    /// beside the text.
    pub fn new(capacity: usize) -> Self {
        let capacity = NonZeroUsize::new(capacity).unwrap_or(NonZeroUsize::MIN);
        Self(Arc::new(Mutex::new(LruCache::sparse(capacity))))
    }

    fn answers(&self) -> MutexGuard<'_, Answers> {
        // Nothing under the lock leaves it half done.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Cache for MemoryCache {
    async fn get(&self, key: &CacheKey) -> Result<Option<CachedAnswer>> {
        let answer = self.answers().get(key).cloned();
        Ok(answer.map(Arc::unwrap_or_clone))
    }

    async fn put(&self, key: &CacheKey, answer: CachedAnswer) -> Result<()> {
        let answer = Arc::new(answer);
        // Dropped after the lock is given back.
        let _gone = self.answers().push(*key, answer);
        Ok(())
    }
}
