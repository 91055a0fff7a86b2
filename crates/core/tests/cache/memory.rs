//! The cache in memory keeps what was asked for last.

use surprisal_core::{Cache, CacheKey, CachedAnswer, CallOptions, MemoryCache, Messages, Profile};

fn key(text: &str) -> CacheKey {
    let profile = Profile::new("acme", "acme-large");
    CacheKey::new(profile, &Messages::from(text), &CallOptions::new(), None).unwrap()
}

fn answer(text: &str) -> CachedAnswer {
    CachedAnswer::new([text.into()])
}

async fn put(cache: &MemoryCache, text: &str) {
    cache.put(&key(text), answer(text)).await.unwrap();
}

async fn has(cache: &MemoryCache, text: &str) -> bool {
    match cache.get(&key(text)).await.unwrap() {
        Some(kept) => kept == answer(text),
        None => false,
    }
}

#[tokio::test]
async fn the_answer_that_was_asked_for_the_longest_time_ago_goes() {
    let cache = MemoryCache::new(2);
    put(&cache, "a").await;
    put(&cache, "b").await;
    assert!(has(&cache, "a").await);
    put(&cache, "c").await;
    assert!(!has(&cache, "b").await);
    assert!(has(&cache, "c").await && has(&cache, "a").await);
}

#[tokio::test]
async fn an_answer_is_replaced_and_takes_no_more_room() {
    let cache = MemoryCache::new(2);
    put(&cache, "b").await;
    cache.put(&key("a"), answer("old")).await.unwrap();
    put(&cache, "a").await;
    assert!(has(&cache, "a").await && has(&cache, "b").await);
}

#[tokio::test]
async fn a_clone_shares_what_is_kept() {
    let cache = MemoryCache::new(2);
    put(&cache.clone(), "a").await;
    assert!(has(&cache, "a").await);
    assert!(!has(&MemoryCache::new(2), "a").await);
}

#[tokio::test]
async fn there_is_room_for_one_answer_at_least_and_a_large_cache_takes_none_before_it_is_used() {
    let cache = MemoryCache::new(0);
    put(&cache, "a").await;
    assert!(has(&cache, "a").await);
    let huge = MemoryCache::new(usize::MAX);
    put(&huge, "a").await;
    assert!(has(&huge, "a").await);
}
