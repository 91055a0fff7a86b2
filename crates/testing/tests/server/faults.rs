//! What goes wrong on purpose.

use std::io;
use std::time::Duration;

use surprisal_testing::server::{Reply, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::{Instant, timeout};

use crate::support::{REQUEST, SOON, answer, ask, expect};

#[tokio::test]
async fn a_delay_comes_before_the_head() {
    let server = Server::start().await.unwrap();
    let delay = Duration::from_millis(30);
    server.reply(Reply::new(200).delay(delay).close());
    let started = Instant::now();
    answer(&server).await;
    assert!(started.elapsed() >= delay);
}

#[tokio::test]
async fn a_cut_body_announces_all_of_itself() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, "0123456789").cut_after(4));
    let text = answer(&server).await;
    assert!(text.contains("content-length: 10\r\n"), "{text}");
    assert!(text.ends_with("\r\n\r\n0123"), "{text}");
}

#[tokio::test]
async fn a_cut_stream_has_no_last_chunk() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::sse("0123456789").split_every(3).cut_after(4));
    assert!(
        answer(&server)
            .await
            .ends_with("\r\n\r\n3\r\n012\r\n1\r\n3\r\n")
    );
    server.reply(Reply::sse("01").cut_after(99));
    assert!(answer(&server).await.ends_with("\r\n\r\n2\r\n01\r\n"));
    server.reply(Reply::sse("01").cut_after(0));
    assert!(answer(&server).await.ends_with("chunked\r\n\r\n"));
}

#[tokio::test]
async fn a_stall_sends_nothing_and_sees_the_client_go() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::raw("0123456789").stall_after(4));
    let mut client = ask(&server).await;
    expect(&mut client, "0123").await;
    let wait = Duration::from_millis(30);
    assert!(timeout(wait, client.read_u8()).await.is_err());
    assert!(timeout(wait, server.closed_early()).await.is_err());
    drop(client);
    timeout(SOON, server.closed_early()).await.unwrap();
    timeout(SOON, server.closed_early()).await.unwrap();
}

#[tokio::test]
async fn a_client_that_leaves_a_stream_is_noticed() {
    let server = Server::start().await.unwrap();
    let endless = vec![b'x'; 1 << 20];
    server.reply(Reply::sse(endless).split_every(16).forever());
    let mut client = ask(&server).await;
    expect(&mut client, "HTTP/1.1 200 ").await;
    drop(client);
    timeout(SOON, server.closed_early()).await.unwrap();
}

#[tokio::test]
async fn a_reset_is_an_error_where_a_cut_is_an_end() {
    let server = Server::start().await.unwrap();
    let mut bytes = Vec::new();
    server.reply(Reply::raw("0123456789").cut_after(4));
    let end = ask(&server).await.read_to_end(&mut bytes).await;
    assert_eq!(end.unwrap(), 4);

    server.reply(Reply::raw("0123456789").split_at(&[4]).reset_after(4));
    let mut client = ask(&server).await;
    let error = timeout(SOON, client.read_to_end(&mut bytes)).await.unwrap();
    assert_eq!(error.unwrap_err().kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_length_may_be_wrong() {
    let server = Server::start().await.unwrap();
    for length in [0, 9] {
        server.reply(Reply::new(200).body("abc").content_length(length));
        let expected = format!("HTTP/1.1 200 \r\ncontent-length: {length}\r\n\r\nabc");
        assert_eq!(answer(&server).await, expected);
    }
}

#[tokio::test]
async fn a_head_may_come_line_by_line() {
    let server = Server::start().await.unwrap();
    let pause = Duration::from_millis(20);
    server.reply(Reply::json(200, "{}").head_pause(pause).close());
    let started = Instant::now();
    let mut client = ask(&server).await;
    expect(&mut client, "HTTP/1.1 200 \r\n").await;
    let mut buffer = [0; 64];
    let read = client.read(&mut buffer).await.unwrap();
    assert_eq!(&buffer[..read], b"content-type: application/json\r\n");
    let mut rest = String::new();
    client.read_to_string(&mut rest).await.unwrap();
    assert_eq!(rest, "content-length: 2\r\nconnection: close\r\n\r\n{}");
    assert!(started.elapsed() >= pause * 5);
}

#[tokio::test]
async fn interim_answers_come_at_once_and_garbage_after_the_head() {
    let server = Server::start().await.unwrap();
    let reply = Reply::new(200).body("ok").interim(100).interim(103);
    let pause = Duration::from_millis(30);
    server.reply(reply.garbage("#!").delay(pause).close());
    let started = Instant::now();
    let mut client = ask(&server).await;
    expect(&mut client, "HTTP/1.1 100 \r\n\r\nHTTP/1.1 103 \r\n\r\n").await;
    let head = "HTTP/1.1 200 \r\ncontent-length: 2\r\nconnection: close\r\n\r\n";
    expect(&mut client, &format!("{head}#!ok")).await;
    assert!(started.elapsed() >= pause);
}

#[tokio::test]
async fn a_connection_may_end_without_a_word() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::new(204).hang_up());
    let mut client = ask(&server).await;
    expect(&mut client, "HTTP/1.1 204 \r\ncontent-length: 0\r\n\r\n").await;
    let _ = client.write_all(REQUEST).await;
    let again = timeout(SOON, client.read_u8()).await.unwrap();
    assert!(again.is_err());
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_redirect_says_where_to() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::redirect(307, "http://127.0.0.1:1/v2").close());
    let text = answer(&server).await;
    assert!(text.starts_with("HTTP/1.1 307 \r\nlocation: http://127.0.0.1:1/v2\r\n"));
}
