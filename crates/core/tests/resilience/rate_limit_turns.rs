//! Whose turn it is, and when that changes.

use futures::StreamExt as _;
use surprisal_core::{Messages, RateLimiter, Result, RunnableExt as _};
use tokio::time::{sleep, timeout};

use crate::double::Double;
use crate::support::{millis, secs};

fn twenty() -> RateLimiter {
    RateLimiter::new().requests_per_second(20.0)
}

/// When calls start that all come at once, where the limiter is changed after 10 ms.
async fn starts(
    limiter: RateLimiter,
    calls: usize,
    change: impl FnOnce(RateLimiter) -> RateLimiter,
) -> Vec<u128> {
    let double = Double::new([]);
    let model = double.clone().with_rate_limit(limiter.clone());
    let changed = async {
        sleep(millis(10)).await;
        change(limiter)
    };
    let (results, _) = tokio::join!(model.batch(vec!["a"; calls]), changed);
    assert!(results.iter().all(Result::is_ok));
    double.times()
}

#[tokio::test(start_paused = true)]
async fn a_burst_that_is_raised_lets_those_who_wait_start_earlier() {
    let limiter = RateLimiter::new().requests_per_minute(1.0);
    assert_eq!(starts(limiter, 2, |it| it.burst(2)).await, [0, 10]);
}

#[tokio::test(start_paused = true)]
async fn a_rate_that_is_changed_holds_for_those_who_wait_already() {
    let slow = RateLimiter::new().requests_per_second(0.5);
    let raised = starts(slow, 3, |it| it.requests_per_second(20.0)).await;
    // A two hundredth had come by then; the rest comes at the new rate.
    assert_eq!(raised, [0, 60, 110]);

    let lowered = starts(twenty(), 3, |it| it.requests_per_second(1.0)).await;
    assert_eq!(lowered, [0, 810, 1810]);
    let unlimited = starts(twenty(), 3, |it| it.requests_per_second(f64::INFINITY)).await;
    assert_eq!(unlimited, [0, 10, 10]);
}

#[tokio::test(start_paused = true)]
async fn who_leaves_lets_those_behind_move_up() {
    let double = Double::new([]);
    let model = double.clone().with_rate_limit(twenty());
    let (_, left, ..) = tokio::join!(
        model.invoke("a"),
        timeout(millis(20), model.invoke("b")),
        model.invoke("c"),
        model.invoke("d"),
    );
    assert!(left.is_err());
    assert_eq!(double.texts(), ["a", "c", "d"]);
    assert_eq!(double.times(), [0, 50, 100]);
}

#[tokio::test(start_paused = true)]
async fn a_reader_can_ask_the_same_limiter_between_the_pieces_of_a_stream() {
    let double = Double::new([]);
    let model = double.clone().with_rate_limit(twenty());
    let inputs = ["a", "b", "c", "d"].map(Messages::from).to_vec();
    let mut answers = model.clone().each().stream(inputs).await.unwrap();
    while let Some(answer) = answers.next().await {
        answer.unwrap();
        // Some of the stream's own calls wait for their turn now, and nobody polls them.
        let asked = timeout(secs(10), model.invoke("between")).await;
        asked.unwrap().unwrap();
    }
    let texts = double.texts();
    assert_eq!(texts.iter().filter(|text| *text == "between").count(), 4);
    assert_eq!(texts.len(), 8);
}

#[tokio::test(start_paused = true)]
async fn who_does_not_come_when_its_turn_is_there_keeps_nobody_waiting_and_is_the_next_when_it_comes()
 {
    let double = Double::new([]);
    let model = double.clone().with_rate_limit(twenty());
    model.invoke("a").await.unwrap();
    let mut asleep = Box::pin(model.invoke("asleep"));
    assert!(timeout(millis(1), &mut asleep).await.is_err());
    // Its own turn would have been after 50 ms; the tick after its turn is for it alone.
    model.batch(["b", "c", "d"]).await;
    assert_eq!(double.times(), [0, 101, 150, 200]);

    let (woken, others) = tokio::join!(asleep, model.batch(["e", "f"]));
    assert!(woken.is_ok() && others.iter().all(Result::is_ok));
    assert_eq!(double.texts(), ["a", "b", "c", "d", "asleep", "e", "f"]);
    assert_eq!(double.times()[4..], [250, 300, 350]);
}
