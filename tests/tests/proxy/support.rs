//! A provider's model behind a proxy that breaks its connections.

use std::error::Error as _;
use std::fmt::Debug;
use std::sync::Arc;
use std::time::Duration;

use futures::TryStreamExt as _;
use surprisal::http::{HttpClient, HttpClientBuilder};
use surprisal::{AiMessage, AiMessageChunk, ChatModel, Error, RetryPolicy, RunnableExt as _};
use surprisal_testing::proxy::FaultProxy;
use surprisal_testing::server::{Reply, Server};

use crate::providers::{KEY, Provider};

/// No error may show it.
pub(crate) const PROMPT: &str = "my-secret-prompt";

/// An answer in chunked transfer encoding, and where its parts are.
pub(crate) struct Wire {
    pub(crate) bytes: Vec<u8>,
    /// The length of the head.
    pub(crate) head: usize,
    /// Where the payload of each chunk ends, and how many chunks of the message are there by then.
    ends: Vec<(usize, usize)>,
}

impl Wire {
    pub(crate) fn streamed(provider: &Provider) -> Self {
        Self::new(provider.kind, provider.events)
    }

    pub(crate) fn whole(provider: &Provider) -> Self {
        // In two pieces, so that something came before what breaks the second.
        let (first, second) = provider.body.split_at(40);
        Self::new("application/json", &[(first, 0), (second, 1)])
    }

    fn new(kind: &str, events: &[(&str, usize)]) -> Self {
        let head = format!(
            "{STATUS_LINE}content-type: {kind}\r\ntransfer-encoding: chunked\r\nconnection: close\r\nx-request-id: req_1\r\n\r\n"
        );
        let mut bytes = head.clone().into_bytes();
        let mut chunks = 0;
        let mut ends = Vec::new();
        for (event, count) in events {
            bytes.extend(format!("{:x}\r\n{event}", event.len()).into_bytes());
            chunks += count;
            ends.push((bytes.len(), chunks));
            bytes.extend(b"\r\n");
        }
        bytes.extend(b"0\r\n\r\n");
        Self {
            bytes,
            head: head.len(),
            ends,
        }
    }

    /// Where the first event ends, with its chunk.
    pub(crate) fn first(&self) -> usize {
        self.ends[0].0 + 2
    }

    /// Where the last event ends: the rest is of the transfer alone.
    pub(crate) fn last(&self) -> usize {
        self.ends.last().unwrap().0
    }

    /// How many chunks of the message can be read of so many bytes.
    pub(crate) fn chunks(&self, bytes: usize) -> usize {
        // A carriage return ends a line, whatever comes after it.
        let spare = |end: usize| usize::from(self.bytes[..end].ends_with(b"\r\n"));
        let there = self
            .ends
            .iter()
            .take_while(|(end, _)| *end - spare(*end) <= bytes);
        there.last().map_or(0, |(_, chunks)| *chunks)
    }

    pub(crate) fn reply(&self) -> Reply {
        Reply::raw(self.bytes.clone()).forever()
    }
}

/// As the servers here write it.
pub(crate) const STATUS_LINE: &str = "HTTP/1.1 200 \r\n";

/// A client that waits a millisecond where the server names no wait.
pub(crate) fn quick() -> HttpClientBuilder {
    HttpClient::builder().retry(RetryPolicy::default().base_delay(Duration::from_millis(1)))
}

/// A server that gives this answer to every request, behind a proxy.
pub(crate) async fn behind_a_proxy(wire: &Wire) -> (Server, FaultProxy) {
    let server = Server::start().await.unwrap();
    server.reply(wire.reply());
    let proxy = FaultProxy::start(server.address()).await.unwrap();
    (server, proxy)
}

/// What a streamed call gives: the chunks, and what they make up.
pub(crate) async fn stream(
    model: &Arc<dyn ChatModel>,
) -> (Vec<AiMessageChunk>, Result<AiMessage, Error>) {
    let mut chunks = Vec::new();
    let stream = match model.stream(PROMPT).await {
        Ok(stream) => stream,
        Err(error) => return (chunks, Err(error)),
    };
    let message =
        AiMessageChunk::collect(stream.inspect_ok(|chunk| chunks.push(chunk.clone()))).await;
    (chunks, message)
}

/// Asserts that neither the error nor one of its sources prints any of these.
#[track_caller]
pub(crate) fn assert_hides(error: &Error, secrets: &[&str]) {
    let hides = |shown: &dyn Debug, text: String| {
        let shown = format!("{shown:?} {shown:#?} {text}");
        for secret in secrets {
            assert!(!shown.contains(secret), "{shown}");
        }
    };
    hides(error, error.to_string());
    hides(&(error.headers(), error.body()), String::new());
    let mut source = error.source();
    while let Some(error) = source {
        hides(&error, error.to_string());
        source = error.source();
    }
}

/// Asserts that the error prints neither the key nor the prompt.
#[track_caller]
pub(crate) fn assert_discreet(error: &Error) {
    assert_hides(error, &[KEY, PROMPT]);
}
