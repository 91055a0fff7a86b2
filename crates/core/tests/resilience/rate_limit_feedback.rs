//! What the provider says of its limits.

use surprisal_core::{
    AiMessageChunk, Error, ErrorKind, RateLimiter, RateLimits, ResponseMetadata, RunnableExt as _,
};

use crate::double::{Double, Step, fail, say, wait};
use crate::support::{drain, millis, secs, server};

fn refused(retry_after: Option<u64>) -> Error {
    let error = Error::new(ErrorKind::RateLimited, "slow down");
    match retry_after {
        Some(wait) => error.with_retry_after(millis(wait)),
        None => error,
    }
}

/// A chunk with what the headers say.
fn headers(change: impl FnOnce(&mut RateLimits), cached: bool) -> Step {
    let mut limits = RateLimits::default();
    change(&mut limits);
    let mut metadata = ResponseMetadata::default();
    metadata.rate_limits = Some(limits);
    metadata.cached = cached;
    Step::Chunk(AiMessageChunk::from("x").with_response_metadata(metadata))
}

#[tokio::test(start_paused = true)]
async fn after_a_refusal_nobody_starts_before_its_time_also_who_waits_already() {
    let limiter = RateLimiter::new().requests_per_second(20.0);
    let (small, large) = (
        Double::new([vec![wait(70), fail(refused(Some(1000)))]]),
        Double::new([]),
    );
    let one = small.clone().with_rate_limit(limiter.clone());
    let two = large.clone().with_rate_limit(limiter);
    // At 70 ms, when the refusal comes, the third is at the head and the fourth behind it.
    let (first, ..) = tokio::join!(
        one.invoke("a"),
        two.invoke("b"),
        two.invoke("c"),
        two.invoke("d"),
    );
    assert_eq!(first.unwrap_err().kind(), ErrorKind::RateLimited);
    assert_eq!(large.times(), [50, 1070, 1120]);
    two.invoke("e").await.unwrap();
    assert_eq!(large.times()[3], 1170);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_names_no_time_pauses_for_a_second() {
    let double = Double::new([vec![fail(refused(None))]]);
    let model = double.clone().with_rate_limit(RateLimiter::new());
    model.invoke("a").await.unwrap_err();
    model.invoke("b").await.unwrap();
    assert_eq!(double.times(), [0, 1000]);
}

#[tokio::test(start_paused = true)]
async fn the_longest_pause_holds_and_other_errors_make_none() {
    let double = Double::new([
        vec![wait(10), fail(refused(Some(500)))],
        vec![wait(20), fail(refused(Some(100)))],
        vec![fail(server().with_retry_after(secs(9)))],
    ]);
    let model = double.clone().with_rate_limit(RateLimiter::new());
    let _ = tokio::join!(model.invoke("a"), model.invoke("b"));
    model.invoke("c").await.unwrap_err();
    model.invoke("d").await.unwrap();
    assert_eq!(double.times(), [0, 0, 510, 510]);
}

#[tokio::test(start_paused = true)]
async fn a_refusal_of_a_stream_counts_wherever_it_comes() {
    for script in [
        vec![fail(refused(Some(300))), Step::Head],
        vec![Step::Head, fail(refused(Some(300)))],
        vec![say("a"), say("b"), fail(refused(Some(300)))],
    ] {
        let double = Double::new([script]);
        let model = double.clone().with_rate_limit(RateLimiter::new());
        if let Ok(stream) = model.stream("a").await {
            assert!(drain(stream).await.1.is_some());
        }
        model.invoke("b").await.unwrap();
        assert_eq!(double.times(), [0, 300]);
        assert_eq!(double.live(), 0);
    }
}

#[tokio::test(start_paused = true)]
async fn headers_that_say_that_nothing_is_left_hold_all_until_the_reset() {
    let no_requests = |limits: &mut RateLimits| {
        limits.remaining_requests = Some(0);
        limits.reset_requests = Some(millis(400));
    };
    let no_tokens = |limits: &mut RateLimits| {
        limits.remaining_tokens = Some(0);
        limits.reset_tokens = Some(secs(3));
    };
    let double = Double::new([
        vec![headers(no_requests, false)],
        vec![headers(no_tokens, false), Step::Hang],
    ]);
    let model = double.clone().with_rate_limit(RateLimiter::new());
    model.invoke("a").await.unwrap();
    // In a stream they are heeded as soon as they are read.
    let mut stream = model.stream("b").await.unwrap();
    futures::StreamExt::next(&mut stream)
        .await
        .unwrap()
        .unwrap();
    model.invoke("c").await.unwrap();
    assert_eq!(double.times(), [0, 400, 3400]);
}

#[tokio::test(start_paused = true)]
async fn headers_that_leave_something_or_name_no_reset_hold_nobody() {
    let left = |limits: &mut RateLimits| {
        limits.remaining_requests = Some(1);
        limits.reset_requests = Some(secs(9));
        limits.remaining_tokens = Some(0);
    };
    let double = Double::new([vec![headers(left, false)]]);
    let model = double.clone().with_rate_limit(RateLimiter::new());
    model.invoke("a").await.unwrap();
    model.invoke("b").await.unwrap();
    assert_eq!(double.times(), [0, 0]);
}

#[tokio::test(start_paused = true)]
async fn a_cached_answer_takes_no_turn_and_what_was_said_with_it_is_past() {
    let none_left = |limits: &mut RateLimits| {
        limits.remaining_requests = Some(0);
        limits.reset_requests = Some(secs(9));
    };
    let cached = || vec![headers(none_left, true)];
    let double = Double::new([cached(), cached(), cached()]);
    let limiter = RateLimiter::new().requests_per_second(20.0);
    let model = double.clone().with_rate_limit(limiter);
    model.invoke("a").await.unwrap();
    drain(model.stream("b").await.unwrap()).await;
    model.batch(["c", "d", "e"]).await;
    assert_eq!(double.times(), [0, 0, 0, 0, 50]);
}

#[tokio::test(start_paused = true)]
async fn a_turn_is_given_back_once_however_often_a_stream_says_that_it_is_cached() {
    let cached = vec![headers(|_| {}, true), headers(|_| {}, true)];
    let double = Double::new([]).on("kept", [cached]);
    let limiter = RateLimiter::new().requests_per_second(20.0).burst(5);
    let model = double.clone().with_rate_limit(limiter);
    model.batch(["a", "b", "c"]).await;
    drain(model.stream("kept").await.unwrap()).await;
    model.batch(["d", "e", "f"]).await;
    assert_eq!(double.times(), [0, 0, 0, 0, 0, 0, 50]);
}

#[tokio::test(start_paused = true)]
async fn who_waits_is_let_through_when_the_turn_before_it_turns_out_to_be_cached() {
    let cached = vec![wait(10), headers(|_| {}, true)];
    let double = Double::new([cached]);
    let limiter = RateLimiter::new().requests_per_second(20.0);
    let model = double.clone().with_rate_limit(limiter);
    model.batch(["a", "b", "c"]).await;
    assert_eq!(double.times(), [0, 10, 60]);
}
