//! A client that reads the socket by hand, behind a proxy.

use std::io;
use std::time::Duration;

use surprisal_testing::proxy::{FaultProxy, ProxyFault};
use surprisal_testing::server::{Reply, Server};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

pub(crate) const REQUEST: &[u8] = b"POST /v1 HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}";
pub(crate) const ANSWER: &str = "HTTP/1.1 200 \r\nx: y\r\n\r\nhello";
pub(crate) const SOON: Duration = Duration::from_secs(10);

/// A server that gives the answer to every request and then closes the connection, behind a proxy.
pub(crate) async fn start() -> (Server, FaultProxy) {
    let server = Server::start().await.unwrap();
    server.reply(Reply::raw(ANSWER).forever());
    let proxy = FaultProxy::start(server.address()).await.unwrap();
    (server, proxy)
}

/// Sends one request on a new connection.
pub(crate) async fn ask(proxy: &FaultProxy) -> TcpStream {
    let mut client = TcpStream::connect(proxy.address()).await.unwrap();
    client.write_all(REQUEST).await.unwrap();
    client
}

/// Everything until the connection ends, and how it ends.
pub(crate) async fn read(client: &mut TcpStream) -> (String, io::Result<()>) {
    let mut bytes = Vec::new();
    let end = timeout(SOON, client.read_to_end(&mut bytes)).await.unwrap();
    (String::from_utf8(bytes).unwrap(), end.map(drop))
}

/// What a request on a new connection with this fault gets.
pub(crate) async fn answer(proxy: &FaultProxy, fault: ProxyFault) -> (String, io::Result<()>) {
    proxy.fault(fault);
    read(&mut ask(proxy).await).await
}
