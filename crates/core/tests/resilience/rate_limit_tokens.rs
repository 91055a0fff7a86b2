//! How many tokens calls use in a minute.

use futures::StreamExt as _;
use surprisal_core::{AiMessageChunk, RateLimiter, ResponseMetadata, RunnableExt as _, Usage};
use tokio::time::sleep;

use crate::double::{Double, Script, Step, fail, say, wait};
use crate::support::{drain, millis, secs, server};

/// A token every 10 ms, 6000 at most.
fn limiter() -> RateLimiter {
    RateLimiter::new().tokens_per_minute(6000.0)
}

fn usage(input: u64, output: u64) -> Step {
    Step::Chunk(AiMessageChunk::from("x").with_usage(Usage::new(input, output)))
}

fn cached() -> Step {
    let mut metadata = ResponseMetadata::default();
    metadata.cached = true;
    Step::Chunk(AiMessageChunk::from("x").with_response_metadata(metadata))
}

/// When the call after one with this script starts, in milliseconds; the stream is read to its end.
async fn next_start(script: Script) -> u128 {
    let double = Double::new([script]);
    let model = double.clone().with_rate_limit(limiter());
    if let Ok(stream) = model.stream("a").await {
        drain(stream).await;
    }
    model.invoke("b").await.unwrap();
    double.times()[1]
}

#[tokio::test(start_paused = true)]
async fn a_call_starts_while_some_are_left_and_others_wait_for_what_it_went_into_debt_for() {
    let double = Double::new([
        vec![usage(5000, 999)],
        vec![usage(100, 1)],
        vec![usage(1, 1)],
    ]);
    let model = double.clone().with_rate_limit(limiter());
    for text in ["a", "b", "c"] {
        model.invoke(text).await.unwrap();
    }
    // One token is left for the second, which owes 100 of its 101; the third starts when one more has come.
    assert_eq!(double.times(), [0, 0, 1010]);
}

#[tokio::test(start_paused = true)]
async fn tokens_come_back_with_time_up_to_those_of_a_minute() {
    let spend = || vec![usage(6000, 0)];
    let double = Double::new([spend(), spend(), spend()]);
    let model = double.clone().with_rate_limit(limiter());
    model.invoke("a").await.unwrap();
    sleep(secs(600)).await;
    model.invoke("b").await.unwrap();
    model.invoke("c").await.unwrap();
    assert_eq!(double.times(), [0, 600_000, 600_010]);
}

#[tokio::test(start_paused = true)]
async fn a_later_report_of_a_stream_replaces_an_earlier_one() {
    let together = vec![usage(6000, 1), usage(6000, 50), usage(6000, 99)];
    assert_eq!(next_start(together).await, 1000);
    let less = vec![usage(6000, 99), usage(6000, 9)];
    assert_eq!(next_start(less).await, 100);
}

#[tokio::test(start_paused = true)]
async fn each_figure_is_replaced_by_itself_and_a_total_serves_where_there_is_no_other() {
    let partly = |input, output, total| {
        let mut usage = Usage::default();
        (usage.input_tokens, usage.output_tokens, usage.total_tokens) = (input, output, total);
        Step::Chunk(AiMessageChunk::from("x").with_usage(usage))
    };
    let split = vec![partly(Some(6000), None, None), partly(None, Some(99), None)];
    assert_eq!(next_start(split).await, 1000);
    assert_eq!(next_start(vec![partly(None, None, Some(6099))]).await, 1000);
}

#[tokio::test(start_paused = true)]
async fn usage_is_charged_when_it_comes_also_where_the_stream_is_dropped_then() {
    let double = Double::new([vec![usage(6000, 9), wait(50_000), usage(6000, 99)]]);
    let model = double.clone().with_rate_limit(limiter());
    let mut stream = model.stream("a").await.unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    model.invoke("b").await.unwrap();
    assert_eq!(double.times(), [0, 100]);
}

#[tokio::test(start_paused = true)]
async fn what_a_failed_stream_told_is_charged_and_what_nobody_told_is_not() {
    assert_eq!(next_start(vec![usage(6000, 9), fail(server())]).await, 100);
    assert_eq!(next_start(vec![say("a"), say("b")]).await, 0);
    assert_eq!(next_start(vec![fail(server())]).await, 0);
}

#[tokio::test(start_paused = true)]
async fn a_cached_answer_costs_none_wherever_it_says_that_it_is() {
    assert_eq!(next_start(vec![cached(), usage(6000, 99)]).await, 0);
    assert_eq!(next_start(vec![usage(6000, 99), cached()]).await, 0);
    let double = Double::new([vec![usage(6000, 99), cached()]]);
    let model = double.clone().with_rate_limit(limiter());
    model.invoke("a").await.unwrap();
    model.invoke("b").await.unwrap();
    assert_eq!(double.times(), [0, 0]);
}

#[tokio::test(start_paused = true)]
async fn who_waits_for_tokens_is_let_through_when_a_report_takes_some_back() {
    let double = Double::new([vec![usage(6000, 99), wait(30), usage(6000, 1)]]);
    let model = double.clone().with_rate_limit(limiter());
    let stream = model.stream("a").await.unwrap();
    let next = async {
        sleep(millis(1)).await;
        model.invoke("b").await
    };
    let ((_, error), next) = tokio::join!(drain(stream), next);
    assert!(error.is_none() && next.is_ok());
    assert_eq!(double.times(), [0, 30]);
}

#[tokio::test(start_paused = true)]
async fn requests_and_tokens_hold_together() {
    let double = Double::new([vec![usage(6000, 9)], vec![usage(1, 0)]]);
    let limiter = limiter().requests_per_second(20.0);
    let model = double.clone().with_rate_limit(limiter);
    for text in ["a", "b", "c"] {
        model.invoke(text).await.unwrap();
    }
    assert_eq!(double.times(), [0, 100, 150]);
}
