//! Which request is answered by what.

use surprisal_testing::server::{Reply, Request, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

async fn get(server: &Server, method: &str, target: &str) -> String {
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    let request = format!("{method} {target} HTTP/1.1\r\n\r\n");
    client.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    answer.split_once("\r\n\r\n").unwrap().1.to_owned()
}

fn text(text: &'static str) -> Reply {
    Reply::new(200).body(text).hang_up()
}

#[tokio::test]
async fn a_request_takes_the_first_reply_that_is_for_it() {
    let server = Server::start().await.unwrap();
    server.route("GET", "/models", text("models").forever());
    server.route("POST", "/models/*", text("first"));
    server.route("POST", "/models/*", text("second").times(2));
    server.reply(text("queue"));
    server.route("*", "*", text("anything").forever());

    assert_eq!(get(&server, "POST", "/models/a").await, "first");
    assert_eq!(get(&server, "GET", "/models?page=2").await, "models");
    assert_eq!(get(&server, "POST", "/models/b:x?y=/").await, "second");
    assert_eq!(get(&server, "POST", "/models/c").await, "second");
    assert_eq!(get(&server, "GET", "/models").await, "models");
    assert_eq!(get(&server, "POST", "/models/d").await, "queue");
    assert_eq!(get(&server, "POST", "/models/e").await, "anything");
    assert_eq!(server.requests().len(), 7);
}

#[tokio::test]
async fn a_function_answers_as_often_as_it_is_asked() {
    let server = Server::start().await.unwrap();
    server.route_with("*", "/echo/*", |request: &Request| {
        let said = format!("{} {:?}", request.method(), request.query());
        Reply::new(200).body(said).hang_up()
    });
    assert_eq!(
        get(&server, "GET", "/echo/1?a=b").await,
        "GET Some(\"a=b\")"
    );
    assert_eq!(get(&server, "PUT", "/echo/2").await, "PUT None");
}

#[tokio::test]
async fn a_function_that_fails_closes_the_connection_and_no_other() {
    let server = Server::start().await.unwrap();
    server.route_with("GET", "/fails", |_| panic!("on purpose"));
    server.reply(text("still here"));
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    client
        .write_all(b"GET /fails HTTP/1.1\r\n\r\n")
        .await
        .unwrap();
    let mut answer = Vec::new();
    let _ = client.read_to_end(&mut answer).await;
    assert!(answer.is_empty());
    assert_eq!(get(&server, "GET", "/").await, "still here");
    assert_eq!(server.requests()[0].path(), "/fails");
}
