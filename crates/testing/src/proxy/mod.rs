//! A loopback proxy that breaks what goes through it.
//!
//! [`FaultProxy`] stands between a client and one server on this machine, whatever the two speak, if only the client
//! speaks first: it moves bytes, TLS too, and does to a connection what a [`ProxyFault`] says. Where the [loopback server](crate::server) breaks an answer
//! as a service does, this breaks the connection as a network does, at any byte of it.
//!
//! ```
//! use surprisal_testing::proxy::{FaultProxy, ProxyFault};
//! use surprisal_testing::server::{Reply, Server};
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! use tokio::net::TcpStream;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let server = Server::start().await?;
//! server.reply(Reply::raw("HTTP/1.1 200 \r\n\r\nhello").forever());
//! let proxy = FaultProxy::start(server.address()).await?;
//! proxy.fault(ProxyFault::CloseAfter(19));
//!
//! // Any HTTP client with `proxy.url()` as its base URL; here, by hand:
//! for expected in ["HTTP/1.1 200 \r\n\r\nhe", "HTTP/1.1 200 \r\n\r\nhello"] {
//!     let mut client = TcpStream::connect(proxy.address()).await?;
//!     client.write_all(b"GET / HTTP/1.1\r\n\r\n").await?;
//!     let mut answer = String::new();
//!     client.read_to_string(&mut answer).await?;
//!     assert_eq!(answer, expected);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! It is an HTTP proxy too, for clients that are told to use one: a request for a whole URL goes to its server as it is,
//! and `CONNECT` is answered and logged ([`FaultProxy::tunnels`]). Whatever host is asked for, it is the one server that
//! gets it, so that no name is looked up and nothing leaves the machine.
//!
//! | what is wrong | said by |
//! |---|---|
//! | the connection is reset, or ends, at a byte of the answer | `ResetAfter`, `CloseAfter` |
//! | it is half open: no more of the answer comes, no more of the request is read | `StallAfter`, `DeafAfter` |
//! | the answer comes a byte at a time | `Trickle` |
//! | there is more in it than the server sent, once or without end | `Insert`, `Flood` |
//! | the proxy answers in the server's place | `Answer` |

mod fault;
mod link;
mod listener;
mod state;

pub use fault::ProxyFault;
pub use listener::FaultProxy;
