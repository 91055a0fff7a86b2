//! What an answer is in bytes.

use std::time::Duration;

use bytes::Bytes;
use proptest::prelude::*;
use surprisal_testing::server::{Reply, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::support::{REQUEST, answer, ask, expect};

#[tokio::test]
async fn a_json_reply_has_its_length_and_type() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(201, "{}").header("x-request-id", "r1").close());
    assert_eq!(
        answer(&server).await,
        "HTTP/1.1 201 \r\ncontent-type: application/json\r\nx-request-id: r1\r\n\
         content-length: 2\r\nconnection: close\r\n\r\n{}"
    );
}

#[tokio::test]
async fn replies_come_in_order_on_one_connection() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::new(500).times(2));
    server.reply(Reply::new(200).body("ok"));
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    for expected in [
        "HTTP/1.1 500 \r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 500 \r\ncontent-length: 0\r\n\r\n",
        "HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\nok",
    ] {
        client.write_all(REQUEST).await.unwrap();
        expect(&mut client, expected).await;
    }
    assert_eq!(server.connections(), 1);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn pipelined_requests_are_all_answered() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::new(204).forever());
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    client.write_all(&REQUEST.repeat(3)).await.unwrap();
    for _ in 0..3 {
        expect(&mut client, "HTTP/1.1 204 \r\ncontent-length: 0\r\n\r\n").await;
    }
}

#[tokio::test]
async fn an_empty_queue_is_a_404_that_says_so() {
    let server = Server::start().await.unwrap();
    let mut client = ask(&server).await;
    expect(&mut client, "HTTP/1.1 404 \r\ncontent-type: text/plain\r\n").await;
    expect(
        &mut client,
        "content-length: 68\r\n\r\nno reply is queued for POST /v1/chat: queue one with `Server::reply`",
    )
    .await;
}

#[tokio::test]
async fn events_are_one_chunk_a_piece() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::sse("data: abc\n\n").split_every(4).close());
    let text = answer(&server).await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-type: text/event-stream"), "{head}");
    assert!(head.contains("transfer-encoding: chunked"), "{head}");
    assert_eq!(body, "4\r\ndata\r\n4\r\n: ab\r\n3\r\nc\n\n\r\n0\r\n\r\n");
}

#[tokio::test]
async fn an_empty_chunked_body_is_complete() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::sse("").close());
    assert!(answer(&server).await.ends_with("\r\n\r\n0\r\n\r\n"));
}

#[tokio::test]
async fn splits_may_lie_anywhere() {
    let server = Server::start().await.unwrap();
    let chunks = |reply: Reply| async {
        server.reply(reply.chunked().close());
        let text = answer(&server).await;
        text.split_once("\r\n\r\n").unwrap().1.to_owned()
    };
    let reply = || Reply::new(200).body("abcde");
    assert_eq!(
        chunks(reply().split_at(&[1, 1, 3, 99])).await,
        "1\r\na\r\n2\r\nbc\r\n2\r\nde\r\n0\r\n\r\n"
    );
    assert_eq!(
        chunks(reply().split_every(0).split_every(3)).await,
        "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    );
    let pieces = [&b"ab"[..], b"", b"cde"].map(Bytes::from_static);
    assert_eq!(
        chunks(reply().pieces(pieces.to_vec())).await,
        "2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"
    );
}

#[tokio::test]
async fn pieces_arrive_apart() {
    let server = Server::start().await.unwrap();
    let pause = Duration::from_millis(30);
    server.reply(Reply::raw("abcdef").split_every(2).pause(pause));
    let mut client = ask(&server).await;
    let started = Instant::now();
    let mut reads = Vec::new();
    let mut buffer = [0; 64];
    while let n @ 1.. = client.read(&mut buffer).await.unwrap() {
        reads.push(String::from_utf8_lossy(&buffer[..n]).into_owned());
    }
    assert_eq!(reads, ["ab", "cd", "ef"]);
    assert!(started.elapsed() >= pause * 2);
}

#[tokio::test]
async fn a_client_that_read_everything_did_not_leave_early() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, "{}").forever());
    let expected = "HTTP/1.1 200 \r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";
    for _ in 0..3 {
        expect(&mut ask(&server).await, expected).await;
    }
    let wait = Duration::from_millis(30);
    assert!(timeout(wait, server.closed_early()).await.is_err());
    assert_eq!(server.connections(), 3);
}

#[tokio::test]
async fn a_captured_answer_is_sent_as_it_is() {
    let server = Server::start().await.unwrap();
    let closed = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok";
    server.reply(Reply::raw(closed));
    assert_eq!(answer(&server).await, closed);

    let open = "HTTP/1.1 429 Slow\nTransfer-Encoding: Chunked\r\n\r\n1\r\nx\r\n0\r\n\r\n";
    server.reply(Reply::raw(open).times(2));
    let mut client = ask(&server).await;
    expect(&mut client, open).await;
    client.write_all(REQUEST).await.unwrap();
    expect(&mut client, open).await;

    let unbounded = "HTTP/1.1 200 OK\r\n\r\nuntil the end";
    server.reply(Reply::raw(unbounded));
    assert_eq!(answer(&server).await, unbounded);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_pieces_arrive_as_they_are(pieces in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..9), 0..9)) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let mut chunks = pieces.iter().fold(Vec::new(), |mut all, piece| {
            all.extend_from_slice(format!("{:x}\r\n", piece.len()).as_bytes());
            all.extend_from_slice(piece);
            all.extend_from_slice(b"\r\n");
            all
        });
        chunks.extend_from_slice(b"0\r\n\r\n");
        let received = runtime.block_on(async {
            let server = Server::start().await.unwrap();
            let pieces = pieces.into_iter().map(Bytes::from).collect();
            server.reply(Reply::new(200).pieces(pieces).chunked().hang_up());
            let mut received = Vec::new();
            ask(&server).await.read_to_end(&mut received).await.unwrap();
            received
        });
        let head = "HTTP/1.1 200 \r\ntransfer-encoding: chunked\r\n\r\n".as_bytes();
        prop_assert_eq!(received, [head, &chunks].concat());
    }
}
