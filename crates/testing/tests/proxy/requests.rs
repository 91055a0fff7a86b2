//! What becomes of requests, and of those to a proxy.

use std::time::Duration;

use bytes::Bytes;
use surprisal_testing::proxy::{FaultProxy, ProxyFault};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use crate::support::{ANSWER, REQUEST, SOON, answer, read, start};

#[tokio::test]
async fn what_is_deaf_takes_so_much_and_nothing_more() {
    let (server, proxy) = start().await;
    proxy.fault(ProxyFault::DeafAfter(REQUEST.len() - 1));
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    client.write_all(REQUEST).await.unwrap();
    let wait = Duration::from_millis(50);
    assert!(timeout(wait, client.read_u8()).await.is_err());
    assert_eq!(proxy.taken(), REQUEST.len() - 1);
    assert_eq!(server.requests().len(), 0);
}

#[tokio::test]
async fn an_answer_of_its_own_keeps_the_request_from_the_server() {
    let (server, proxy) = start().await;
    let own = ProxyFault::Answer(Bytes::from("HTTP/1.1 502 \r\n\r\n"));
    let (text, end) = answer(&proxy, own).await;
    assert_eq!(
        (text.as_str(), end.is_ok()),
        ("HTTP/1.1 502 \r\n\r\n", true)
    );
    assert_eq!((server.connections(), proxy.taken()), (0, REQUEST.len()));
}

#[tokio::test]
async fn a_tunnel_leads_to_the_one_server_whatever_host_is_asked_for() {
    let (server, proxy) = start().await;
    let connect = "CONNECT api.example:443 HTTP/1.1\r\nProxy-Authorization: Basic eA==\r\n\r\n";
    // The faults count from where the tunnel begins.
    proxy.fault(ProxyFault::CloseAfter(3));
    proxy.fault(ProxyFault::Answer(Bytes::from("HTTP/1.1 407 \r\n\r\n")));
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    for byte in connect.as_bytes() {
        client.write_all(&[*byte]).await.unwrap();
    }
    let established = "HTTP/1.1 200 \r\n\r\n";
    let mut bytes = vec![0; established.len()];
    timeout(SOON, client.read_exact(&mut bytes))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(bytes, established.as_bytes());
    client.write_all(REQUEST).await.unwrap();
    assert_eq!(read(&mut client).await.0, ANSWER[..3]);

    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    client.write_all(connect.as_bytes()).await.unwrap();
    assert_eq!(read(&mut client).await.0, "HTTP/1.1 407 \r\n\r\n");

    assert_eq!(proxy.tunnels(), [connect, connect]);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_server_elsewhere_is_refused() {
    let elsewhere = "192.0.2.1:80".parse().unwrap();
    let error = FaultProxy::start(elsewhere).await.unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::InvalidInput);
}
