//! What can go wrong within a stream.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use surprisal::openai::ChatOpenAi;
use surprisal::{AiMessageChunk, ErrorKind, RunnableExt};
use surprisal_testing::server::Reply;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use crate::support::{KEY, assert_error, assert_keeps_the_key, openai, quick, read, served};

const HELLO: &str =
    "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\n";

/// The error of a stream that begins with a token and goes on with this.
async fn broken(rest: impl AsRef<[u8]>) -> surprisal::Error {
    let bytes = [HELLO.as_bytes(), rest.as_ref()].concat();
    let (server, model) =
        served([Reply::sse(bytes).header("x-request-id", "req_3").forever()]).await;
    let (chunks, outcome) = read(&model).await;
    let error = outcome.unwrap_err();
    assert_eq!(chunks.len(), 1);
    assert_eq!(error.partial(), Some(&chunks[0]));
    assert_eq!(
        (error.provider(), error.request_id()),
        (Some("openai"), Some("req_3"))
    );
    assert_eq!(error.status().unwrap_or(200), 200);
    assert_eq!(
        server.requests().len(),
        1,
        "what has begun is not sent again"
    );
    error
}

#[tokio::test]
async fn an_error_event_is_the_error_of_the_stream() {
    let message = "The server had an error while processing your request.";
    let event = openai(message, "server_error", "", "");
    for framed in [
        format!("data: {event}\n\ndata: [DONE]\n\n"),
        format!("data: {event}\n\n"),
        format!("event: error\ndata: {event}\n\n"),
        // Without a wrapper, it is the event's name that tells.
        format!("event: error\ndata: {{\"message\":\"{message}\",\"type\":\"server_error\"}}\n\n"),
    ] {
        let error = broken(framed).await;
        assert_error(&error, ErrorKind::Server, message);
        assert!(error.body().is_some_and(|body| body.contains(message)));
        assert!(error.is_retryable());
    }
}

#[tokio::test]
async fn the_code_of_an_error_event_stands_for_the_status() {
    for (event, kind) in [
        (
            r#"{"error":{"message":"no","code":429}}"#,
            ErrorKind::RateLimited,
        ),
        (
            r#"{"error":{"message":"no","code":"503"}}"#,
            ErrorKind::Server,
        ),
        (
            r#"{"error":{"message":"no","code":400,"type":"exceed_context_size_error"}}"#,
            ErrorKind::ContextTooLong,
        ),
        (
            r#"{"error":{"message":"no","type":"invalid_request_error"}}"#,
            ErrorKind::InvalidInput,
        ),
        (
            r#"{"error":{"message":"no","code":"insufficient_quota"}}"#,
            ErrorKind::QuotaExhausted,
        ),
        // vLLM, flat and with a number.
        (
            r#"{"object":"error","message":"no","type":"BadRequestError","code":400}"#,
            ErrorKind::InvalidInput,
        ),
        (r#"{"error":"no"}"#, ErrorKind::Server),
        // OpenRouter, beside a chunk.
        (
            r#"{"id":"c","error":{"code":502,"message":"no"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}"#,
            ErrorKind::Server,
        ),
    ] {
        let error = broken(format!("data: {event}\n\n")).await;
        assert_error(&error, kind, "no");
        assert_eq!(error.body(), Some(event));
    }
}

#[tokio::test]
async fn an_error_event_that_holds_the_key_does_not_show_it() {
    let event = openai(&format!("bad key {KEY}"), "", "", "invalid_api_key");
    let error = broken(format!("data: {event}\n\n")).await;
    assert_error(&error, ErrorKind::Authentication, "bad key ***");
}

#[tokio::test]
async fn an_event_that_is_no_chunk_says_where_and_is_kept() {
    for (event, message) in [
        (
            "{\"choices\":[{\"del",
            "the answer is not the JSON that was expected: at byte 17 there is the end instead of the end of a string",
        ),
        (
            "oops",
            "the answer is not the JSON that was expected: at byte 0 there is 'o' instead of an object",
        ),
    ] {
        let error = broken(format!("data: {event}\n\n{HELLO}")).await;
        assert_error(&error, ErrorKind::BadResponse, message);
        assert_eq!(error.body(), Some(event));
    }
}

#[tokio::test]
async fn after_an_error_nothing_more_is_read() {
    let events = format!("{HELLO}data: oops\n\n");
    let length = events.len();
    let (server, model) = served([Reply::sse(events).stall_after(length)]).await;
    read(&model).await.1.unwrap_err();
    server.closed_early().await;
}

#[tokio::test]
async fn invalid_utf_8_in_an_event_says_where() {
    let error = broken(b"data: {\"id\":\"\xf0\x9f\"}\n\n").await;
    let message = format!("invalid UTF-8 at byte {} of the answer", HELLO.len() + 13);
    assert_error(&error, ErrorKind::BadResponse, &message);
}

#[tokio::test]
async fn a_stream_that_ends_early_says_what_is_missing() {
    let error = broken("").await;
    assert_error(
        &error,
        ErrorKind::Truncated,
        "the stream ended before its finish reason",
    );
    let finish = "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    let (_server, model) = served([Reply::sse(format!("{HELLO}{finish}"))]).await;
    let (_, outcome) = read(&model).await;
    let message = "the stream ended before its usage and `[DONE]`; for a server that sends neither, build the model with stream_usage(false)";
    assert_error(&outcome.unwrap_err(), ErrorKind::Truncated, message);
    let error = broken("data: {\"cho").await;
    assert_error(
        &error,
        ErrorKind::Truncated,
        "the stream ended in the middle of a line",
    );
    assert_eq!(error.body(), Some("data: {\"cho"));
}

#[tokio::test]
async fn nothing_comes_after_an_error() {
    use futures::StreamExt as _;

    let (_server, model) =
        served([Reply::sse(format!("data: oops\n\n{HELLO}data: [DONE]\n\n"))]).await;
    let mut stream = model.stream("hi").await.unwrap();
    assert!(stream.next().await.unwrap().is_err());
    assert!(stream.next().await.is_none());
    assert!(stream.next().await.is_none());
}

/// A server that answers one request with this head and 100 MB of `x`; the count is of what it got rid of.
async fn hundred_megabytes(head: &'static str) -> (ChatOpenAi, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/v1", listener.local_addr().unwrap());
    let sent = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&sent);
    tokio::spawn(async move {
        let (mut socket, _) = listener.accept().await.unwrap();
        let _ = socket.read(&mut [0; 4096]).await;
        let _ = socket.write_all(head.as_bytes()).await;
        let block = vec![b'x'; 1 << 16];
        for _ in 0..100_000_000 / block.len() {
            let Ok(()) = socket.write_all(&block).await else {
                return;
            };
            counter.fetch_add(block.len(), Ordering::Relaxed);
        }
    });
    let builder = ChatOpenAi::builder("gpt-4o-mini")
        .api_key(KEY)
        .base_url(url);
    (
        builder.client(quick().build().unwrap()).build().unwrap(),
        sent,
    )
}

