//! Streams that are asked for again, up to their first chunk.

use futures::StreamExt as _;
use surprisal_core::{Error, ErrorKind, RetryPolicy, RunnableExt as _};

use crate::double::{Double, Script, Step, fail, say, wait};
use crate::support::{assert_waits, drain, millis, server};

fn limited() -> Error {
    Error::new(ErrorKind::RateLimited, "").with_retry_after(millis(100))
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_fails_before_its_first_chunk_is_asked_for_again() {
    let double = Double::new([
        vec![fail(limited()), Step::Head],
        vec![Step::Head, fail(limited())],
        vec![Step::Head, wait(50), say("a"), say(""), wait(50), say("b")],
    ]);
    let model = double.clone().with_retry(RetryPolicy::default());
    let stream = model.stream("hi").await.unwrap();
    assert_waits(&double.times(), &[100, 100]);
    assert_eq!(double.live(), 1);
    let (texts, error) = drain(stream).await;
    assert_eq!(
        (texts.concat(), texts.len(), error.is_none()),
        ("ab".into(), 3, true)
    );
    assert!(double.calls().iter().all(|call| call.stream));
    assert_eq!(double.live(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_fails_after_its_first_chunk_is_not() {
    let double = Double::new([vec![say(""), say("a"), fail(limited())]]);
    let model = double.clone().with_retry(RetryPolicy::default());
    let (texts, error) = drain(model.stream("hi").await.unwrap()).await;
    assert_eq!(texts, ["", "a"]);
    let error = error.unwrap();
    assert_eq!(
        (error.kind(), error.retries_spent()),
        (ErrorKind::RateLimited, false)
    );
    assert_eq!(double.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_always_fails_at_once_is_an_error_of_the_call() {
    let scripts: [Script; 3] = [1, 2, 3].map(|_| vec![Step::Head, fail(server())]);
    let double = Double::new(scripts);
    let model = double.clone().with_retry(RetryPolicy::default());
    let error = model.stream("hi").await.err().unwrap();
    assert!(error.retries_spent());
    assert_eq!((double.calls().len(), double.live()), (3, 0));
}

#[tokio::test(start_paused = true)]
async fn a_stream_without_chunks_is_no_failure_and_stays_ended() {
    let double = Double::new([vec![]]);
    let model = double.clone().with_retry(RetryPolicy::default());
    let mut stream = model.stream("hi").await.unwrap();
    assert!(stream.next().await.is_none());
    assert!(stream.next().await.is_none());
    assert_eq!(double.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_not_read_ahead_of_its_reader_and_dropping_it_ends_the_work() {
    let double = Double::new([vec![say("a"), Step::Hang]]);
    let model = double.clone().with_retry(RetryPolicy::default());
    let mut stream = model.stream("hi").await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().text(), "a");
    assert_eq!(double.live(), 1);
    drop(stream);
    assert_eq!(double.live(), 0);
}
