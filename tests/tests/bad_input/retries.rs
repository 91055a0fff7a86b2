//! What is sent again, when, and what never is.

use std::time::{Duration, Instant};

use surprisal::{AiMessageChunk, ErrorKind, RunnableExt};
use surprisal_testing::server::Reply;

use crate::support::{ANSWER, assert_error, openai, served};

fn rate_limited() -> Reply {
    Reply::json(
        429,
        openai("slow down", "requests", "", "rate_limit_exceeded"),
    )
}

/// Asserts that a call that is first answered by this takes so long and succeeds, whole and streamed.
async fn assert_waits(first: impl Fn() -> Reply, least: Duration, most: Duration) {
    let answer = || Reply::json(200, ANSWER);
    let (server, model) = served([first(), answer(), first(), answer()]).await;
    for (requests, streamed) in [(2, false), (4, true)] {
        let started = Instant::now();
        let message = match streamed {
            false => model.invoke("hi").await.unwrap(),
            true => AiMessageChunk::collect(model.stream("hi").await.unwrap())
                .await
                .unwrap(),
        };
        let elapsed = started.elapsed();
        assert_eq!(message.text(), "Hi");
        assert_eq!(server.requests().len(), requests);
        assert!(least <= elapsed && elapsed < most, "{elapsed:?}");
    }
    let bodies: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.body().clone())
        .collect();
    assert_eq!((&bodies[0], &bodies[2]), (&bodies[1], &bodies[3]));
}

#[tokio::test]
async fn a_wait_in_milliseconds_is_waited() {
    let first = || {
        rate_limited()
            .header("retry-after-ms", "120")
            .header("retry-after", "30")
    };
    assert_waits(first, Duration::from_millis(120), Duration::from_secs(5)).await;
}

#[tokio::test]
async fn a_wait_until_a_date_is_waited() {
    // The date counts from the server's own clock, however wrong that is.
    let first = || {
        rate_limited()
            .header("date", "Sun, 09 Sep 2001 01:46:40 GMT")
            .header("retry-after", "Sun, 09 Sep 2001 01:46:41 GMT")
    };
    assert_waits(first, Duration::from_secs(1), Duration::from_secs(10)).await;
}

#[tokio::test]
async fn a_server_error_is_sent_again() {
    for first in [
        || Reply::json(500, openai("oops", "server_error", "", "")),
        || Reply::new(503),
        || Reply::new(408),
        || Reply::new(409),
        || Reply::raw(""),
    ] {
        assert_waits(first, Duration::ZERO, Duration::from_secs(5)).await;
    }
}

#[tokio::test]
async fn an_error_that_stays_is_given_after_three_requests() {
    let failure = Reply::json(500, openai("oops", "server_error", "", ""));
    let (server, model) = served([failure.forever()]).await;
    let error = model.invoke("hi").await.unwrap_err();
    assert_error(&error, ErrorKind::Server, "oops");
    assert!(error.is_retryable());
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn an_exhausted_quota_is_never_tried_again() {
    let message = "You exceeded your current quota, please check your plan and billing details.";
    for (kind, code) in [
        ("insufficient_quota", "insufficient_quota"),
        ("insufficient_quota", ""),
    ] {
        let quota = Reply::json(429, openai(message, kind, "", code))
            .header("retry-after-ms", "1")
            .header("x-should-retry", "true");
        let (server, model) = served([quota.forever()]).await;
        let error = model.invoke("hi").await.unwrap_err();
        assert_error(&error, ErrorKind::QuotaExhausted, message);
        assert!(!error.is_retryable());
        assert_eq!(server.requests().len(), 1);
    }
}

#[tokio::test]
async fn the_server_has_the_last_word_on_trying_again() {
    let (server, model) =
        served([rate_limited().header("x-should-retry", "false").forever()]).await;
    let error = model.invoke("hi").await.unwrap_err();
    assert_error(&error, ErrorKind::RateLimited, "slow down");
    assert!(!error.is_retryable());
    assert_eq!(server.requests().len(), 1);

    let once = Reply::json(400, openai("try again", "", "", "")).header("x-should-retry", "true");
    let (server, model) = served([once, Reply::json(200, ANSWER)]).await;
    assert_eq!(model.invoke("hi").await.unwrap().text(), "Hi");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn what_is_wrong_with_the_request_is_not_tried_again() {
    for status in [400, 401, 403, 404, 422] {
        let (server, model) =
            served([Reply::json(status, openai("no", "", "", "")).forever()]).await;
        model.invoke("hi").await.unwrap_err();
        assert_eq!(server.requests().len(), 1, "{status}");
    }
}

#[tokio::test]
async fn a_stream_that_has_begun_is_not_sent_again() {
    let cut = Reply::sse("data: {\"choices\":[{\"delta\":{\"content\":\"Hi\"}}]}\n\ndata: {")
        .cut_after(40);
    let (server, model) = served([cut.forever()]).await;
    let error = AiMessageChunk::collect(model.stream("hi").await.unwrap())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(server.requests().len(), 1);
}
