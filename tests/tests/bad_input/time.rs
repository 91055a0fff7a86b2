//! Servers that stall, and what becomes of connections.

use std::time::{Duration, Instant};

use futures::{StreamExt, TryStreamExt};
use surprisal::http::Timeouts;
use surprisal::openai::ChatOpenAi;
use surprisal::{AiMessageChunk, CallOptions, ErrorKind, RunnableExt};
use surprisal_testing::server::{Reply, Server};

use crate::support::{ANSWER, assert_error, builder, quick, read, served};

const HELLO: &str =
    "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n";
const END: &str = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
/// Long enough for a machine that does other things as well.
const SHORT: Duration = Duration::from_millis(250);

/// Ends in a moment: no test waits for a limit that is not to be reached.
const LONG: Duration = Duration::from_secs(30);

/// Asserts that a stream of this reply breaks off with a timeout that says this, and keeps what came.
async fn assert_times_out(reply: Reply, options: CallOptions, message: &str) {
    let (server, model) = served([reply]).await;
    let started = Instant::now();
    let (chunks, outcome) = read(&model.bind(options)).await;
    let error = outcome.unwrap_err();
    assert_error(&error, ErrorKind::Timeout, message);
    assert!(error.is_retryable());
    let came: AiMessageChunk = chunks.into_iter().sum();
    assert_eq!(error.partial(), Some(&came));
    let elapsed = started.elapsed();
    assert!(SHORT <= elapsed && elapsed < LONG, "{elapsed:?}");
    server.closed_early().await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_stream_that_stalls_runs_into_the_idle_limit() {
    assert_times_out(
        Reply::sse(HELLO).stall_after(HELLO.len()),
        CallOptions::new().idle_timeout(SHORT).timeout(LONG),
        "no more bytes of the answer came within 250ms, the time limit `idle`",
    )
    .await;
}

#[tokio::test]
async fn keep_alives_without_content_run_into_the_idle_limit() {
    let comments = ": keep-alive\n\n".repeat(200);
    let reply = Reply::sse(format!("{HELLO}{comments}"))
        .split_at(&(0..200).map(|n| HELLO.len() + n * 14).collect::<Vec<_>>())
        .pause(Duration::from_millis(10));
    assert_times_out(
        reply,
        CallOptions::new().idle_timeout(SHORT).timeout(LONG),
        "no more content came within 250ms, the time limit `content_idle`",
    )
    .await;
}

#[tokio::test]
async fn a_stream_that_never_ends_runs_into_the_total_limit() {
    let events = HELLO.repeat(200);
    let reply = Reply::sse(events)
        .split_every(HELLO.len())
        .pause(Duration::from_millis(10));
    assert_times_out(
        reply,
        CallOptions::new().idle_timeout(LONG).timeout(SHORT),
        "the answer did not end within 250ms, the time limit `total`",
    )
    .await;
}

#[tokio::test]
async fn content_that_comes_slowly_is_no_stall() {
    let reply = Reply::sse(format!("{}{END}", HELLO.repeat(10)))
        .split_every(HELLO.len())
        .pause(SHORT / 5);
    let (_server, model) = served([reply]).await;
    let bound = model.bind(CallOptions::new().idle_timeout(SHORT));
    let message = read(&bound).await.1.unwrap();
    assert_eq!(message.text(), "Hello".repeat(10));
}

#[tokio::test]
async fn an_answer_that_does_not_begin_runs_into_the_limits() {
    let (server, model) = served([Reply::json(200, ANSWER).delay(LONG).forever()]).await;
    let bound = model.bind(CallOptions::new().timeout(SHORT));
    let message = "no answer within 250ms, the time limit `total`";
    assert_error(
        &bound.invoke("hi").await.unwrap_err(),
        ErrorKind::Timeout,
        message,
    );
    let error = bound.stream("hi").await.map(drop).unwrap_err();
    assert_error(&error, ErrorKind::Timeout, message);
    assert_eq!(server.requests().len(), 2, "no time is left to try again");

    let client = quick()
        .timeouts(Timeouts::default().first_byte(SHORT))
        .build()
        .unwrap();
    let model = builder(&server).client(client).build().unwrap();
    let message = "no answer within 250ms, the time limit `first_byte`";
    assert_error(
        &model.invoke("hi").await.unwrap_err(),
        ErrorKind::Timeout,
        message,
    );
    assert_eq!(
        server.requests().len(),
        5,
        "it is tried again as often as any"
    );
}

#[tokio::test]
async fn a_body_that_stalls_runs_into_the_idle_limit_and_is_kept() {
    let (_server, model) = served([Reply::json(200, ANSWER).stall_after(20)]).await;
    let error = model
        .bind(CallOptions::new().idle_timeout(SHORT))
        .invoke("hi")
        .await
        .unwrap_err();
    let message = "no more bytes of the answer came within 250ms, the time limit `idle`";
    assert_error(&error, ErrorKind::Timeout, message);
    assert_eq!(error.body(), Some(&ANSWER[..20]));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_named() {
    let server = Server::start().await.unwrap();
    let address = server.address();
    let model = builder(&server).build().unwrap();
    drop(server);
    let error = model.invoke("hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    let start = format!("{address}: could not connect: ");
    assert!(error.message().starts_with(&start), "{error}");
    assert!(error.is_retryable());
}

#[tokio::test]
async fn dropping_a_stream_closes_its_connection() {
    let (server, model) = served([Reply::sse(HELLO).stall_after(HELLO.len())]).await;
    let mut stream = model.stream("hi").await.unwrap();
    assert_eq!(stream.try_next().await.unwrap().unwrap().text(), "Hello");
    drop(stream);
    server.closed_early().await;
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection() {
    let (server, model) = served([Reply::json(200, ANSWER).delay(LONG)]).await;
    let call = tokio::time::timeout(SHORT, model.invoke("hi"));
    assert!(call.await.is_err());
    server.closed_early().await;
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_stream_outlives_the_model_and_can_be_sent_elsewhere() {
    let (_server, model) = served([Reply::sse([HELLO, END].concat()).split_every(5)]).await;
    let stream = model.stream("hi").await.unwrap();
    drop(model);
    let message = tokio::spawn(AiMessageChunk::collect(stream)).await.unwrap();
    assert_eq!(message.unwrap().text(), "Hello");
}

#[tokio::test]
async fn one_connection_serves_calls_streams_and_errors_in_turn() {
    async fn call(model: &ChatOpenAi) {
        assert_eq!(model.invoke("hi").await.unwrap().text(), "Hi");
    }
    let stream = || Reply::sse([HELLO, END].concat());
    let (server, model) = served([
        Reply::json(200, ANSWER),
        stream(),
        stream().split_every(7),
        Reply::json(400, r#"{"error":{"message":"no"}}"#),
        Reply::json(200, ANSWER),
    ])
    .await;
    call(&model).await;
    for _ in 0..2 {
        assert_eq!(read(&model).await.1.unwrap().text(), "Hello");
    }
    model.invoke("hi").await.unwrap_err();
    call(&model.clone()).await;
    assert_eq!((server.requests().len(), server.connections()), (5, 1));
}

#[tokio::test]
async fn a_server_that_does_not_end_a_complete_stream_is_not_waited_for() {
    let events = [HELLO, END].concat();
    let length = events.len();
    let (server, model) = served([Reply::sse(events).stall_after(length)]).await;
    let started = Instant::now();
    assert_eq!(read(&model).await.1.unwrap().text(), "Hello");
    assert!(started.elapsed() < LONG / 6, "{:?}", started.elapsed());
    server.closed_early().await;
}

#[tokio::test]
async fn a_stream_that_is_not_read_is_not_fetched() {
    let events = HELLO.repeat(200_000);
    let length = events.len();
    let (server, model) = served([Reply::sse(events).split_every(1 << 16)]).await;
    let mut stream = model.stream("hi").await.unwrap();
    assert!(stream.next().await.unwrap().is_ok());
    // Had it been fetched whole, the server would be done and see no early end.
    tokio::time::sleep(SHORT).await;
    drop(stream);
    server.closed_early().await;
    assert!(length > 8 << 20);
}
