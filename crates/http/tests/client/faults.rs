//! Answers that are none by HTTP, or that are larger than they look.

use std::sync::atomic::Ordering;
use std::time::Duration;

use surprisal_core::{Error, ErrorKind};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

use crate::support::{Server, Step, client, post_to, reply};

/// What a client makes of a server that sends this to every request, and how often it asked.
async fn refused(script: Vec<Step>) -> (Error, usize) {
    let server = Server::start(vec![script; 4]).await;
    let error = server.post(&client().build().unwrap()).await.unwrap_err();
    (error, server.requests())
}

#[tokio::test]
async fn what_is_not_http_is_a_bad_response_and_not_asked_for_again() {
    for text in [
        "SSH-2.0-OpenSSH_9.6\r\n\r\n",
        "HTTP/1.1 2xx\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        "HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n{}",
    ] {
        let (error, requests) = refused(vec![Step::Send(text.into())]).await;
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{text:?}: {error}");
        let what = "the answer is not HTTP as it should be: ";
        assert!(error.message().contains(what), "{error}");
        assert_eq!((requests, error.is_retryable()), (1, false), "{text:?}");
    }
}

#[tokio::test]
async fn a_head_that_breaks_off_is_asked_for_again() {
    let (error, requests) = refused(vec![Step::Send(b"HTTP/1.1 2".to_vec()), Step::Close]).await;
    assert_eq!((error.kind(), requests), (ErrorKind::Connection, 3));
}

#[tokio::test]
async fn a_head_without_end_is_read_up_to_a_limit() {
    let line = format!("x-flood: {}\r\n", "x".repeat(1000)).into_bytes();
    let many = b"x: y\r\n".repeat(101);
    for flood in [
        Step::Repeat(line, Duration::ZERO),
        Step::Repeat(vec![b'x'; 1000], Duration::ZERO),
        Step::Send([&many[..], b"\r\n"].concat()),
    ] {
        let head = Step::Send(b"HTTP/1.1 200 OK\r\n".to_vec());
        let server = Server::start(vec![vec![head, flood]; 4]).await;
        let error = server.post(&client().build().unwrap()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{error}");
        assert_eq!(server.requests(), 1);
        // What the system holds for both sides is beside it.
        let sent = server.seen.sent.load(Ordering::SeqCst);
        assert!(sent < 16 << 20, "{sent} bytes were taken");
    }
}

#[tokio::test]
async fn what_is_compressed_though_nobody_asked_is_not_unpacked() {
    for (status, coding, kind, requests) in [
        ("200 OK", "gzip", ErrorKind::BadResponse, 1),
        ("200 OK", "br, GZIP", ErrorKind::BadResponse, 1),
        ("400 Bad Request", "deflate", ErrorKind::InvalidInput, 1),
        ("503 Service Unavailable", "zstd", ErrorKind::Server, 3),
    ] {
        let headers = format!("content-encoding: {coding}\r\nx-request-id: req_1\r\n");
        let (error, asked) = refused(reply(status, &headers, "\u{1f}\u{8b}")).await;
        assert_eq!((error.kind(), asked), (kind, requests), "{coding}: {error}");
        let coding = coding.split(", ").next().unwrap();
        let message = format!(
            "the answer is compressed by `{coding}`, which was not asked for and is not read"
        );
        assert_eq!(error.message(), message);
        assert_eq!((error.request_id(), error.body()), (Some("req_1"), None));
    }
    // Some servers name what is no coding.
    for coding in ["identity", "utf-8", ""] {
        let headers = format!("content-encoding: {coding}\r\n");
        let server = Server::start([reply("200 OK", &headers, "{}")]).await;
        let mut response = server.post(&client().build().unwrap()).await.unwrap();
        assert_eq!(response.bytes().await.unwrap(), "{}", "{coding:?}");
    }
}

#[tokio::test]
async fn an_https_url_of_a_server_without_tls_is_a_bad_response() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}/v1", listener.local_addr().unwrap());
    let server = async {
        let mut connections = 0;
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            connections += 1;
            stream.read_u8().await.unwrap();
            let answer = b"HTTP/1.1 400 Bad Request\r\n\r\n";
            stream.write_all(answer).await.unwrap();
            while stream.read_u8().await.is_ok() {}
            assert_eq!(connections, 1, "it was asked again");
        }
    };
    let client = client().build().unwrap();
    let error = tokio::select! {
        outcome = post_to(&client, &url) => outcome.unwrap_err(),
        () = server => unreachable!(),
    };
    assert_eq!(error.kind(), ErrorKind::BadResponse, "{error}");
}
