//! What a server tells of the requests that it read.

use std::time::Duration;

use surprisal_testing::server::{Reply, Server};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::support::{REQUEST, SOON, answer, expect};

#[tokio::test]
async fn requests_are_logged_whole() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::new(200).close());
    answer(&server).await;

    let requests = server.requests();
    let [request] = requests.as_slice() else {
        panic!("one request, not {requests:?}");
    };
    assert_eq!(request.method(), "POST");
    assert_eq!(request.target(), "/v1/chat?key=k");
    assert_eq!(request.path(), "/v1/chat");
    assert_eq!(request.query(), Some("key=k"));
    assert_eq!(request.header("host"), Some("h"));
    assert_eq!(request.header("none"), None);
    assert_eq!(request.headers().len(), 2);
    assert_eq!(request.body(), "{\"a\":1}");
    assert_eq!(request.json().unwrap()["a"], 1);
    assert!(!format!("{request:?}").contains("key"));
}

#[tokio::test]
async fn a_request_may_arrive_in_pieces() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::new(200).close());
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    for byte in REQUEST {
        client.write_all(&[*byte]).await.unwrap();
        tokio::task::yield_now().await;
    }
    expect(&mut client, "HTTP/1.1 200 ").await;
    assert_eq!(server.requests()[0].body(), "{\"a\":1}");
}

#[tokio::test]
async fn what_is_not_http_is_a_400() {
    let server = Server::start().await.unwrap();
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    client.write_all(b"\0\0\r\n\r\n").await.unwrap();
    expect(&mut client, "HTTP/1.1 400 ").await;
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn requests_are_waited_for_one_by_one() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::new(200).close().forever());
    let before = Instant::now();
    let (first, _) = tokio::join!(server.next_request(), answer(&server));
    answer(&server).await;
    let (first, second) = (first.unwrap(), server.next_request().await.unwrap());
    assert_eq!(first.body(), "{\"a\":1}");
    assert!(before <= first.arrived() && first.arrived() <= second.arrived());
    let wait = Duration::from_millis(30);
    assert!(timeout(wait, server.next_request()).await.is_err());
    // One that was waited for in vain is not lost.
    answer(&server).await;
    assert!(timeout(SOON, server.next_request()).await.is_ok());
}

#[tokio::test(start_paused = true)]
async fn a_request_is_not_waited_for_without_end() {
    let server = Server::start().await.unwrap();
    let error = server.next_request().await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
    assert_eq!(error.to_string(), "no request came within 10s");
}

#[tokio::test]
async fn a_target_without_a_query_has_none() {
    let server = Server::start().await.unwrap();
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    client
        .write_all(b"GET /a HTTP/1.1\r\n\r\nGET /a? HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    let first = server.next_request().await.unwrap();
    assert_eq!((first.path(), first.query()), ("/a", None));
    let second = server.next_request().await.unwrap();
    assert_eq!((second.path(), second.query()), ("/a", Some("")));
}

#[tokio::test]
async fn a_whole_url_is_asked_for_where_the_client_takes_the_server_for_a_proxy() {
    let server = Server::start().await.unwrap();
    server.route("POST", "/v1/*", Reply::new(200).close().forever());
    for (target, path) in [
        ("http://api.example/v1/chat?key=k", "/v1/chat"),
        ("https://api.example/v1/", "/v1/"),
        ("http://api.example", "/"),
        ("/v1/http://api.example/v2", "/v1/http://api.example/v2"),
    ] {
        let mut client = TcpStream::connect(server.address()).await.unwrap();
        let request = format!("POST {target} HTTP/1.1\r\n\r\n");
        client.write_all(request.as_bytes()).await.unwrap();
        let request = server.next_request().await.unwrap();
        assert_eq!((request.target(), request.path()), (target, path));
    }
}
