//! Real conversations with a service, recorded once and replayed without it.
//!
//! [`Recorder`] and [`Replay`] are [transports](surprisal_http::Transport): whatever talks to a service through
//! [`HttpClient`](surprisal_http::HttpClient), a provider of this library or of others, is recorded and replayed
//! without knowing of it. [`Tape`] is both: it records what it does not find.
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, Response};
//! use surprisal_http::{Body, Transport, TransportError};
//! use surprisal_testing::replay::{Recorder, Replay};
//!
//! #[derive(Debug)]
//! struct Service; // in a real recording, `ReqwestTransport::builder().build()?`
//!
//! #[async_trait::async_trait]
//! impl Transport for Service {
//!     async fn send(&self, _: Request<Bytes>) -> Result<Response<Body>, TransportError> {
//!         Ok(Response::new(Body::from(r#"{"text":"hello"}"#)))
//!     }
//! }
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let directory = tempfile::tempdir()?;
//! # let path = directory.path().join("hello.jsonl");
//! let request = Request::post("https://example.test/v1/chat")
//!     .header("authorization", "Bearer sk-0123456789")
//!     .body(Bytes::from(r#"{"prompt":"hi"}"#))?;
//! let answer = Recorder::new(Service, &path)?.send(request.clone()).await?;
//! drop(answer); // an answer that is read to its end has `"end":"complete"`
//!
//! assert_eq!(
//!     std::fs::read_to_string(&path)?,
//!     r#"{"surprisal_recording":1}
//!
//! {"request":{"call":1,"method":"POST","url":"https://example.test/v1/chat","headers":{"authorization":"***"}}}
//! {"json":{"prompt":"hi"}}
//! {"response":{"status":200,"headers":{}}}
//! {"end":"dropped"}
//! "#
//! );
//!
//! let replay = Replay::open(&path)?;
//! let answer = replay.send(request).await?;
//! assert_eq!(answer.status(), 200);
//! assert!(replay.unused().is_empty());
//! # Ok(()) }
//! ```
//!
//! # The file
//!
//! JSON values, one a line: `request`, the pieces of its body, `response`, the pieces of its body as they came, and the
//! `end` (`complete`, or `dropped` where nobody read on) or the `error` of the transport. A piece is `json` where it is
//! JSON, as it was written (which may have lines of its own), `text` where it is other text, and else `base64`.
//! `wait_ms` before any of them is how long it took, if that was recorded. Calls stand in the order in which they ended,
//! and are numbered by the order in which they began. A file may be edited by hand.

mod difference;
mod exchange;
mod file;
mod line;
mod log;
mod matching;
mod player;
mod recorder;
mod scrub;
mod secrets;
mod tape;

pub use exchange::Exchange;
pub use matching::Matching;
pub use player::Replay;
pub use recorder::Recorder;
pub use tape::Tape;
