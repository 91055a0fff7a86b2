//! How long a call may take.

use std::time::Duration;

use futures::TryStreamExt;
use surprisal_core::{AiMessageChunk, ErrorKind, RunnableExt};
use surprisal_local::ChatLocal;
use surprisal_testing::TinyModel;

use crate::support::{HELLO, LONG, ask, endless, load, only, options};

async fn model() -> ChatLocal {
    load(&TinyModel::new(6).context_length(LONG)).await
}

#[tokio::test]
async fn a_call_that_takes_too_long_is_an_error() {
    let chat = model().await;
    let limited = endless(&chat).await.timeout(Duration::from_millis(200));
    let error = chat
        .clone()
        .bind(limited.clone())
        .invoke(HELLO)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.message(), "the call took longer than 200ms");
    assert_eq!(error.provider(), Some("local"));
    // What had come by then is with it, and of a stream it has been given.
    assert!(!error.partial().unwrap().text().is_empty());
    let mut stream = chat.clone().bind(limited).stream(HELLO).await.unwrap();
    let mut sum = AiMessageChunk::default();
    let error = loop {
        match stream.try_next().await {
            Ok(chunk) => sum += chunk.unwrap(),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(!sum.logprobs().is_empty());
    // The model is there for the next.
    ask(&chat, options(1)).await;
}

#[tokio::test]
async fn a_stream_that_is_silent_for_too_long_is_an_error() {
    let chat = model().await;
    // All of the answer may yet become this text, so nothing of it can be given.
    let silent = only(&chat, "a", options(LONG))
        .await
        .stop(["a".repeat(5000)]);
    let limited = silent.idle_timeout(Duration::from_millis(100));
    let error = chat.clone().bind(limited).invoke(HELLO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.message(), "nothing came for 100ms");
}

#[tokio::test]
async fn a_stream_that_goes_on_may_take_its_time() {
    let chat = model().await;
    let limited = endless(&chat)
        .await
        .max_tokens(1500)
        .idle_timeout(Duration::from_millis(400));
    let message = ask(&chat, limited.timeout(Duration::from_secs(600))).await;
    assert_eq!(message.usage().output_tokens, Some(1500));
}
