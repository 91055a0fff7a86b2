//! Calls that are made again.

use std::sync::Arc;

use surprisal_core::{CallOptions, ChatModel, Error, ErrorKind, RetryPolicy, RunnableExt as _};

use crate::double::{Double, fail, say, wait};
use crate::support::{assert_waits, error, millis, secs, server, timed};

fn limited(wait: u64) -> Error {
    Error::new(ErrorKind::RateLimited, "").with_retry_after(millis(wait))
}

#[tokio::test(start_paused = true)]
async fn a_call_is_made_again_when_the_provider_says_or_a_little_later() {
    let double = Double::new([
        vec![fail(limited(700))],
        vec![fail(limited(1500))],
        vec![say("at last")],
    ]);
    let options = CallOptions::new().seed(7);
    let model = double.clone().bind(options.clone());
    let answer = model.with_retry(RetryPolicy::default()).invoke("hi").await;
    assert_eq!(answer.unwrap().text(), "at last");
    assert_waits(&double.times(), &[700, 1500]);
    for call in double.calls() {
        assert_eq!((call.text.as_str(), call.options), ("hi", options.clone()));
    }
}

#[tokio::test(start_paused = true)]
async fn where_the_provider_names_no_wait_it_doubles_within_its_jitter() {
    for _ in 0..20 {
        let double = Double::new([1, 2, 3, 4].map(|_| vec![fail(server())]));
        let policy = RetryPolicy::default()
            .max_attempts(4)
            .base_delay(millis(100));
        let failed = double.clone().with_retry(policy).invoke("hi").await;
        assert!(failed.unwrap_err().retries_spent());
        let times = double.times();
        assert_eq!(times.len(), 4);
        for (waited, full) in times.windows(2).map(|t| t[1] - t[0]).zip([100, 200, 400]) {
            // The clock of the tests counts whole milliseconds, upwards.
            assert!((full / 2..=full + 1).contains(&waited), "{times:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_not_retryable_is_given_back_at_once_and_unmarked() {
    let double = Double::new([vec![fail(error(ErrorKind::ContextTooLong, "too long"))]]);
    let model = double.clone().with_retry(RetryPolicy::default());
    let error = model.invoke("hi").await.unwrap_err();
    assert_eq!(
        (error.message(), error.retries_spent()),
        ("too long", false)
    );
    assert_eq!(double.times(), [0]);
}

#[tokio::test(start_paused = true)]
async fn a_choice_replaces_what_is_retried() {
    let truncated = || error(ErrorKind::Truncated, "cut off");
    let double = Double::new([
        vec![fail(truncated())],
        vec![fail(server())],
        vec![fail(truncated().with_retryable(false))],
    ]);
    let model = double
        .clone()
        .with_retry(RetryPolicy::default())
        .when(|error| error.kind() == ErrorKind::Truncated);
    let given_back = model.invoke("hi").await.unwrap_err();
    assert_eq!(given_back.kind(), ErrorKind::Server);
    assert!(!given_back.retries_spent());
    assert_eq!(model.invoke("hi").await.unwrap().text(), "ok");
    assert_eq!(double.calls().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn what_has_been_retried_below_is_not_retried_on_top() {
    let double = Double::new((0..9).map(|_| vec![fail(server())]));
    let policy = || RetryPolicy::default().max_attempts(2);
    let model = double
        .clone()
        .with_retry(policy())
        .with_retry(policy())
        .when(|_| true);
    assert!(model.invoke("hi").await.unwrap_err().retries_spent());
    assert_eq!(double.calls().len(), 2);
    assert!(model.stream("hi").await.err().unwrap().retries_spent());
    assert_eq!(double.calls().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn attempts_of_fallbacks_do_not_multiply_either() {
    let failing = |kind| Double::new((0..99).map(move |_| vec![fail(error(kind, "no"))]));
    let retry = |double: &Double| double.clone().with_retry(RetryPolicy::default());
    let (plain, retried) = (failing(ErrorKind::Server), failing(ErrorKind::Server));
    // Whichever is asked first.
    let first: Arc<dyn ChatModel> = Arc::new(plain.clone());
    let model = first.with_fallbacks([retry(&retried)]);
    let model = model.with_retry(RetryPolicy::default());
    assert!(model.invoke("hi").await.unwrap_err().retries_spent());
    assert_eq!((plain.calls().len(), retried.calls().len()), (1, 3));

    let model = retry(&retried).with_fallbacks([plain.clone()]);
    let model = model.with_retry(RetryPolicy::default()).when(|_| true);
    assert!(model.invoke("hi").await.unwrap_err().retries_spent());
    assert_eq!((plain.calls().len(), retried.calls().len()), (2, 6));
}

#[tokio::test(start_paused = true)]
async fn without_retries_nothing_is_made_again_or_marked() {
    for attempts in [0, 1] {
        let double = Double::new([vec![fail(server())]]);
        let policy = RetryPolicy::default().max_attempts(attempts);
        let failed = double.clone().with_retry(policy).invoke("hi").await;
        assert!(!failed.unwrap_err().retries_spent());
        assert_eq!(double.calls().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn clones_share_a_budget_that_successes_fill() {
    let double = Double::new((0..13).map(|_| vec![fail(server())]));
    let model = double
        .clone()
        .with_retry(RetryPolicy::default().budget(3))
        .when(|error| error.kind() == ErrorKind::Server);
    for _ in 0..10 {
        model.clone().invoke("hi").await.unwrap_err();
    }
    assert_eq!(double.calls().len(), 10 + 3);

    // Five calls that succeed earn one retry.
    for _ in 0..5 {
        model.invoke("hi").await.unwrap();
    }
    let double = double.on("again", (0..2).map(|_| vec![fail(server())]));
    model.invoke("again").await.unwrap_err();
    assert_eq!(double.calls().len(), 10 + 3 + 5 + 2);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_provider_names_costs_no_budget() {
    let double = Double::new((0..2).map(|_| vec![fail(limited(1))]));
    let model = double.with_retry(RetryPolicy::default().budget(0));
    assert_eq!(model.invoke("hi").await.unwrap().text(), "ok");
}

#[tokio::test(start_paused = true)]
async fn a_wait_longer_than_the_longest_gives_the_error_back_at_once() {
    let double = Double::new([vec![fail(limited(5001))]]);
    let policy = RetryPolicy::default().max_delay(secs(5));
    let (failed, took) = timed(double.clone().with_retry(policy).invoke("hi")).await;
    let error = failed.unwrap_err();
    assert_eq!(error.retry_after(), Some(millis(5001)));
    assert_eq!((took, double.calls().len()), (0, 1));
}

#[tokio::test(start_paused = true)]
async fn no_attempt_begins_after_the_time_that_the_options_give_to_the_call() {
    let slow = || vec![wait(400), fail(limited(500))];
    let double = Double::new([slow(), slow(), slow()]);
    let options = CallOptions::new().timeout(millis(1000));
    let model = double.clone().with_retry(RetryPolicy::default());
    let (failed, took) = timed(model.bind(options).invoke("hi")).await;
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::RateLimited);
    let times = double.times();
    assert_eq!((took, times.len()), (times[1] + 400, 2));
    assert!((900..=951).contains(&times[1]), "{times:?}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_just_fits_is_not_lengthened() {
    for _ in 0..20 {
        let double = Double::new([vec![fail(limited(999))], vec![say("in time")]]);
        let options = CallOptions::new().timeout(millis(1000));
        let model = double.clone().with_retry(RetryPolicy::default());
        let answer = model.bind(options).invoke("hi").await;
        assert_eq!(answer.unwrap().text(), "in time");
        assert!((999..=1000).contains(&double.times()[1]));
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_waits_is_not_made_again() {
    let double = Double::new([vec![fail(limited(1000))]]);
    let model = double.clone().with_retry(RetryPolicy::default());
    let dropped = tokio::time::timeout(millis(500), model.invoke("hi")).await;
    assert!(dropped.is_err());
    tokio::time::sleep(secs(5)).await;
    assert_eq!((double.calls().len(), double.live()), (1, 0));
}
