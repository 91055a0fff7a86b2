//~ expected `Messages`, found `String`
use surprisal_core::{MemoryCache, RunnableExt, lambda};

fn cache() {
    let _ = lambda(async |text: String| Ok(text)).with_cache(MemoryCache::new(8));
}

fn main() {}
