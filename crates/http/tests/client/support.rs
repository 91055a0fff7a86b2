//! A server on loopback that plays scripted bytes, one script for each request.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use http::HeaderMap;
use surprisal_core::{Error, Result, RetryPolicy};
use surprisal_http::{BaseUrl, Call, HttpClient, HttpClientBuilder, Response};
use surprisal_http::{Timeouts, response_error};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinHandle;

/// What the server does next for a request.
#[derive(Clone)]
pub(crate) enum Step {
    Send(Vec<u8>),
    /// Sends the bytes again and again with a pause, until the client closes.
    Repeat(Vec<u8>, Duration),
    /// Waits until the client closes.
    AwaitClose,
    Close,
}

#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) connections: AtomicUsize,
    pub(crate) requests: Mutex<Vec<String>>,
    pub(crate) sent: AtomicUsize,
    pub(crate) closed: Notify,
}

pub(crate) struct Server {
    pub(crate) address: String,
    pub(crate) seen: Arc<Seen>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn start(scripts: impl IntoIterator<Item = Vec<Step>>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let seen = Arc::new(Seen::default());
        let mut scripts: Vec<_> = scripts.into_iter().collect();
        scripts.reverse();
        let scripts = Arc::new(Mutex::new(scripts));
        let task = tokio::spawn({
            let seen = Arc::clone(&seen);
            async move {
                loop {
                    let (stream, _) = listener.accept().await.unwrap();
                    seen.connections.fetch_add(1, Ordering::SeqCst);
                    tokio::spawn(serve(stream, Arc::clone(&scripts), Arc::clone(&seen)));
                }
            }
        });
        Self {
            address,
            seen,
            task,
        }
    }

    pub(crate) fn requests(&self) -> usize {
        self.seen.requests.lock().unwrap().len()
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.connections.load(Ordering::SeqCst)
    }

    /// Sends a request to the server.
    pub(crate) async fn post(&self, client: &HttpClient) -> Result<Response> {
        post(client, &self.address).await
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// A client without proxies that waits a millisecond between attempts.
pub(crate) fn client() -> HttpClientBuilder {
    HttpClient::builder().retry(RetryPolicy::default().base_delay(Duration::from_millis(1)))
}

pub(crate) async fn post(client: &HttpClient, address: &str) -> Result<Response> {
    post_to(client, &format!("http://{address}/v1")).await
}

pub(crate) async fn post_to(client: &HttpClient, base: &str) -> Result<Response> {
    let base: BaseUrl = base.parse()?;
    let mut request = http::Request::post(base.join("chat/completions")?)
        .header("authorization", format!("Bearer {KEY}"))
        .body(Bytes::from_static(b"{}"))
        .unwrap();
    for value in request.headers_mut().values_mut() {
        value.set_sensitive(true);
    }
    let call = Call::new("test", "a-model").timeouts(Timeouts::default());
    client.send(request, &call, to_error).await
}

fn to_error(status: u16, headers: &HeaderMap, body: &str) -> Error {
    response_error(status, headers, body)
}

pub(crate) const KEY: &str = "sk-do-not-print";

/// A whole answer.
pub(crate) fn reply(status: &str, headers: &str, body: &str) -> Vec<Step> {
    let length = body.len();
    let text = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n{headers}\r\n{body}");
    vec![Step::Send(text.into_bytes())]
}

/// The head of a streamed answer.
pub(crate) fn stream_head() -> Step {
    let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\
                transfer-encoding: chunked\r\nx-request-id: req_7\r\n\r\n";
    Step::Send(head.into())
}

pub(crate) fn chunk(data: &str) -> Step {
    Step::Send(format!("{:x}\r\n{data}\r\n", data.len()).into_bytes())
}

async fn serve(mut stream: TcpStream, scripts: Arc<Mutex<Vec<Vec<Step>>>>, seen: Arc<Seen>) {
    while let Some(request) = read_request(&mut stream).await {
        seen.requests.lock().unwrap().push(request);
        let script = scripts.lock().unwrap().pop().unwrap_or(vec![Step::Close]);
        for step in script {
            match step {
                Step::Send(bytes) => {
                    if stream.write_all(&bytes).await.is_err() {
                        return;
                    }
                }
                Step::Repeat(bytes, pause) => {
                    while stream.write_all(&bytes).await.is_ok() {
                        seen.sent.fetch_add(bytes.len(), Ordering::SeqCst);
                        tokio::time::sleep(pause).await;
                    }
                    seen.closed.notify_one();
                    return;
                }
                Step::AwaitClose => {
                    while stream.read(&mut [0; 64]).await.is_ok_and(|read| read > 0) {}
                    seen.closed.notify_one();
                    return;
                }
                Step::Close => return,
            }
        }
    }
}

/// The head of the next request; its body is read and thrown away.
async fn read_request(stream: &mut TcpStream) -> Option<String> {
    let mut bytes = Vec::new();
    while !bytes.ends_with(b"\r\n\r\n") {
        bytes.push(stream.read_u8().await.ok()?);
    }
    let head = String::from_utf8(bytes).unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "));
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    stream.read_exact(&mut body).await.ok()?;
    Some(head)
}
