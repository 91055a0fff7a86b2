//! A cache that fails costs a call, never an answer.

use futures::TryStreamExt as _;
use surprisal_core::{
    AiMessageChunk, Cache, ChatModel, ErrorKind, MemoryCache, Profile, RunnableExt as _, Warning,
};

use crate::caches::Failing;
use crate::model::Model;

const UNREAD: &str =
    "cache: the cache could not be read, so the model was asked: server error: the disk is gone";
const UNKEPT: &str = "cache: the answer could not be kept: server error: the disk is gone";

fn texts(warnings: &[Warning]) -> Vec<String> {
    warnings.iter().map(Warning::to_string).collect()
}

async fn invoke(cache: impl Cache + Clone + 'static) -> Vec<String> {
    let answer = Model::new().with_cache(cache).invoke("hi").await.unwrap();
    assert_eq!(answer.text(), "Hello");
    texts(&answer.response_metadata().warnings)
}

/// The chunks without their warnings, and these by chunk.
async fn stream(model: &impl ChatModel) -> (Vec<AiMessageChunk>, Vec<Vec<String>>) {
    let chunks = model.stream("hi").await.unwrap();
    let mut chunks: Vec<AiMessageChunk> = chunks.try_collect().await.unwrap();
    let warnings = chunks
        .iter_mut()
        .map(|chunk| match chunk.response_metadata() {
            Some(_) => std::mem::take(&mut chunk.response_metadata_mut().warnings),
            None => Vec::new(),
        });
    let warnings = warnings.map(|warnings| texts(&warnings)).collect();
    (chunks, warnings)
}

#[tokio::test]
async fn a_whole_answer_says_what_failed() {
    assert_eq!(invoke(Failing::new(true, false)).await, [UNREAD]);
    assert_eq!(invoke(Failing::new(false, true)).await, [UNKEPT]);
    assert_eq!(invoke(Failing::new(true, true)).await, [UNREAD, UNKEPT]);
    assert!(invoke(Failing::new(false, false)).await.is_empty());
}

#[tokio::test]
async fn a_stream_says_at_first_what_was_not_read_and_at_last_what_was_not_kept() {
    let model = Model::new();
    let kept = model.clone().with_cache(Failing::new(true, true));
    let (mut chunks, warnings) = stream(&kept).await;
    let nothing = Vec::<String>::new();
    assert_eq!(warnings[0], [UNREAD]);
    assert_eq!(warnings[1..4], [const { Vec::<String>::new() }; 3]);
    assert_eq!(warnings[4..], [[UNKEPT]]);
    let last = chunks.pop().unwrap();
    assert!(last.choices().is_empty() && last.usage().is_none());
    assert_eq!(chunks, model.chunks());

    let (chunks, warnings) = stream(&Model::saying([]).with_cache(Failing::new(true, true))).await;
    assert_eq!(
        (chunks.len(), &warnings[0][..]),
        (1, &[UNREAD.to_owned(), UNKEPT.to_owned()][..])
    );

    let (chunks, warnings) = stream(&model.clone().with_cache(Failing::new(false, false))).await;
    assert_eq!((chunks.len(), warnings.concat()), (4, nothing));
}

#[tokio::test]
async fn a_warning_about_the_cache_is_not_kept() {
    let mut cache = Failing::new(true, false);
    let model = Model::new();
    model
        .clone()
        .with_cache(cache.clone())
        .invoke("hi")
        .await
        .unwrap();
    stream(&model.clone().with_cache(cache.clone())).await;
    cache.get = false;
    let again = model.clone().with_cache(cache).invoke("hi").await.unwrap();
    assert!(again.response_metadata().cached);
    assert_eq!(again.response_metadata().warnings, []);
    assert_eq!(model.calls().len(), 2);
}

#[tokio::test]
async fn an_error_is_not_kept() {
    let cache = MemoryCache::new(9);
    let broken = Model::new().breaking_after(2);
    let kept = broken.clone().with_cache(cache.clone());
    for _ in 0..2 {
        let error = kept.invoke("hi").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated);
    }
    assert_eq!(broken.calls().len(), 2);
    let answer = Model::new().with_cache(cache).invoke("hi").await.unwrap();
    assert!(!answer.response_metadata().cached);
}

#[tokio::test]
async fn a_model_that_does_not_tell_who_it_is_needs_a_namespace() {
    let model = Model::new().with_profile(Profile::default());
    let kept = model.clone().with_cache(MemoryCache::new(9));
    let error = kept.invoke("hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.message().contains(".with_namespace("), "{error}");
    assert!(kept.stream("hi").await.is_err());
    assert_eq!(model.calls().len(), 0);

    let named = |name| kept.clone().with_namespace(name);
    assert!(
        !named("a")
            .invoke("hi")
            .await
            .unwrap()
            .response_metadata()
            .cached
    );
    assert!(
        !named("b")
            .invoke("hi")
            .await
            .unwrap()
            .response_metadata()
            .cached
    );
    assert!(
        named("a")
            .invoke("hi")
            .await
            .unwrap()
            .response_metadata()
            .cached
    );
    assert_eq!(model.calls().len(), 2);
}

#[tokio::test]
async fn a_fallback_that_does_not_tell_who_it_is_needs_a_namespace() {
    let mut model = Model::new();
    model.profile.fallbacks = vec![Profile::default()];
    let kept = model.with_cache(MemoryCache::new(9));
    let error = kept.invoke("hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(kept.with_namespace("a").invoke("hi").await.is_ok());
}
