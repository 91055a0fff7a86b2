//! Retries and time limits over a scripted transport, on a clock that jumps.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use http::Request;
use surprisal_core::{Error, ErrorKind, Result, RetryPolicy};
use surprisal_http::{
    Body, Call, FrameStream, Framing, HttpClient, HttpClientBuilder, Response, Timeouts, Transport,
    TransportError, TransportErrorKind, response_error,
};
use tokio::time::{Instant, sleep};

/// Gives one answer after the other, each after its delay, and then status 500 for ever.
#[derive(Debug, Default)]
struct Scripted {
    answers: Mutex<VecDeque<Answer>>,
    sent: Arc<AtomicUsize>,
}

impl Scripted {
    fn next(&self) -> Answer {
        self.sent.fetch_add(1, Ordering::SeqCst);
        self.answers
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or_else(|| now(500, ""))
    }
}

#[async_trait]
impl Transport for Scripted {
    async fn send(&self, _: Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let (delay, answer) = self.next();
        sleep(delay).await;
        answer
    }
}

fn answer(status: u16, wait: &str, body: Body) -> http::Response<Body> {
    let head = http::Response::builder().status(status);
    let head = match wait {
        "" => head,
        wait => head.header("retry-after", wait),
    };
    head.body(body).unwrap()
}

type Answer = (Duration, Result<http::Response<Body>, TransportError>);

fn client(
    answers: impl IntoIterator<Item = Answer>,
    settings: impl Fn(HttpClientBuilder) -> HttpClientBuilder,
) -> (HttpClient, Arc<AtomicUsize>) {
    let transport = Scripted {
        answers: Mutex::new(answers.into_iter().collect()),
        sent: Arc::default(),
    };
    let sent = Arc::clone(&transport.sent);
    let builder = settings(HttpClient::builder()).transport(transport);
    (builder.build().unwrap(), sent)
}

async fn send(client: &HttpClient, timeouts: Timeouts) -> Result<Response> {
    let request = Request::post("http://localhost/")
        .body(Bytes::new())
        .unwrap();
    let call = Call::new("test", "m").timeouts(timeouts);
    client.send(request, &call, response_error).await
}

fn now(status: u16, wait: &str) -> Answer {
    (Duration::ZERO, Ok(answer(status, wait, Body::from("{}"))))
}

