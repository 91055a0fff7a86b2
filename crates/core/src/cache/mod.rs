//! Answers that are kept, to be given again where the same model is asked the same.

mod answer;
mod backend;
mod cached;
mod key;
mod memory;
mod recording;

pub use answer::CachedAnswer;
pub use backend::Cache;
pub use cached::Cached;
pub use key::CacheKey;
pub use memory::MemoryCache;
