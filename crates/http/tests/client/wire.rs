//! The client against a server on loopback.

use std::error::Error as _;
use std::sync::atomic::Ordering;
use std::time::{Duration, SystemTime};

use crate::support::{KEY, Server, Step, chunk, client, post, reply, stream_head};
use surprisal_core::{Error, ErrorKind, Result};
use surprisal_http::{FrameStream, Framing, Timeouts, TransportError};
use tokio::net::TcpListener;

/// All data of a stream, and the error that ended it.
async fn read(frames: &mut FrameStream) -> (Vec<String>, Option<Error>) {
    let mut data = Vec::new();
    let outcome = async {
        loop {
            while let Some(frame) = frames.next_frame()? {
                data.push(frame.data.to_owned());
            }
            if !frames.fill().await? {
                return frames.finish().map(|_| ());
            }
        }
    };
    let outcome: Result<()> = outcome.await;
    (data, outcome.err())
}

#[tokio::test]
async fn a_server_error_is_retried_until_success() {
    let server = Server::start([
        reply("500 Internal Server Error", "", "oops"),
        reply("503 Service Unavailable", "", ""),
        reply("200 OK", "x-request-id: req_1\r\n", "{}"),
    ])
    .await;
    let client = client().build().unwrap();
    let mut response = server.post(&client).await.unwrap();
    assert_eq!(response.request_id(), Some("req_1"));
    assert_eq!(response.bytes().await.unwrap(), "{}");
    assert_eq!(server.requests(), 3);
}

#[tokio::test]
async fn the_last_error_says_all_that_the_server_said() {
    let failure = || {
        reply(
            "500 Internal Server Error",
            "x-request-id: req_2\r\n",
            "out of order",
        )
    };
    let server = Server::start([failure(), failure(), failure(), failure()]).await;
    let error = server.post(&client().build().unwrap()).await.unwrap_err();
    assert_eq!(server.requests(), 3);
    assert_eq!(
        error.to_string(),
        "test: server error (status 500): out of order"
    );
    assert_eq!(error.request_id(), Some("req_2"));
    assert_eq!(error.body(), Some("out of order"));
    assert_eq!(error.header("Content-Length"), Some("12"));
}

