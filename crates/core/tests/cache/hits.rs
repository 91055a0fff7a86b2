//! What was asked before is answered without the model.

use std::sync::Arc;

use futures::TryStreamExt as _;
use futures::executor::block_on;
use futures::future::join;
use proptest::collection::vec;
use proptest::{prop_assert_eq, proptest};
use surprisal_core::{
    AiMessage, AiMessageChunk, Cache, CallOptions, ChatModel, HasLogprobs as _, MemoryCache,
    RunnableExt as _,
};

use crate::arbitrary::chunk;
use crate::model::{Echo, Model};

async fn stream(model: &impl ChatModel) -> Vec<AiMessageChunk> {
    let chunks = model.stream("hi").await.unwrap();
    chunks.try_collect().await.unwrap()
}

/// The same answer, said to be kept.
fn cached(mut answer: AiMessage) -> AiMessage {
    answer.response_metadata_mut().cached = true;
    answer
}

/// The same chunks, the first of which says that they were kept.
fn cached_chunks(chunks: &[AiMessageChunk]) -> Vec<AiMessageChunk> {
    let mut chunks = chunks.to_vec();
    chunks[0].response_metadata_mut().cached = true;
    chunks
}

fn whole(chunks: &[AiMessageChunk]) -> AiMessage {
    AiMessageChunk::from_iter(chunks.to_vec()).into()
}

#[tokio::test]
async fn an_answer_is_given_again_with_all_that_was_known_of_it() {
    let model = Model::new();
    let kept = model.clone().with_cache(MemoryCache::new(9));
    let first = kept.invoke("hi").await.unwrap();
    assert_eq!(first, whole(model.chunks()));
    let again = kept.invoke("hi").await.unwrap();
    assert_eq!(model.calls().len(), 1);
    assert_eq!(again, cached(first));
    assert_eq!(again.text(), "Hello");
    assert_eq!(again.sum_logprob(), Some(-0.1 + -0.2));
}

#[tokio::test]
async fn a_stream_is_given_again_chunk_by_chunk() {
    let model = Model::new();
    let kept = model.clone().with_cache(MemoryCache::new(9));
    assert_eq!(stream(&kept).await, model.chunks());
    assert_eq!(stream(&kept).await, cached_chunks(model.chunks()));
    assert_eq!(stream(&kept).await, cached_chunks(model.chunks()));
    assert_eq!(model.calls().len(), 1);
}

#[tokio::test]
async fn what_was_streamed_is_found_by_invoke() {
    let model = Model::new();
    let kept = model.clone().with_cache(MemoryCache::new(9));
    stream(&kept).await;
    let again = kept.invoke("hi").await.unwrap();
    assert_eq!(again, cached(whole(model.chunks())));
    assert_eq!(model.calls().len(), 1);
}

#[tokio::test]
async fn what_was_invoked_is_streamed_as_one_chunk() {
    let model = Model::new();
    let kept = model.clone().with_cache(MemoryCache::new(9));
    let first = kept.invoke("hi").await.unwrap();
    let again = stream(&kept).await;
    assert_eq!(again.len(), 1);
    assert_eq!(whole(&again), cached(first));
    assert_eq!(model.calls().len(), 1);
}

#[tokio::test]
async fn an_answer_without_chunks_is_an_answer() {
    let model = Model::saying([]);
    let kept = model.clone().with_cache(MemoryCache::new(9));
    assert_eq!(stream(&kept).await, []);
    let again = stream(&kept).await;
    assert_eq!(whole(&again), cached(AiMessage::default()));
    assert_eq!(model.calls().len(), 1);
}

