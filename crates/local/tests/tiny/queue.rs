//! Several calls at once: one after the other, each with its own answer.

use std::time::Duration;

use futures::future::join_all;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};
use surprisal_core::{AiMessage, AiMessageChunk, CallOptions, ErrorKind, RunnableExt};
use surprisal_local::ChatLocal;
use surprisal_testing::TinyModel;

use crate::support::{HELLO, LONG, assert_same, endless, load, options};

async fn call(chat: ChatLocal, number: i64) -> AiMessage {
    let options = options(10 + number as u32).seed(number);
    let prompt = format!("the {number}. more {number}");
    chat.clone().bind(options).invoke(prompt).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn eight_calls_get_each_its_own_answer() {
    let chat = load(&TinyModel::new(4)).await;
    let mut alone = Vec::new();
    for number in 0..8 {
        alone.push(call(chat.clone(), number).await);
    }
    let calls = (0..8).map(|number| tokio::spawn(call(chat.clone(), number)));
    for (together, alone) in join_all(calls).await.into_iter().zip(&alone) {
        let together = together.unwrap();
        assert_eq!(together.text(), alone.text());
        assert_same(together.logprobs().content(), alone.logprobs().content());
        assert_eq!(together.usage().output_tokens, alone.usage().output_tokens);
    }
}

#[tokio::test]
async fn streams_that_are_read_in_turn_are_not_mixed() {
    let chat = load(&TinyModel::new(4)).await;
    let expected = [call(chat.clone(), 1).await, call(chat.clone(), 2).await];
    let stream = async |number: i64| {
        let options = options(10 + number as u32).seed(number);
        let prompt = format!("the {number}. more {number}");
        chat.clone().bind(options).stream(prompt).await.unwrap()
    };
    let mut streams = [stream(1).await, stream(2).await];
    let mut sums = [AiMessageChunk::default(), AiMessageChunk::default()];
    for _ in 0..40 {
        for (stream, sum) in streams.iter_mut().zip(&mut sums) {
            if let Some(chunk) = stream.next().await {
                *sum += chunk.unwrap();
            }
        }
    }
    for (sum, expected) in sums.into_iter().zip(&expected) {
        assert_same(sum.logprobs().content(), expected.logprobs().content());
    }
}

#[tokio::test]
async fn calls_are_answered_in_the_order_in_which_they_were_made() {
    let chat = load(&TinyModel::new(4)).await;
    // The first are the longest.
    let calls = (0..6).map(|number| {
        let options = options(60 - 10 * number);
        let bound = chat.clone().bind(options);
        async move {
            bound.invoke(HELLO).await.unwrap();
            number
        }
    });
    let order: Vec<u32> = calls.collect::<FuturesUnordered<_>>().collect().await;
    assert_eq!(order, [0, 1, 2, 3, 4, 5]);
}

#[tokio::test]
async fn a_call_that_waits_for_too_long_is_told_while_another_is_answered() {
    let chat = load(&TinyModel::new(4).context_length(LONG)).await;
    let mut first = chat
        .clone()
        .bind(endless(&chat).await)
        .stream(HELLO)
        .await
        .unwrap();
    for _ in 0..3 {
        first.next().await.unwrap().unwrap();
    }
    let limited = CallOptions::new().timeout(Duration::from_millis(20));
    let error = chat.clone().bind(limited).invoke(HELLO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.provider(), Some("local"));
    // The first goes on: what it has to give by now is not its end.
    let mut known = 0;
    while let Some(Some(chunk)) = first.next().now_or_never() {
        chunk.unwrap();
        known += 1;
    }
    assert!(known < 3000, "{known}");
    assert!(first.next().await.unwrap().is_ok());
}
