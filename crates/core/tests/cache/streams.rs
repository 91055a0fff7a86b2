//! Only whole answers are kept.

use std::time::Duration;

use futures::{StreamExt as _, TryStreamExt as _};
use surprisal_core::{AiMessageChunk, ErrorKind, MemoryCache, Profile, RunnableExt as _};
use tokio::time::Instant;

use crate::caches::Slow;
use crate::model::Model;

#[tokio::test]
async fn a_stream_that_fails_leaves_nothing_and_stays_ended() {
    let model = Model::new().breaking_after(2);
    let kept = model.clone().with_cache(MemoryCache::new(9));
    let mut chunks = kept.stream("hi").await.unwrap();
    assert_eq!(chunks.next().await.unwrap().unwrap(), model.chunks()[0]);
    assert_eq!(chunks.next().await.unwrap().unwrap(), model.chunks()[1]);
    let error = chunks.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(model.open(), 0);
    assert!(chunks.next().await.is_none() && chunks.next().await.is_none());
    assert!(kept.stream("hi").await.is_ok());
    assert_eq!(model.calls().len(), 2);
}

#[tokio::test]
async fn a_stream_that_is_dropped_leaves_nothing_and_ends_the_work_below() {
    let model = Model::new();
    let kept = model.clone().with_cache(MemoryCache::new(9));
    for read in 0..=model.chunks().len() {
        let mut chunks = kept.stream("hi").await.unwrap();
        for _ in 0..read {
            chunks.next().await.unwrap().unwrap();
        }
        assert_eq!(model.open(), 1);
        drop(chunks);
        assert_eq!(model.open(), 0);
    }
    assert_eq!(model.calls().len(), model.chunks().len() + 1);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_a_stream_waits_until_the_answer_is_kept() {
    let model = Model::new();
    let wait = Duration::from_secs(10);
    let kept = model.clone().with_cache(Slow(wait, MemoryCache::new(9)));
    let began = Instant::now();
    let mut chunks = kept.stream("hi").await.unwrap();
    for chunk in model.chunks() {
        assert_eq!(chunks.next().await.unwrap().unwrap(), *chunk);
    }
    assert_eq!(began.elapsed(), Duration::ZERO);
    assert!(chunks.next().await.is_none());
    assert_eq!(began.elapsed(), wait);
    assert!(chunks.next().await.is_none());

    let again: Vec<AiMessageChunk> = kept
        .stream("hi")
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    assert_eq!(again.len(), model.chunks().len());
    assert_eq!((model.calls().len(), began.elapsed()), (1, wait));
}

#[tokio::test(start_paused = true)]
async fn what_the_model_holds_for_a_stream_is_given_back_before_the_cache_is_waited_for() {
    let model = Model::new();
    let kept = Slow(Duration::from_secs(10), MemoryCache::new(9));
    let kept = model.clone().with_cache(kept);
    let chunks = kept.stream("hi").await.unwrap();
    let all = tokio::spawn(chunks.try_collect::<Vec<_>>());
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!all.is_finished());
    assert_eq!(model.open(), 0);
    assert_eq!(all.await.unwrap().unwrap(), model.chunks());
}

#[tokio::test]
async fn it_tells_the_profile_of_the_model() {
    let profile = Profile::new("acme", "other").with_endpoint("http://localhost");
    let kept = Model::new()
        .with_profile(profile.clone())
        .with_cache(MemoryCache::new(9));
    assert_eq!(kept.profile(), profile);
    assert_eq!(kept.into_inner().profile, profile);
}
