//! Nobody waits: the work ends.

use std::time::{Duration, Instant};

use futures::{FutureExt, StreamExt};
use surprisal_core::{AiMessageChunk, CallOptions, RunnableExt, ScoreText};
use surprisal_local::ChatLocal;
use surprisal_testing::TinyModel;

use crate::support::{HELLO, LONG, ask, bytes, endless, load, options};

async fn model() -> ChatLocal {
    load(&TinyModel::new(2).context_length(LONG)).await
}

/// Reads some chunks, and tells how long each took.
async fn read(stream: &mut surprisal_core::ChunkStream<AiMessageChunk>, chunks: usize) -> Duration {
    let began = Instant::now();
    for _ in 0..chunks {
        stream.next().await.unwrap().unwrap();
    }
    began.elapsed()
}

/// How long a call takes to give a token.
async fn time_of_a_call(chat: &ChatLocal) -> Duration {
    let began = Instant::now();
    ask(chat, options(1)).await;
    began.elapsed()
}

#[tokio::test]
async fn a_stream_that_is_dropped_ends_the_work() {
    let chat = model().await;
    let mut stream = chat
        .clone()
        .bind(endless(&chat).await)
        .stream(HELLO)
        .await
        .unwrap();
    let hundred = read(&mut stream, 100).await;
    drop(stream);
    // Some 3,800 tokens were to come. The prompt and a token take less than a hundred tokens did.
    let next = time_of_a_call(&chat).await;
    assert!(next < 3 * hundred, "{next:?} {hundred:?}");
}

#[tokio::test]
async fn a_call_that_is_dropped_ends_the_work() {
    let chat = model().await;
    let hundred = Instant::now();
    ask(&chat, endless(&chat).await.max_tokens(100)).await;
    let hundred = hundred.elapsed();
    let bound = chat.clone().bind(endless(&chat).await);
    let mut call = bound.invoke(HELLO).boxed();
    // It has begun, and has not ended.
    assert!(tokio::time::timeout(hundred, &mut call).await.is_err());
    drop(call);
    let next = time_of_a_call(&chat).await;
    assert!(next < 3 * hundred, "{next:?} {hundred:?}");
}

#[tokio::test]
async fn a_score_that_is_dropped_ends_the_work() {
    let chat = model().await;
    let long = "1 ".repeat(1800);
    let began = Instant::now();
    chat.score_text("a", &long, 0).await.unwrap();
    let whole = began.elapsed();
    chat.score_text("b", "1", 0).await.unwrap();
    assert!(chat.score_text("c", &long, 0).now_or_never().is_none());
    assert!(chat.score_text("d", &long, 0).now_or_never().is_none());
    let next = time_of_a_call(&chat).await;
    assert!(next < whole, "{next:?} {whole:?}");
}

#[tokio::test]
async fn calls_that_are_dropped_while_they_wait_are_never_begun() {
    let chat = model().await;
    let options = endless(&chat).await;
    let mut stream = chat
        .clone()
        .bind(options.clone())
        .stream(HELLO)
        .await
        .unwrap();
    let hundred = read(&mut stream, 100).await;
    for _ in 0..50 {
        assert!(
            chat.clone()
                .bind(options.clone())
                .invoke(HELLO)
                .now_or_never()
                .is_none()
        );
    }
    drop(stream);
    let next = time_of_a_call(&chat).await;
    assert!(next < 3 * hundred, "{next:?} {hundred:?}");
}

#[tokio::test]
async fn a_model_that_is_dropped_while_its_stream_is_read_goes_on_to_the_end() {
    let chat = model().await;
    let bound = chat.clone().bind(endless(&chat).await.max_tokens(200));
    let expected = bound.invoke(HELLO).await.unwrap();
    let stream = bound.stream(HELLO).await.unwrap();
    drop(bound);
    drop(chat);
    let message = AiMessageChunk::collect(stream).await.unwrap();
    assert_eq!(message.text(), expected.text());
    assert!(message.finish_reason().is_some());
    assert_eq!(message.usage().output_tokens, Some(200));
}

#[tokio::test]
async fn a_stream_that_is_dropped_leaves_nothing_behind() {
    let chat = model().await;
    let options = CallOptions::new().logprobs(true).seed(3).max_tokens(30);
    let expected = ask(&chat, options.clone()).await;
    for chunks in 0..6 {
        let mut stream = chat
            .clone()
            .bind(options.clone().seed(8))
            .stream("Else")
            .await
            .unwrap();
        read(&mut stream, chunks).await;
        drop(stream);
        let message = ask(&chat, options.clone()).await;
        assert_eq!(
            bytes(message.logprobs().content()),
            bytes(expected.logprobs().content())
        );
    }
}
