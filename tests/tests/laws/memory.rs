//! A transport that answers from memory.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response};
use serde_json::Value;
use surprisal::http::{Body, HttpChatModelBuilder, HttpClient, Transport, TransportError};
use surprisal::openai::{ChatOpenAi, OpenAi, OpenAiProtocol};

/// Answers every request by these pieces of a stream of events, and keeps the requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Memory(Arc<State>);

#[derive(Debug, Default)]
struct State {
    pieces: Vec<Bytes>,
    requests: Mutex<Vec<Request<Bytes>>>,
}

impl Memory {
    /// Each piece is what one read from the network gives; an empty one is a read of nothing.
    pub(crate) fn new(pieces: Vec<Bytes>) -> Self {
        Self(Arc::new(State {
            pieces,
            requests: Mutex::default(),
        }))
    }

    /// A model that asks it.
    pub(crate) fn model(&self) -> HttpChatModelBuilder<OpenAiProtocol<OpenAi>> {
        ChatOpenAi::builder("gpt-4o-mini")
            .base_url("http://memory/v1")
            .client(self.client())
    }

    /// A client that asks it.
    pub(crate) fn client(&self) -> HttpClient {
        let client = HttpClient::builder().transport(self.clone());
        client.build().unwrap()
    }

    /// The headers and the JSON of the last request.
    pub(crate) fn last_request(&self) -> (http::HeaderMap, Value) {
        let requests = self.0.requests.lock().unwrap();
        let last = requests.last().unwrap();
        (
            last.headers().clone(),
            serde_json::from_slice(last.body()).unwrap(),
        )
    }
}

/// Runs to its end what needs a clock and no network.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build();
    runtime.unwrap().block_on(future)
}

#[async_trait]
impl Transport for Memory {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        self.0.requests.lock().unwrap().push(request);
        let pieces = self.0.pieces.clone().into_iter().map(Ok);
        let mut response = Response::new(Body::new(stream::iter(pieces)));
        let kind = HeaderValue::from_static("text/event-stream");
        response.headers_mut().insert(CONTENT_TYPE, kind);
        Ok(response)
    }
}
