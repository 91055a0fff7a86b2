//! The loopback server, seen by a client that reads the socket by hand.

#![allow(
    clippy::unwrap_used,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::io;
use std::time::Duration;

use bytes::Bytes;
use surprisal_testing::server::{Reply, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

const REQUEST: &[u8] =
    b"POST /v1/chat?key=k HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
const SOON: Duration = Duration::from_secs(10);

/// Sends one request on a new connection.
async fn ask(server: &Server) -> TcpStream {
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    client.write_all(REQUEST).await.unwrap();
    client
}

/// Everything until the server closes the connection.
async fn answer(server: &Server) -> String {
    let mut text = String::new();
    let mut client = ask(server).await;
    timeout(SOON, client.read_to_string(&mut text))
        .await
        .unwrap()
        .unwrap();
    text
}

/// Exactly as many bytes as `expected` has, which are to be these.
async fn expect(client: &mut TcpStream, expected: &str) {
    let mut bytes = vec![0; expected.len()];
    timeout(SOON, client.read_exact(&mut bytes))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&bytes), expected);
}

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
async fn requests_are_logged_whole() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::new(200).close());
    answer(&server).await;

    let requests = server.requests();
    let [request] = requests.as_slice() else {
        panic!("one request, not {requests:?}");
    };
    assert_eq!(request.method(), "POST");
    assert_eq!(request.path(), "/v1/chat?key=k");
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
async fn what_is_not_http_is_a_400() {
    let server = Server::start().await.unwrap();
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    client.write_all(b"\0\0\r\n\r\n").await.unwrap();
    expect(&mut client, "HTTP/1.1 400 ").await;
    assert_eq!(server.requests().len(), 0);
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

#[tokio::test]
async fn dropping_the_server_ends_its_connections_and_its_port() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::raw("x").stall_after(1));
    let mut client = ask(&server).await;
    expect(&mut client, "x").await;
    let address = server.address();
    drop(server);

    let end = timeout(SOON, client.read_u8()).await.unwrap();
    assert!(end.is_err());
    let refused = async {
        while TcpStream::connect(address).await.is_ok() {
            tokio::task::yield_now().await;
        }
    };
    timeout(SOON, refused).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_clients_are_served_at_once() -> io::Result<()> {
    let server = Server::start().await?;
    server.reply(
        Reply::new(200)
            .delay(Duration::from_millis(20))
            .close()
            .forever(),
    );
    let clients: Vec<_> = (0..20)
        .map(|_| tokio::spawn(TcpStream::connect(server.address())))
        .collect();
    let mut open = Vec::new();
    for client in clients {
        let mut client = client.await??;
        client.write_all(REQUEST).await?;
        open.push(client);
    }
    for mut client in open {
        expect(&mut client, "HTTP/1.1 200 ").await;
    }
    assert_eq!(server.connections(), 20);
    Ok(())
}
