//! What is put in comes out.

use futures::{FutureExt as _, TryStreamExt as _};
use surprisal_core::{
    AiMessageChunk, Cache as _, CachedAnswer, CallOptions, Channel, ChatModel, ChoiceChunk,
    ContentBlock, HasLogprobs as _, Logprobs, RunnableExt as _, TokenLogprob, TopLogprob,
};
use surprisal_sqlite::SqliteCache;
use surprisal_testing::{FakeChatModel, token};

use crate::{answer, key};

#[tokio::test]
async fn an_answer_comes_out_as_it_was() {
    let cache = SqliteCache::in_memory().unwrap();
    let tokens = [0.1_f64.ln(), f64::NEG_INFINITY, f64::NAN, -0.0].map(|logprob| {
        let escaped = TopLogprob::new(r"\xe9", logprob).with_escaped_bytes(&[0xe9]);
        TokenLogprob::new("é", logprob).with_top_logprobs([escaped])
    });
    let choice = ChoiceChunk::new(0, [ContentBlock::text(""), ContentBlock::reasoning("é\0")])
        .with_logprobs(Logprobs::new(Channel::Reasoning, tokens));
    let kept = CachedAnswer::new([
        AiMessageChunk::default(),
        AiMessageChunk::default().with_choice(choice),
    ]);
    cache.put(&key("a"), kept.clone()).await.unwrap();
    assert_eq!(cache.get(&key("a")).await.unwrap(), Some(kept));
    assert_eq!(cache.get(&key("b")).await.unwrap(), None);
}

#[tokio::test]
async fn a_model_is_asked_once_and_its_log_probabilities_are_kept() {
    let fake = FakeChatModel::new().say([
        token("Par").p(0.3).alternative("Lyon", 0.1),
        token("is").p(0.5),
    ]);
    let options = CallOptions::new().logprobs(true).top_logprobs(2);
    let model = fake
        .clone()
        .bind(options)
        .with_cache(SqliteCache::in_memory().unwrap());
    let first: Vec<_> = model
        .stream("hi")
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let mut again: Vec<_> = model
        .stream("hi")
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    assert!(again[0].response_metadata().is_some_and(|said| said.cached));
    again[0].response_metadata_mut().cached = false;
    assert_eq!(again, first);
    let whole = model.invoke("hi").await.unwrap();
    assert_eq!(
        whole.joint_probability(),
        Some((0.3_f64.ln() + 0.5_f64.ln()).exp())
    );
    assert_eq!(fake.calls().len(), 1);
}

#[tokio::test]
async fn an_answer_is_replaced_counted_and_forgotten() {
    let cache = SqliteCache::in_memory().unwrap();
    assert!(cache.is_empty().await.unwrap());
    cache.put(&key("a"), answer("old")).await.unwrap();
    cache.put(&key("a"), answer("new")).await.unwrap();
    cache.put(&key("b"), answer("b")).await.unwrap();
    assert_eq!(cache.get(&key("a")).await.unwrap(), Some(answer("new")));
    assert_eq!(cache.len().await.unwrap(), 2);
    cache.clear().await.unwrap();
    assert_eq!(cache.get(&key("a")).await.unwrap(), None);
    assert!(cache.is_empty().await.unwrap());
}

#[tokio::test]
async fn the_answer_that_was_kept_the_longest_time_ago_goes() {
    let cache = SqliteCache::in_memory().unwrap().with_max_answers(2);
    for text in ["a", "b", "a", "c"] {
        cache.put(&key(text), answer(text)).await.unwrap();
    }
    assert_eq!(cache.get(&key("b")).await.unwrap(), None);
    assert_eq!(cache.get(&key("a")).await.unwrap(), Some(answer("a")));
    assert_eq!(cache.get(&key("c")).await.unwrap(), Some(answer("c")));
    let one = cache.with_max_answers(0);
    one.put(&key("d"), answer("d")).await.unwrap();
    assert_eq!(one.len().await.unwrap(), 1);
    assert_eq!(one.get(&key("d")).await.unwrap(), Some(answer("d")));
}

#[test]
fn any_executor_will_do() {
    fn cached(model: impl ChatModel) -> impl ChatModel {
        model.with_cache(SqliteCache::in_memory().unwrap())
    }
    let fake = FakeChatModel::new().say(["a"]);
    let model = cached(fake.clone());
    for _ in 0..2 {
        futures::executor::block_on(model.invoke("hi")).unwrap();
    }
    assert_eq!(fake.calls().len(), 1);
}

#[tokio::test]
async fn a_put_that_nobody_waits_for_is_done() {
    let cache = SqliteCache::in_memory().unwrap();
    let key = key("a");
    // Asked once, and dropped.
    let _ = cache.put(&key, answer("a")).now_or_never();
    assert_eq!(cache.get(&key).await.unwrap(), Some(answer("a")));
}
