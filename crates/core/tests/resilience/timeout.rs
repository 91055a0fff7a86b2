//! Time limits.

use std::pin::pin;

use futures::StreamExt as _;
use surprisal_core::{ErrorKind, RetryPolicy, RunnableExt as _, TimeLimits};
use tokio::time::{advance, sleep};

use crate::double::{Double, Step, fail, say, wait};
use crate::support::{drain, millis, secs, server, timed};

fn limits() -> TimeLimits {
    TimeLimits::new()
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_not_there_in_time_is_an_error_and_its_call_is_dropped() {
    let double = Double::new([vec![wait(1001), say("late")], vec![wait(1000), say("just")]]);
    let model = double.clone().with_timeout(secs(1));
    let (failed, took) = timed(model.invoke("hi")).await;
    let error = failed.unwrap_err();
    assert_eq!(
        (error.kind(), error.is_retryable()),
        (ErrorKind::Timeout, true)
    );
    assert_eq!(
        error.message(),
        "the answer did not end within 1s, the time limit `whole`; nothing had come"
    );
    assert_eq!((took, double.live()), (1000, 0));
    assert_eq!(model.invoke("hi").await.unwrap().text(), "just");
}

#[tokio::test(start_paused = true)]
async fn the_whole_limit_counts_from_the_call_to_the_end_of_the_stream() {
    let double = Double::new([vec![
        wait(400),
        Step::Head,
        wait(300),
        say("a"),
        wait(300),
        say("b"),
        Step::Hang,
    ]]);
    let model = double.clone().with_timeout(limits().whole(secs(1)));
    let (outcome, took) = timed(async { drain(model.stream("hi").await.unwrap()).await }).await;
    let (texts, error) = outcome;
    // What comes at the last moment is in time.
    assert_eq!(texts, ["a", "b"]);
    assert_eq!(
        error.unwrap().message(),
        "the answer did not end within 1s, the time limit `whole`; 2 chunks had come"
    );
    assert_eq!((took, double.live()), (1000, 0));
}

#[tokio::test(start_paused = true)]
async fn the_whole_limit_holds_where_the_reader_is_slow_and_chunks_are_ready() {
    let double = Double::new([vec![say("a"), say("b"), say("c")]]);
    let model = double.clone().with_timeout(secs(1));
    let mut stream = model.stream("hi").await.unwrap();
    assert_eq!(stream.next().await.unwrap().unwrap().text(), "a");
    advance(millis(1001)).await;
    let error = stream.next().await.unwrap().unwrap_err();
    assert!(error.message().ends_with("; 1 chunk had come"));
    assert_eq!(double.live(), 0);
    assert!(stream.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_has_ended_in_time_stays_ended_for_ever() {
    let model = Double::new([vec![say("a")], vec![fail(server())]]).with_timeout(secs(1));
    for _ in 0..2 {
        let mut stream = model.stream("hi").await.unwrap();
        stream.next().await.unwrap().ok();
        while stream.next().await.is_some() {}
        advance(secs(5)).await;
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_chunk_is_waited_for_from_the_call_on() {
    let late = || vec![wait(600), Step::Head, wait(600), say("a")];
    let double = Double::new([late(), late()]);
    let model = double
        .clone()
        .with_timeout(limits().first_chunk(millis(1000)));
    let (outcome, took) = timed(async { drain(model.stream("hi").await.unwrap()).await }).await;
    assert_eq!(
        outcome.1.unwrap().message(),
        "no chunk came within 1s, the time limit `first_chunk`; nothing had come"
    );
    assert_eq!(took, 1000);

    let model = double.with_timeout(limits().first_chunk(millis(500)));
    let (failed, took) = timed(model.stream("hi")).await;
    assert_eq!(failed.err().unwrap().kind(), ErrorKind::Timeout);
    assert_eq!(took, 500);
}

#[tokio::test(start_paused = true)]
async fn the_limit_between_chunks_is_for_each_wait_also_for_that_for_the_end() {
    let double = Double::new([vec![
        wait(5000),
        say("a"),
        wait(900),
        say("b"),
        wait(900),
        say("c"),
        wait(1100),
    ]]);
    let limits = limits().first_chunk(secs(60)).between_chunks(secs(1));
    let model = double.clone().with_timeout(limits);
    let (outcome, took) = timed(async { drain(model.stream("hi").await.unwrap()).await }).await;
    let (texts, error) = outcome;
    assert_eq!(texts.concat(), "abc");
    assert_eq!(
        error.unwrap().message(),
        "no more chunks came within 1s, the time limit `between_chunks`; 3 chunks had come"
    );
    assert_eq!((took, double.live()), (5000 + 900 + 900 + 1000, 0));
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_is_not_taken_for_a_slow_model() {
    let double = Double::new([vec![wait(900), say("a"), wait(900), say("b"), wait(900)]]);
    let limits = limits().first_chunk(secs(1)).between_chunks(secs(1));
    let mut stream = double.with_timeout(limits).stream("hi").await.unwrap();
    for _ in 0..2 {
        sleep(secs(60)).await;
        stream.next().await.unwrap().unwrap();
    }
    sleep(secs(60)).await;
    assert!(stream.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn chunks_in_time_set_one_timer_for_all_of_them() {
    let steps = (0..50).flat_map(|_| [wait(90), say("x")]).collect();
    let double = Double::new([steps]);
    let model = double.with_timeout(limits().between_chunks(millis(1000)));
    let mut stream = model.stream("hi").await.unwrap();
    let mut polls = 0;
    let mut chunks = 0;
    std::future::poll_fn(|cx| {
        polls += 1;
        while let std::task::Poll::Ready(item) = pin!(&mut stream).poll_next_unpin(cx) {
            match item {
                Some(_) => chunks += 1,
                None => return std::task::Poll::Ready(()),
            }
        }
        std::task::Poll::Pending
    })
    .await;
    // One for each chunk, one to begin, and one for each second in which the timer fired and was set anew.
    assert_eq!(chunks, 50);
    assert!((51..=51 + 5).contains(&polls), "{polls}");
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_has_ended_wakes_nobody_any_more() {
    let double = Double::new([vec![wait(10), say("a")]]);
    let model = double.with_timeout(limits().first_chunk(secs(5)));
    let mut stream = model.stream("hi").await.unwrap();
    let mut later = pin!(sleep(secs(60)));
    let mut polls = 0;
    std::future::poll_fn(|cx| {
        polls += 1;
        while let std::task::Poll::Ready(Some(_)) = stream.poll_next_unpin(cx) {}
        std::future::Future::poll(later.as_mut(), cx)
    })
    .await;
    // One to begin, one for the chunk and the end, one for what comes later.
    assert_eq!(polls, 3);
}

#[tokio::test(start_paused = true)]
async fn limits_hold_for_all_attempts_within_and_for_each_attempt_around() {
    let hang = || vec![Step::Hang];
    let policy = || RetryPolicy::default().base_delay(millis(100));
    let double = Double::new([hang(), hang(), vec![say("third")]]);
    let each = double.clone().with_timeout(secs(1)).with_retry(policy());
    assert_eq!(each.invoke("hi").await.unwrap().text(), "third");
    assert_eq!(double.calls().len(), 3);

    let double = Double::new([vec![fail(server())], hang()]);
    let all = double.clone().with_retry(policy()).with_timeout(secs(1));
    let (failed, took) = timed(all.invoke("hi")).await;
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!((took, double.calls().len()), (1000, 2));
}

#[tokio::test(start_paused = true)]
async fn no_limit_is_too_long_or_left_out() {
    let max = std::time::Duration::MAX;
    let limits = limits().whole(max).first_chunk(max).between_chunks(max);
    for limits in [limits, TimeLimits::new()] {
        let double = Double::new([vec![wait(100_000_000), say("a")]]);
        let model = double.with_timeout(limits);
        let (texts, error) = drain(model.stream("hi").await.unwrap()).await;
        assert_eq!((texts.len(), error.is_none()), (1, true));
        assert!(model.invoke("hi").await.is_ok());
    }
}
