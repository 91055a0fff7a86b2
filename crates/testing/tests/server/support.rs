//! A client that reads the socket by hand.

use std::time::Duration;

use surprisal_testing::server::Server;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

pub(crate) const REQUEST: &[u8] =
    b"POST /v1/chat?key=k HTTP/1.1\r\nHost: h\r\nContent-Length: 7\r\n\r\n{\"a\":1}";
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// Sends one request on a new connection.
pub(crate) async fn ask(server: &Server) -> TcpStream {
    let mut client = TcpStream::connect(server.address()).await.unwrap();
    client.write_all(REQUEST).await.unwrap();
    client
}

/// Everything until the server closes the connection.
pub(crate) async fn answer(server: &Server) -> String {
    let mut text = String::new();
    let mut client = ask(server).await;
    timeout(SOON, client.read_to_string(&mut text))
        .await
        .unwrap()
        .unwrap();
    text
}

/// Exactly as many bytes as `expected` has, which are to be these.
pub(crate) async fn expect(client: &mut TcpStream, expected: &str) {
    let mut bytes = vec![0; expected.len()];
    timeout(SOON, client.read_exact(&mut bytes))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&bytes), expected);
}