#[tokio::test]
async fn a_rate_limit_waits_as_long_as_the_server_asks() {
    let server = Server::start([
        reply("429 Too Many Requests", "retry-after-ms: 80\r\n", ""),
        reply("200 OK", "", "{}"),
    ])
    .await;
    let started = std::time::Instant::now();
    server.post(&client().build().unwrap()).await.unwrap();
    assert!(started.elapsed() >= Duration::from_millis(80));
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn a_date_too_far_away_is_given_back_as_the_error() {
    let date = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(600));
    let headers = format!("retry-after: {date}\r\n");
    let server = Server::start([reply("429 Too Many Requests", &headers, "slow down")]).await;
    let error = server.post(&client().build().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    let wait = error.retry_after().unwrap().as_secs();
    assert!((590..=600).contains(&wait), "{wait}");
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_date_that_has_passed_is_no_wait() {
    let date = httpdate::fmt_http_date(SystemTime::now() - Duration::from_secs(600));
    let headers = format!("retry-after: {date}\r\n");
    let server = Server::start([
        reply("429 Too Many Requests", &headers, ""),
        reply("200 OK", "", "{}"),
    ])
    .await;
    server.post(&client().build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn an_html_page_in_place_of_an_answer_points_at_the_base_url() {
    let page = "<html><head><title>Welcome</title></head><body></body></html>";
    let headers = "content-type: text/html; charset=utf-8\r\n";
    let server = Server::start([reply("200 OK", headers, page)]).await;
    let error = server.post(&client().build().unwrap()).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "test: bad response (status 200): \
         the answer is an HTML page, `Welcome`; check the base URL"
    );
    assert_eq!(error.body(), Some(page));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let headers = "location: http://elsewhere.example/v1\r\n";
    let server = Server::start([reply("307 Temporary Redirect", headers, "")]).await;
    let error = server.post(&client().build().unwrap()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert!(
        error.message().contains("`http://elsewhere.example/v1`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_body_that_ends_early_is_truncated_and_kept() {
    let cut = b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\nx-request-id: r\r\n\r\n{\"a\":";
    let server = Server::start([vec![Step::Send(cut.to_vec()), Step::Close]]).await;
    let mut response = server.post(&client().build().unwrap()).await.unwrap();
    let error = response.bytes().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(
        (error.body(), error.request_id()),
        (Some("{\"a\":"), Some("r"))
    );
    assert!(
        error
            .source()
            .is_some_and(|source| source.is::<TransportError>())
    );
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn a_body_over_the_limit_is_refused() {
    let server = Server::start([reply("200 OK", "", "123456789")]).await;
    let client = client().max_body_size(8).build().unwrap();
    let error = server
        .post(&client)
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert!(error.message().contains("larger than 8 bytes"), "{error}");
}

#[tokio::test]
async fn a_stream_that_breaks_is_truncated_and_the_half_event_kept() {
    let script = vec![stream_head(), chunk("data: a\n\ndata: {\"b"), Step::Close];
    let server = Server::start([script]).await;
    let response = server.post(&client().build().unwrap()).await.unwrap();
    let mut frames = response.frames(Framing::Sse);
    let (data, error) = read(&mut frames).await;
    let error = error.unwrap();
    assert_eq!(data, ["a"]);
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert_eq!(error.body(), Some("data: {\"b"));
    assert_eq!(
        (error.provider(), error.request_id()),
        (Some("test"), Some("req_7"))
    );
    assert!(!frames.fill().await.unwrap());
}

#[tokio::test]
async fn a_server_that_stalls_runs_into_the_idle_limit() {
    let script = vec![stream_head(), chunk("data: a\n\n"), Step::AwaitClose];
    let server = Server::start([script]).await;
    let idle = Timeouts::default().idle(Duration::from_millis(50));
    let client = client().timeouts(idle).build().unwrap();
    let mut frames = server.post(&client).await.unwrap().frames(Framing::Sse);
    let (data, error) = read(&mut frames).await;
    let error = error.unwrap();
    assert_eq!(
        (data, error.kind()),
        (vec!["a".to_owned()], ErrorKind::Timeout)
    );
    assert!(
        error.message().contains("50ms, the time limit `idle`"),
        "{error}"
    );
}

#[tokio::test]
async fn keep_alives_do_not_count_as_content() {
    let comment = b"e\r\n: keep-alive\n\n\r\n".to_vec();
    let script = vec![
        stream_head(),
        Step::Repeat(comment, Duration::from_millis(5)),
    ];
    let server = Server::start([script]).await;
    let limits = Timeouts::default()
        .idle(Duration::from_secs(20))
        .content_idle(Duration::from_millis(60));
    let client = client().timeouts(limits).build().unwrap();
    let mut frames = server.post(&client).await.unwrap().frames(Framing::Sse);
    let (data, error) = read(&mut frames).await;
    assert!(data.is_empty());
    let message = error.unwrap();
    assert!(message.message().contains("`content_idle`"), "{message}");
}

#[tokio::test]
async fn a_line_without_end_is_refused_and_not_read_to_its_end() {
    let endless = format!("10000\r\n{}\r\n", "x".repeat(0x10000)).into_bytes();
    let script = vec![
        stream_head(),
        chunk("data: "),
        Step::Repeat(endless, Duration::ZERO),
    ];
    let server = Server::start([script]).await;
    let client = client().max_event_size(1 << 20).build().unwrap();
    let mut frames = server.post(&client).await.unwrap().frames(Framing::Sse);
    let (_, error) = read(&mut frames).await;
    drop(frames);
    let error = error.unwrap();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert!(
        error.message().contains("larger than 1048576 bytes"),
        "{error}"
    );
    server.seen.closed.notified().await;
    let sent = server.seen.sent.load(Ordering::SeqCst);
    assert!(sent < 32 << 20, "{sent} bytes were taken");
}

#[tokio::test]
async fn dropping_the_stream_closes_the_connection() {
    let script = vec![stream_head(), chunk("data: a\n\n"), Step::AwaitClose];
    let server = Server::start([script]).await;
    let client = client().build().unwrap();
    let mut frames = server.post(&client).await.unwrap().frames(Framing::Sse);
    assert!(frames.fill().await.unwrap());
    drop(frames);
    server.seen.closed.notified().await;
}

#[tokio::test]
async fn dropping_the_call_closes_the_connection() {
    let server = Server::start([vec![Step::AwaitClose]]).await;
    let client = client().build().unwrap();
    let call = tokio::time::timeout(Duration::from_millis(100), server.post(&client));
    assert!(call.await.is_err());
    server.seen.closed.notified().await;
    assert_eq!(server.requests(), 1);
}

#[tokio::test]
async fn one_connection_serves_all_requests() {
    let stream = vec![
        stream_head(),
        chunk("data: a\n\n"),
        Step::Send(b"0\r\n\r\n".to_vec()),
    ];
    let server = Server::start([
        reply("200 OK", "", "{}"),
        stream,
        reply("400 Bad Request", "", "no"),
        reply("200 OK", "", "{}"),
    ])
    .await;
    let client = client().build().unwrap();
    server.post(&client).await.unwrap().bytes().await.unwrap();
    let mut frames = server.post(&client).await.unwrap().frames(Framing::Sse);
    let (data, error) = read(&mut frames).await;
    assert!(error.is_none() && data == ["a"]);
    server.post(&client).await.unwrap_err();
    server
        .post(&client.clone())
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap();
    assert_eq!((server.requests(), server.connections()), (4, 1));
}

#[tokio::test]
async fn a_refused_connection_names_host_and_cause() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let error = post(&client().build().unwrap(), &address)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connection);
    let message = error.message();
    assert!(
        message.starts_with(&format!("{address}: could not connect: ")),
        "{message}"
    );
    assert!(message.to_lowercase().contains("refused"), "{message}");
}

#[tokio::test]
async fn a_connection_that_breaks_before_the_answer_is_retried() {
    let server = Server::start([vec![Step::Close], reply("200 OK", "", "{}")]).await;
    server.post(&client().build().unwrap()).await.unwrap();
    assert_eq!(server.requests(), 2);
}

#[tokio::test]
async fn a_default_header_of_several_values_arrives_whole_and_the_requests_own_wins() {
    let server = Server::start([reply("200 OK", "", "{}")]).await;
    let mut headers = http::HeaderMap::new();
    for (name, value) in [("x-tag", "a"), ("x-tag", "b"), ("authorization", "other")] {
        headers.append(name, http::HeaderValue::from_static(value));
    }
    let client = client().default_headers(headers).build().unwrap();
    server.post(&client).await.unwrap();
    let request = server.seen.requests.lock().unwrap().concat();
    for line in ["x-tag: a\r\n", "x-tag: b\r\n"] {
        assert!(request.contains(line), "{request}");
    }
    assert!(!request.contains("other"), "{request}");
}

#[tokio::test]
async fn the_key_is_printed_nowhere() {
    let echo = format!("no such key: {KEY}");
    let server = Server::start([reply("401 Unauthorized", "", &echo)]).await;
    let mut headers = http::HeaderMap::new();
    headers.insert("x-key", http::HeaderValue::from_static(KEY));
    let builder = client().default_headers(headers);
    let shown = format!("{builder:?}");
    let client = builder.build().unwrap();
    let error = server.post(&client).await.unwrap_err();
    assert_eq!(error.message(), "no such key: ***");
    assert_eq!(error.body(), Some("no such key: ***"));
    let shown = format!("{shown} {client:?} {error} {error:?} {error:#?}");
    assert!(!shown.contains(KEY), "{shown}");
    let request = server.seen.requests.lock().unwrap().concat();
    assert!(
        request.contains(&format!("authorization: Bearer {KEY}")),
        "{request}"
    );
    assert!(
        request.starts_with("POST /v1/chat/completions HTTP/1.1"),
        "{request}"
    );
    assert!(request.contains("user-agent: surprisal/"), "{request}");
}
