//! How often calls start.

use std::future::{Future, poll_fn};
use std::pin::pin;

use futures::future::join_all;
use surprisal_core::{AiMessage, ErrorKind, RateLimiter, Result, RunnableExt as _};
use tokio::time::{advance, sleep, timeout};

use crate::double::{Double, Step, say};
use crate::support::{millis, secs, timed};

fn twenty() -> RateLimiter {
    RateLimiter::new().requests_per_second(20.0)
}

/// What it gives, and how often it was polled: once, and once more for each time that it was woken.
async fn counted<T>(future: impl Future<Output = T>) -> (T, usize) {
    let mut future = pin!(future);
    let mut polls = 0;
    let output = poll_fn(|cx| {
        polls += 1;
        future.as_mut().poll(cx)
    })
    .await;
    (output, polls)
}

async fn spawned(
    calls: impl IntoIterator<Item = impl Future<Output = Result<AiMessage>> + Send + 'static>,
) -> Vec<usize> {
    let tasks: Vec<_> = calls
        .into_iter()
        .map(|call| tokio::spawn(counted(call)))
        .collect();
    let done = join_all(tasks).await.into_iter();
    done.map(|task| {
        task.map(|(answer, polls)| (answer.unwrap(), polls))
            .unwrap()
            .1
    })
    .collect()
}

#[tokio::test(start_paused = true)]
async fn five_calls_at_twenty_a_second_take_exactly_200_ms_and_nothing_wakes_in_between() {
    let double = Double::new([]);
    let model = double.clone().with_rate_limit(twenty());
    let call = |index: usize| {
        let model = model.clone();
        async move { model.invoke(index.to_string()).await }
    };
    let (polls, took) = timed(spawned((0..5).map(call))).await;
    assert_eq!((took, double.times()), (200, vec![0, 50, 100, 150, 200]));
    assert_eq!(double.texts(), ["0", "1", "2", "3", "4"]);
    // The first starts at once; the others are woken when it is their time.
    assert_eq!(polls, [1, 2, 2, 2, 2]);
}

#[tokio::test(start_paused = true)]
async fn a_rate_that_the_timer_does_not_divide_is_kept_all_the_same() {
    let double = Double::new([]);
    let limiter = RateLimiter::new().requests_per_second(300.0);
    let model = double.clone().with_rate_limit(limiter);
    let (_, took) = timed(model.batch_with(999, vec!["hi"; 301])).await;
    assert_eq!(took, 1000);
}

#[tokio::test(start_paused = true)]
async fn a_minute_is_sixty_seconds_and_time_that_passed_counts() {
    let double = Double::new([]);
    let limiter = RateLimiter::new().requests_per_minute(600.0);
    let model = double.clone().with_rate_limit(limiter);
    model.invoke("a").await.unwrap();
    sleep(millis(70)).await;
    model.invoke("b").await.unwrap();
    sleep(secs(10)).await;
    model.invoke("c").await.unwrap();
    model.invoke("d").await.unwrap();
    assert_eq!(double.times(), [0, 100, 10_100, 10_200]);
}

#[tokio::test(start_paused = true)]
async fn a_burst_starts_at_once_and_comes_back_with_time() {
    let double = Double::new([]);
    let model = double.clone().with_rate_limit(twenty().burst(3));
    model.batch(["a"; 5]).await;
    assert_eq!(double.times(), [0, 0, 0, 50, 100]);
    sleep(millis(100)).await;
    model.batch(["b"; 3]).await;
    assert_eq!(double.times()[5..], [200, 200, 250]);
}

#[tokio::test(start_paused = true)]
async fn clones_and_models_share_a_limiter_in_the_order_in_which_calls_come() {
    let (small, large) = (Double::new([]), Double::new([]));
    let limiter = twenty();
    let one = small.clone().with_rate_limit(limiter.clone());
    let two = large.clone().with_rate_limit(limiter);
    let clone = one.clone();
    let streamed = async { clone.stream("c").await.map(drop) };
    let (a, b, c, d) = (one.invoke("a"), two.invoke("b"), streamed, two.invoke("d"));
    let outcome = tokio::join!(a, b, c, d);
    assert!(outcome.0.is_ok() && outcome.1.is_ok() && outcome.2.is_ok() && outcome.3.is_ok());
    assert_eq!(
        (small.times(), small.texts()),
        (vec![0, 100], vec!["a".into(), "c".into()])
    );
    assert_eq!(
        (large.times(), large.texts()),
        (vec![50, 150], vec!["b".into(), "d".into()])
    );
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_waits_uses_nothing_up() {
    let double = Double::new([]);
    let model = double.clone().with_rate_limit(twenty());
    model.invoke("a").await.unwrap();
    // One at the head and one behind it give up.
    let at_the_head = timeout(millis(20), model.invoke("b"));
    let behind = timeout(millis(10), model.invoke("c"));
    let (at_the_head, behind, last) = tokio::join!(at_the_head, behind, model.invoke("d"));
    assert!(at_the_head.is_err() && behind.is_err() && last.is_ok());
    assert_eq!(double.texts(), ["a", "d"]);
    assert_eq!(double.times(), [0, 50]);
}

#[tokio::test(start_paused = true)]
async fn calls_wait_for_their_start_and_not_for_the_end_of_others() {
    let slow = || vec![Step::Wait(secs(10)), say("slow")];
    let double = Double::new([slow(), slow(), slow()]);
    let model = double.clone().with_rate_limit(twenty());
    let (_, took) = timed(model.batch(["a"; 3])).await;
    assert_eq!((took, double.times()), (10_100, vec![0, 50, 100]));
}

#[tokio::test(start_paused = true)]
async fn a_rate_that_is_no_rate_is_an_error_and_not_a_wait_without_end() {
    for rate in [0.0, -1.0, f64::NAN] {
        for limiter in [
            RateLimiter::new().requests_per_second(rate),
            RateLimiter::new().tokens_per_minute(rate),
        ] {
            let double = Double::new([]);
            let error = double.clone().with_rate_limit(limiter).invoke("a").await;
            assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
            assert_eq!(double.calls().len(), 0);
        }
    }
    for rate in [f64::MIN_POSITIVE, f64::MAX, f64::INFINITY] {
        let limiter = RateLimiter::new()
            .requests_per_second(rate)
            .tokens_per_minute(rate);
        let double = Double::new([]);
        double.with_rate_limit(limiter).invoke("a").await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn without_rates_nothing_waits() {
    let double = Double::new([]);
    let model = double.clone().with_rate_limit(RateLimiter::new());
    let (_, took) = timed(model.batch(["a"; 50])).await;
    assert_eq!(took, 0);
    advance(millis(1)).await;
    assert_eq!(double.calls().len(), 50);
}
