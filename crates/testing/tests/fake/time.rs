//! Waits, limits and drops, in virtual time.

use std::time::Duration;

use futures::StreamExt as _;
use surprisal_core::{CallOptions, ErrorKind, RunnableExt as _};
use surprisal_testing::{FakeChatModel, Fault};
use tokio::time::{Instant, timeout};

const SECOND: Duration = Duration::from_secs(1);

fn slow() -> FakeChatModel {
    FakeChatModel::new()
        .say_forever("a b")
        .fault(Fault::Delay(5 * SECOND))
        .fault(Fault::Pause(SECOND))
}

#[tokio::test(start_paused = true)]
async fn chunks_come_when_they_are_told_to() {
    let model = slow();
    let start = Instant::now();
    let mut stream = model.stream("hi").await.unwrap();
    let mut times = Vec::new();
    while let Some(chunk) = stream.next().await {
        chunk.unwrap();
        times.push(start.elapsed().as_secs());
    }
    assert_eq!(times, [5, 6, 7, 8]);
    model.invoke("hi").await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 16);
}

#[tokio::test(start_paused = true)]
async fn the_time_limits_of_a_call_hold() {
    let within = |options| slow().bind(options);
    let late = CallOptions::new().timeout(13 * SECOND / 2);
    let error = within(late.clone()).invoke("hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(error.partial().unwrap().text(), "a");
    let items: Vec<_> = within(late).stream("hi").await.unwrap().collect().await;
    assert_eq!(
        items.last().unwrap().as_ref().unwrap_err().kind(),
        ErrorKind::Timeout
    );

    let idle = within(CallOptions::new().idle_timeout(2 * SECOND));
    let mut stream = idle.stream("hi").await.unwrap();
    let error = stream.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(stream.next().await.is_none());
    // What is not streamed is silent until its end.
    assert!(idle.invoke("hi").await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_stalled_answer_never_ends_and_is_live_until_it_is_dropped() {
    let model = FakeChatModel::new()
        .say_forever("a b")
        .fault(Fault::StallAfter(2));
    let mut stream = model.stream("hi").await.unwrap();
    for _ in 0..2 {
        stream.next().await.unwrap().unwrap();
    }
    assert!(timeout(3600 * SECOND, stream.next()).await.is_err());
    assert_eq!(model.live(), 1);
    drop(stream);
    assert_eq!(model.live(), 0);
    assert!(timeout(3600 * SECOND, model.invoke("hi")).await.is_err());
    assert_eq!(model.live(), 0);
}

#[tokio::test]
async fn an_answer_is_live_until_its_end_or_its_error() {
    let model = FakeChatModel::new().say("a").say("b");
    let mut stream = model.stream("hi").await.unwrap();
    assert_eq!(model.live(), 1);
    while stream.next().await.is_some() {}
    assert_eq!(model.live(), 0);
    assert!(stream.next().await.is_none());

    let failing = model.clone().fault(Fault::FailAfter(1, ErrorKind::Server));
    let mut stream = failing.stream("hi").await.unwrap();
    assert!(stream.next().await.unwrap().is_ok());
    assert!(stream.next().await.unwrap().is_err());
    assert_eq!(model.live(), 0);
    assert!(stream.next().await.is_none());
}
