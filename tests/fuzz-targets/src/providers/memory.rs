//! A transport that answers from memory.

use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream;
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Request, Response, StatusCode};
use surprisal_core::RetryPolicy;
use surprisal_http::{Body, HttpClient, Transport, TransportError};

/// Answers every request in the same way.
#[derive(Clone, Debug, Default)]
pub(super) struct Memory(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    status: StatusCode,
    pieces: Vec<Bytes>,
    requests: Vec<Request<Bytes>>,
}

impl Memory {
    /// A client that asks it, and does not ask twice.
    pub(super) fn client(&self) -> HttpClient {
        let client = HttpClient::builder().transport(self.clone());
        client.retry(RetryPolicy::none()).build().unwrap()
    }

    /// From now on it answers so, and has been asked nothing.
    pub(super) fn answer(&self, status: u16, pieces: Vec<Bytes>) {
        *self.0.lock().unwrap() = State {
            status: status.try_into().unwrap(),
            pieces,
            requests: Vec::new(),
        };
    }

    /// What it has been asked.
    pub(super) fn requests(&self) -> Vec<Request<Bytes>> {
        std::mem::take(&mut self.0.lock().unwrap().requests)
    }
}

#[async_trait]
impl Transport for Memory {
    async fn send(&self, request: Request<Bytes>) -> Result<Response<Body>, TransportError> {
        let mut state = self.0.lock().unwrap();
        state.requests.push(request);
        let pieces = state.pieces.clone().into_iter().map(Ok);
        let mut response = Response::new(Body::new(stream::iter(pieces)));
        *response.status_mut() = state.status;
        // A body that is called JSON is no stream, whatever was asked for.
        let kind = HeaderValue::from_static("text/event-stream");
        response.headers_mut().insert(CONTENT_TYPE, kind);
        Ok(response)
    }
}