proptest! {
    #[test]
    fn any_chunks_are_given_again_as_they_came(chunks in vec(chunk(), 1..4)) {
        let model = Model::saying(chunks.clone());
        let kept = model.clone().with_cache(MemoryCache::new(9));
        prop_assert_eq!(block_on(stream(&kept)), chunks.clone());
        prop_assert_eq!(block_on(stream(&kept)), cached_chunks(&chunks));
        prop_assert_eq!(block_on(kept.invoke("hi")).unwrap(), cached(whole(&chunks)));
        prop_assert_eq!(model.calls().len(), 1);
    }
}

#[tokio::test]
async fn other_options_or_messages_are_another_question() {
    let model = Model::new();
    let kept = model.clone().with_cache(MemoryCache::new(9));
    let ask = |options: CallOptions| (&kept).bind(options);
    ask(CallOptions::new()).invoke("hi").await.unwrap();
    for count in [0, 5] {
        let options = CallOptions::new().logprobs(true).top_logprobs(count);
        ask(options).invoke("hi").await.unwrap();
    }
    kept.invoke("hi there").await.unwrap();
    assert_eq!(model.calls().len(), 4);
    let options = CallOptions::new().logprobs(true).top_logprobs(5);
    let again = ask(options).invoke("hi").await.unwrap();
    assert!(again.response_metadata().cached);
    assert_eq!(model.calls().len(), 4);
}

#[tokio::test]
async fn the_model_gets_the_options_of_the_call_and_no_others() {
    let mut model = Model::new();
    model.profile.options = CallOptions::new().seed(7);
    let kept = model.clone().with_cache(MemoryCache::new(9));
    let options = CallOptions::new().header("authorization", "sk-1").raw(true);
    (&kept).bind(options.clone()).invoke("hi").await.unwrap();
    stream(&(&kept).bind(options.clone().n(2))).await;
    assert_eq!(model.calls(), [options.clone(), options.n(2)]);
}

#[tokio::test]
async fn it_does_not_matter_where_an_option_was_set() {
    let cache = MemoryCache::new(9);
    let options = CallOptions::new().temperature(0.0).stop(["x"]);
    let mut built = Model::new();
    built.profile.options = options.clone();
    built
        .clone()
        .with_cache(cache.clone())
        .invoke("hi")
        .await
        .unwrap();

    let plain = Model::new();
    let below = plain
        .clone()
        .bind(options.clone())
        .with_cache(cache.clone());
    let above = plain.clone().with_cache(cache.clone()).bind(options);
    let twice = above.clone().with_cache(cache);
    for again in [
        below.invoke("hi").await,
        above.invoke("hi").await,
        twice.invoke("hi").await,
    ] {
        assert!(again.unwrap().response_metadata().cached);
    }
    assert_eq!((built.calls().len(), plain.calls().len()), (1, 0));
}

#[tokio::test]
async fn a_cache_behind_a_pointer_is_shared_by_models() {
    let cache: Arc<dyn Cache> = Arc::new(MemoryCache::new(9));
    let (one, other) = (Model::new(), Model::new());
    let one_kept: Arc<dyn ChatModel> = Arc::new(one.clone().with_cache(Arc::clone(&cache)));
    one_kept.invoke("hi").await.unwrap();
    other.clone().with_cache(cache).invoke("hi").await.unwrap();
    assert_eq!((one.calls().len(), other.calls().len()), (1, 0));
}

#[test]
fn threads_share_a_cache_and_each_gets_its_own_answer() {
    let kept = Echo.with_cache(MemoryCache::new(1000));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for round in 0..100 {
                    let text = (round % 25).to_string();
                    let answer = block_on(kept.invoke(text.as_str())).unwrap();
                    assert_eq!(answer.text(), text);
                }
            });
        }
    });
}

#[tokio::test]
async fn two_calls_at_once_both_ask_and_the_next_finds_an_answer() {
    let model = Model::new();
    let kept = model.clone().with_cache(MemoryCache::new(9));
    let (one, other) = join(stream(&kept), stream(&kept)).await;
    assert_eq!(one, model.chunks());
    assert_eq!(whole(&stream(&kept).await), cached(whole(&other)));
}
