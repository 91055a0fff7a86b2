use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use super::{CacheKey, CachedAnswer};
use crate::Result;

/// Where answers are kept: what an implementer writes for [`with_cache`](crate::RunnableExt::with_cache).
///
/// Object-safe: `Arc<dyn Cache>` is a cache too. A clone of a cache shares what is kept.
///
/// # Contract
///
/// - What `put` was given, `get` gives back exactly: [`CachedAnswer`] says how it is written down. It may be gone, too,
///   for a cache may forget.
/// - An answer that is there already under the same key is replaced.
/// - Neither blocks the thread that polls it.
///
/// ```
/// use std::collections::HashMap;
/// use std::sync::Mutex;
///
/// use async_trait::async_trait;
/// use surprisal_core::{Cache, CacheKey, CachedAnswer, Error, Result};
///
/// /// Keeps every answer.
/// #[derive(Debug, Default)]
/// struct Hoard(Mutex<HashMap<CacheKey, CachedAnswer>>);
///
/// #[async_trait]
/// impl Cache for Hoard {
///     async fn get(&self, key: &CacheKey) -> Result<Option<CachedAnswer>> {
///         Ok(self.0.lock().unwrap().get(key).cloned())
///     }
///
///     async fn put(&self, key: &CacheKey, answer: CachedAnswer) -> Result<()> {
///         self.0.lock().unwrap().insert(*key, answer);
///         Ok(())
///     }
/// }
/// ```
#[async_trait]
pub trait Cache: fmt::Debug + Send + Sync {
    /// The answer under this key, if it is kept.
    ///
    /// # Errors
    ///
    /// Where it cannot be looked up, or is there and cannot be read. The model is asked then, with a warning.
    async fn get(&self, key: &CacheKey) -> Result<Option<CachedAnswer>>;

    /// Keeps an answer.
    ///
    /// # Errors
    ///
    /// Where it cannot be kept. The answer is given all the same, with a warning.
    async fn put(&self, key: &CacheKey, answer: CachedAnswer) -> Result<()>;
}

#[async_trait]
impl<C: Cache + ?Sized> Cache for Arc<C> {
    async fn get(&self, key: &CacheKey) -> Result<Option<CachedAnswer>> {
        (**self).get(key).await
    }

    async fn put(&self, key: &CacheKey, answer: CachedAnswer) -> Result<()> {
        (**self).put(key, answer).await
    }
}