/// What the buffers of the system may hold beside what was read.
const IN_FLIGHT: usize = 16 << 20;

#[tokio::test]
async fn a_line_of_100_mb_is_refused_after_16() {
    let (model, sent) =
        hundred_megabytes("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: ").await;
    let stream = model.stream("hi").await.unwrap();
    let error = AiMessageChunk::collect(stream).await.unwrap_err();
    let message = "an event of the answer is larger than 16777216 bytes; raise `max_event_size` if that is right";
    assert_error(&error, ErrorKind::BadResponse, message);
    assert!(error.body().is_none_or(|body| body.len() <= 64 << 10));
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent < (16 << 20) + IN_FLIGHT, "{sent} bytes were taken");
}

#[tokio::test]
async fn a_body_of_100_mb_is_refused_before_it_is_read_if_it_says_so() {
    let head =
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 100000000\r\n\r\n";
    let (model, sent) = hundred_megabytes(head).await;
    let error = model.invoke("hi").await.unwrap_err();
    let message =
        "the answer is larger than 67108864 bytes; raise `max_body_size` if that is right";
    assert_error(&error, ErrorKind::BadResponse, message);
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent < IN_FLIGHT, "{sent} bytes were taken");
}

#[tokio::test]
async fn an_error_of_100_mb_is_read_as_far_as_it_is_kept() {
    let (model, sent) =
        hundred_megabytes("HTTP/1.1 400 Bad Request\r\ncontent-type: text/plain\r\n\r\n").await;
    let error = model.invoke("hi").await.unwrap_err();
    assert_error(
        &error,
        ErrorKind::InvalidInput,
        &format!("{}…", "x".repeat(200)),
    );
    assert_eq!(error.body().map(str::len), Some(64 << 10));
    assert_keeps_the_key(&error);
    let sent = sent.load(Ordering::Relaxed);
    assert!(sent < IN_FLIGHT, "{sent} bytes were taken");
}

#[tokio::test]
async fn a_stream_of_nothing_but_its_end_is_no_answer() {
    let error = broken_before_anything("data: [DONE]\n\n").await;
    assert_error(&error, ErrorKind::BadResponse, "the answer has no choices");
}

async fn broken_before_anything(events: &str) -> surprisal::Error {
    let (_server, model) = served([Reply::sse(events.to_owned())]).await;
    let (_, outcome) = read(&model).await;
    outcome.unwrap_err()
}
