//! What a trace shows of a request, and what it must not. Alone in its program, since tracing
//! remembers across threads which spans nobody wanted.
#![allow(clippy::unwrap_used, reason = "helpers of tests fail the test")]

use std::fmt::{Debug, Write as _};
use std::sync::atomic::{AtomicU16, Ordering};
use std::sync::{Arc, Mutex};

use async_trait::async_trait;
use bytes::Bytes;
use http::Request;
use surprisal_http::{Body, Call, HttpClient, Transport, TransportError, response_error};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// Answers with this status, and with success from then on.
#[derive(Debug)]
struct Once(AtomicU16);

#[async_trait]
impl Transport for Once {
    async fn send(&self, _: Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let status = self.0.swap(200, Ordering::SeqCst);
        let response = http::Response::builder().status(status);
        Ok(response
            .header("x-request-id", SECRET)
            .body(Body::from(SECRET))
            .unwrap())
    }
}

const SECRET: &str = "sk-do-not-print";

/// Writes every field of every span and event of this library down.
#[derive(Clone, Default)]
struct Notes(Arc<Mutex<String>>);

impl Visit for Notes {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        write!(self.0.lock().unwrap(), "{field}={value:?} ").unwrap();
    }
}

impl Subscriber for Notes {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("surprisal_http")
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

#[tokio::test(start_paused = true)]
async fn a_trace_tells_the_course_of_a_request_without_content_or_key() {
    let notes = Notes::default();
    let guard = tracing::subscriber::set_default(notes.clone());
    let transport = Once(AtomicU16::new(500));
    let client = HttpClient::builder().transport(transport).build().unwrap();
    let request = Request::post(format!("http://{SECRET}@h/v1/chat?key={SECRET}"))
        .header("authorization", SECRET)
        .body(Bytes::from(SECRET))
        .unwrap();
    let call = Call::new("test", "a-model");
    let mut response = client.send(request, &call, response_error).await.unwrap();
    assert_eq!(response.bytes().await.unwrap(), SECRET);
    drop(guard);

    let notes = notes.0.lock().unwrap().clone();
    for expected in [
        "provider=test model=\"a-model\" method=POST path=\"/v1/chat\"",
        "attempt=1",
        "status=500",
        "message=retrying",
        "attempt=2",
        "status=200",
        "elapsed_ms=",
    ] {
        assert!(notes.contains(expected), "{expected} in {notes}");
    }
    assert!(!notes.contains(SECRET), "{notes}");
}