/// A body of SSE events, each after its delay in seconds.
fn events(
    events: impl IntoIterator<Item = (u64, &'static str), IntoIter: Send + 'static>,
) -> Answer {
    let events = stream::iter(events).then(|(delay, text)| async move {
        sleep(Duration::from_secs(delay)).await;
        Ok(Bytes::from_static(text.as_bytes()))
    });
    let events: BoxStream<'static, _> = Box::pin(events);
    (Duration::ZERO, Ok(answer(200, "", Body::new(events))))
}

async fn stream_of(answer: Answer, timeouts: Timeouts) -> FrameStream {
    let (client, _) = client([answer], |builder| builder);
    send(&client, timeouts).await.unwrap().frames(Framing::Sse)
}

/// How many frames came, and the error that ended them.
async fn drain(frames: &mut FrameStream, content: bool) -> (usize, Option<Error>) {
    let mut count = 0;
    loop {
        while frames.next_frame().unwrap().is_some() {
            count += 1;
        }
        if content {
            frames.content_seen();
        }
        match frames.fill().await {
            Ok(true) => {}
            Ok(false) => return (count, None),
            Err(error) => return (count, Some(error)),
        }
    }
}

const fn secs(secs: u64) -> Duration {
    Duration::from_secs(secs)
}

#[tokio::test(start_paused = true)]
async fn waits_are_the_providers_or_double() {
    let (client, sent) = client([now(429, "7.5"), now(200, "")], |builder| builder);
    let start = Instant::now();
    send(&client, Timeouts::default()).await.unwrap();
    let waited = start.elapsed().as_millis();
    assert!((7500..=8251).contains(&waited), "{waited}");
    assert_eq!(sent.load(Ordering::SeqCst), 2);

    let start = Instant::now();
    send(&client, Timeouts::default()).await.unwrap_err();
    let waited = start.elapsed();
    assert!((secs(1) * 3 / 4..=secs(2)).contains(&waited), "{waited:?}");
    assert_eq!(sent.load(Ordering::SeqCst), 5);
}

#[tokio::test(start_paused = true)]
async fn what_the_request_or_the_account_is_at_fault_for_is_sent_once() {
    for status in [400, 401, 402, 403, 404, 413, 422] {
        let (client, sent) = client([now(status, "")], |builder| builder);
        send(&client, Timeouts::default()).await.unwrap_err();
        assert_eq!(sent.load(Ordering::SeqCst), 1, "{status}");
    }
}

#[tokio::test(start_paused = true)]
async fn every_transient_failure_is_sent_again() {
    for status in [408, 409, 429, 500, 502, 503, 529] {
        let (client, sent) = client([now(status, ""), now(200, "")], |builder| builder);
        send(&client, Timeouts::default()).await.unwrap();
        assert_eq!(sent.load(Ordering::SeqCst), 2, "{status}");
    }
    for (kind, expected) in [
        (TransportErrorKind::Connect, 2),
        (TransportErrorKind::Interrupted, 2),
        (TransportErrorKind::Timeout, 2),
        (TransportErrorKind::Request, 1),
    ] {
        let failure = (Duration::ZERO, Err(TransportError::new(kind, "no")));
        let (client, sent) = client([failure, now(200, "")], |builder| builder);
        let outcome = send(&client, Timeouts::default()).await;
        assert_eq!(sent.load(Ordering::SeqCst), expected, "{kind:?}");
        assert_eq!(outcome.is_ok(), expected == 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_quota_that_the_provider_calls_exhausted_is_never_retried() {
    let (client, sent) = client([now(429, "1")], |builder| builder);
    let request = Request::post("http://localhost/")
        .body(Bytes::new())
        .unwrap();
    let quota = |_, _: &http::HeaderMap, _: &str| Error::new(ErrorKind::QuotaExhausted, "");
    let error = client
        .send(request, &Call::new("test", "m"), quota)
        .await
        .unwrap_err();
    assert_eq!(
        (error.status(), error.provider()),
        (Some(429), Some("test"))
    );
    assert_eq!(sent.load(Ordering::SeqCst), 1);
}

#[tokio::test(start_paused = true)]
async fn an_error_says_that_its_retries_are_spent_where_there_were_to_be_any() {
    let spent = async |answers: Vec<Answer>, policy: RetryPolicy| {
        let (client, _) = client(answers, |builder| builder.retry(policy.clone()));
        let error = send(&client, Timeouts::default()).await.unwrap_err();
        error.retries_spent()
    };
    let policy = RetryPolicy::default;
    assert!(spent(vec![], policy()).await);
    // Not tried again for want of budget, or since the wait is too long: nobody else is to do it either.
    assert!(spent(vec![], policy().budget(0)).await);
    assert!(spent(vec![now(429, "3600")], policy()).await);

    assert!(!spent(vec![], RetryPolicy::none()).await);
    assert!(!spent(vec![now(400, "")], policy()).await);
}

#[tokio::test(start_paused = true)]
async fn clones_share_a_budget_that_a_broken_server_empties() {
    let policy = RetryPolicy::default().budget(3);
    let (client, sent) = client([], |builder| builder.retry(policy.clone()));
    for _ in 0..10 {
        send(&client.clone(), Timeouts::default())
            .await
            .unwrap_err();
    }
    assert_eq!(sent.load(Ordering::SeqCst), 10 + 3);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_the_server_names_costs_no_budget() {
    let policy = RetryPolicy::default().budget(0);
    let answers = [now(429, "1"), now(429, "1"), now(200, "")];
    let (client, _) = client(answers, |builder| builder.retry(policy.clone()));
    send(&client, Timeouts::default()).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn the_total_limit_holds_attempts_and_waits_together() {
    let slow = || (secs(20), Ok(answer(500, "", Body::from(""))));
    let (client, sent) = client([slow(), slow(), slow()], |builder| builder);
    let start = Instant::now();
    let error = send(&client, Timeouts::default().total(secs(30)))
        .await
        .unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 30);
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert_eq!(
        error.message(),
        "no answer within 30s, the time limit `total`"
    );
    assert_eq!(sent.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn a_wait_that_would_pass_the_total_limit_is_not_begun() {
    let (client, _) = client([now(429, "50")], |builder| builder);
    let start = Instant::now();
    let error = send(&client, Timeouts::default().total(secs(30)))
        .await
        .unwrap_err();
    assert_eq!(start.elapsed(), Duration::ZERO);
    assert_eq!(error.retry_after(), Some(secs(50)));
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_does_not_begin_in_time_is_asked_for_again() {
    let late = (secs(100), Ok(answer(200, "", Body::from("{}"))));
    let (client, sent) = client([late, now(200, "")], |builder| builder);
    let limit = Timeouts::default().first_byte(secs(10));
    let start = Instant::now();
    send(&client, limit).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 10);
    assert_eq!(sent.load(Ordering::SeqCst), 2);
}

#[tokio::test(start_paused = true)]
async fn an_error_body_that_stalls_does_not_hold_the_error_back() {
    let stalled =
        Body::new(stream::once(async { Ok(Bytes::from("part")) }).chain(stream::pending()));
    let answers = [(Duration::ZERO, Ok(answer(400, "", stalled)))];
    let (client, _) = client(answers, |builder| builder);
    let start = Instant::now();
    let error = send(&client, Timeouts::default()).await.unwrap_err();
    assert_eq!((error.message(), error.body()), ("part", Some("part")));
    assert_eq!(start.elapsed().as_secs(), 10);
}

#[tokio::test(start_paused = true)]
async fn a_stream_may_take_long_while_bytes_keep_coming() {
    let limits = Timeouts::default().idle(secs(10));
    let answer = events((0..50).map(|_| (9, "data: x\n\n")));
    let (count, error) = drain(&mut stream_of(answer, limits).await, true).await;
    assert_eq!((count, error.is_none()), (50, true));
}

#[tokio::test(start_paused = true)]
async fn the_total_limit_ends_a_stream_that_never_ends() {
    for delay in [0, 1] {
        let limits = Timeouts::default().total(secs(30));
        let mut frames = stream_of(events(std::iter::repeat((delay, ": on\n\n"))), limits).await;
        if delay == 0 {
            tokio::time::advance(secs(31)).await;
        }
        let (_, error) = drain(&mut frames, true).await;
        let message = error.unwrap().message().to_owned();
        assert_eq!(
            message,
            "the answer did not end within 30s, the time limit `total`"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn content_restarts_its_timer_and_keep_alives_do_not() {
    let limits = Timeouts::default().content_idle(secs(10));
    let answer = || events((0..50).map(|_| (4, "data: x\n\n")));
    let (count, error) = drain(&mut stream_of(answer(), limits).await, true).await;
    assert_eq!((count, error.is_none()), (50, true));

    let start = Instant::now();
    let (count, error) = drain(&mut stream_of(answer(), limits).await, false).await;
    assert_eq!((count, start.elapsed().as_secs()), (2, 10));
    let message = error.unwrap().message().to_owned();
    assert_eq!(
        message,
        "no more content came within 10s, the time limit `content_idle`"
    );
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_is_not_taken_for_a_slow_server() {
    let limits = Timeouts::default().idle(secs(5)).content_idle(secs(5));
    let mut frames = stream_of(events([(4, "data: x\n\n"), (4, "data: y\n\n")]), limits).await;
    for _ in 0..2 {
        assert!(frames.fill().await.unwrap());
        frames.content_seen();
        sleep(secs(60)).await;
    }
    assert!(!frames.fill().await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn no_limit_at_all_is_possible() {
    let max = Duration::MAX;
    let limits = Timeouts::default()
        .total(max)
        .idle(max)
        .first_byte(max)
        .content_idle(max);
    let answer = events([(100_000, "data: x\n\n")]);
    let (count, error) = drain(&mut stream_of(answer, limits).await, false).await;
    assert_eq!((count, error.is_none()), (1, true));
}

#[tokio::test(start_paused = true)]
async fn a_body_shorter_than_announced_is_truncated_on_any_transport() {
    let mut short = answer(200, "", Body::from("{\"a\""));
    short
        .headers_mut()
        .insert("content-length", http::HeaderValue::from_static("9"));
    let (client, _) = client([(Duration::ZERO, Ok(short))], |builder| builder);
    let mut response = send(&client, Timeouts::default()).await.unwrap();
    let error = response.bytes().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.body()),
        (ErrorKind::Truncated, Some("{\"a\""))
    );
    assert_eq!(error.message(), "4 of 9 bytes came");
}

#[test]
fn what_crosses_threads_may() {
    fn is_send<T: Send>() {}
    fn is_sync<T: Sync>() {}
    is_send::<(FrameStream, Response, HttpClient, Box<dyn Transport>)>();
    is_sync::<(HttpClient, Arc<dyn Transport>)>();
}
