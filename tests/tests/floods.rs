//! How much memory answers take that are made to take much. One test, since the allocator counts for the whole program:
//! what the server and the proxy hold is counted too.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::time::Duration;

use bytes::Bytes;
use peak_alloc::PeakAlloc;
use surprisal::http::HttpClient;
use surprisal::ollama::ChatOllama;
use surprisal::openai::ChatOpenAi;
use surprisal::{AiMessageChunk, ChatModel, ErrorKind, Result, RunnableExt};
use surprisal_testing::proxy::{FaultProxy, ProxyFault};
use surprisal_testing::server::{Reply, Server};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The largest body and the largest event that are taken here.
const LIMIT: usize = 1 << 20;

/// What may be held beside that: the buffer that grows by doubling, hyper's, and the proxy's.
const BESIDE: usize = 4 << 20;

const STATUS_LINE: &str = "HTTP/1.1 200 \r\n";

fn client() -> HttpClient {
    let client = HttpClient::builder().max_body_size(LIMIT);
    client.max_event_size(LIMIT).build().unwrap()
}

fn openai(url: &str) -> ChatOpenAi {
    let model = ChatOpenAi::builder("m").base_url(url).client(client());
    model.build().unwrap()
}

fn ollama(url: &str) -> ChatOllama {
    let model = ChatOllama::builder("m").base_url(url).client(client());
    model.build().unwrap()
}

/// A flood of these bytes in an answer that begins with those.
struct Flood {
    what: &'static str,
    begins: String,
    more: Vec<u8>,
    kind: ErrorKind,
}

impl Flood {
    fn new(what: &'static str, begins: &str, more: &[u8], kind: ErrorKind) -> Self {
        Self {
            what,
            begins: format!("{STATUS_LINE}{begins}"),
            more: more.repeat((1 << 13) / more.len()),
            kind,
        }
    }

    /// Has a model of this URL asked in its face, and says how much it held and how much it was sent.
    async fn assert(&self, ask: impl AsyncFnOnce(&str) -> Result<()>) {
        let server = Server::start().await.unwrap();
        server.reply(Reply::raw(self.begins.clone()).forever());
        let proxy = FaultProxy::start(server.address()).await.unwrap();
        proxy.fault_all(ProxyFault::Flood {
            at: self.begins.len(),
            bytes: Bytes::from(self.more.clone()),
            pause: Duration::ZERO,
        });
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let error = ask(proxy.url()).await.unwrap_err();
        let held = MEMORY.peak_usage().saturating_sub(before);
        println!("{}: {held} bytes held of {} sent", self.what, proxy.given());
        assert_eq!(error.kind(), self.kind, "{}: {error}", self.what);
        assert!(held < LIMIT + BESIDE, "{}: {held} bytes", self.what);
        // Of a server that would have sent for ever; the systems of both sides hold some of it.
        assert!(proxy.given() < 32 << 20, "{}: {}", self.what, proxy.given());
    }
}

async fn whole(model: impl ChatModel) -> Result<()> {
    model.invoke("hi").await.map(drop)
}

async fn streamed(model: impl ChatModel) -> Result<()> {
    let stream = model.stream("hi").await?;
    AiMessageChunk::collect(stream).await.map(drop)
}

#[tokio::test]
async fn no_flood_takes_more_than_its_limit() {
    // What is made once is made before it is counted.
    openai("http://127.0.0.1:9").invoke("hi").await.unwrap_err();

    let bad = ErrorKind::BadResponse;
    let json = "content-type: application/json\r\n\r\n{\"choices\":[";
    let events = "content-type: text/event-stream\r\n\r\ndata: ";
    Flood::new("a body without end", json, b" ", bad)
        .assert(async |url| whole(openai(url)).await)
        .await;
    Flood::new("an event without end", events, b"x", bad)
        .assert(async |url| streamed(openai(url)).await)
        .await;
    Flood::new("an event of lines without end", events, b"\ndata: x", bad)
        .assert(async |url| streamed(openai(url)).await)
        .await;
    Flood::new("a line without end", "\r\n{\"message\":", b" ", bad)
        .assert(async |url| streamed(ollama(url)).await)
        .await;
    Flood::new("headers without end", "", b"x-flood: y\r\n", bad)
        .assert(async |url| whole(openai(url)).await)
        .await;
    Flood::new("a header without end", "x-flood: ", b"y", bad)
        .assert(async |url| streamed(openai(url)).await)
        .await;
    // A megabyte of zeros is a kilobyte of this.
    let bomb = "content-encoding: gzip\r\ncontent-type: application/json\r\n\r\n\u{1f}";
    Flood::new("a body that unpacks", bomb, b"\0", bad)
        .assert(async |url| whole(openai(url)).await)
        .await;
    Flood::new("a stream that unpacks", bomb, b"\0", bad)
        .assert(async |url| streamed(openai(url)).await)
        .await;
    let chunked = "transfer-encoding: chunked\r\n\r\n";
    let (extension, trailer) = (format!("{chunked}1;x="), format!("{chunked}0\r\n"));
    Flood::new(
        "a chunk's extension without end",
        &extension,
        b"y",
        ErrorKind::Truncated,
    )
    .assert(async |url| whole(openai(url)).await)
    .await;
    Flood::new(
        "trailers without end",
        &trailer,
        b"x: y\r\n",
        ErrorKind::Truncated,
    )
    .assert(async |url| streamed(openai(url)).await)
    .await;

    let mut refusal = Flood::new(
        "an error's body without end",
        "",
        b"y",
        ErrorKind::InvalidInput,
    );
    refusal.begins = "HTTP/1.1 400 \r\n\r\n".to_owned();
    refusal.assert(async |url| whole(openai(url)).await).await;

    // What is announced takes no room before it comes.
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, "{\"choices\":[").content_length(60 << 20));
    let model = ChatOpenAi::builder("m").base_url(server.url());
    let model = model.build().unwrap();
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let error = model.invoke("hi").await.unwrap_err();
    let held = MEMORY.peak_usage().saturating_sub(before);
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert!(held < LIMIT + BESIDE, "{held} bytes");
}
