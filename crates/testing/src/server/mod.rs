//! A loopback HTTP server that plays recorded bytes, cut and broken as a test wants.
//!
//! [`Server`] answers each request with the next [`Reply`] that is queued for it, or as a function of it
//! says, and keeps every [`Request`] that it read. It never compresses, reorders or invents anything: what a client
//! receives is what the test wrote.
//!
//! ```
//! use surprisal_testing::server::{Reply, Server};
//! use tokio::io::{AsyncReadExt, AsyncWriteExt};
//! use tokio::net::TcpStream;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> std::io::Result<()> {
//! let server = Server::start().await?;
//! server.reply(Reply::json(200, r#"{"ok":true}"#).close());
//!
//! // Any HTTP client with `server.url()` as its base URL; here, by hand:
//! let mut client = TcpStream::connect(server.address()).await?;
//! client.write_all(b"POST /v1/chat HTTP/1.1\r\ncontent-length: 2\r\n\r\n{}").await?;
//! let mut answer = String::new();
//! client.read_to_string(&mut answer).await?;
//!
//! assert!(answer.starts_with("HTTP/1.1 200 "));
//! assert!(answer.ends_with("\r\n\r\n{\"ok\":true}"));
//! let requests = server.requests();
//! assert_eq!(requests[0].path(), "/v1/chat");
//! assert_eq!(requests[0].body(), "{}");
//! # Ok(())
//! # }
//! ```
//!
//! Faults are part of the reply: a stream in pieces of seven bytes that breaks after a hundred is
//! `Reply::sse(bytes).split_every(7).cut_after(100)`.
//!
//! | what is wrong | said by |
//! |---|---|
//! | nothing more comes | `stall_after` |
//! | it is slow: before the head, in the head, in the body | `delay`, `head_pause`, `pause` |
//! | it breaks off, by the end of the connection or by a reset | `cut_after`, `reset_after` |
//! | the length is another | `content_length` |
//! | bytes that nobody asked for | `interim`, `garbage` |
//! | the connection cannot be used again | `close`, which says so, and `hang_up`, which does not |
//! | it is somewhere else | `Reply::redirect` |
//! | anything | `Reply::raw` |

mod connection;
mod faults;
mod listener;
mod play;
mod reply;
mod request;
mod route;
mod state;

pub use listener::Server;
pub use reply::Reply;
pub use request::Request;
