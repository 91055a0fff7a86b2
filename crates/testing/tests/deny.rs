//! The network is denied to what goes over HTTP, and to nothing else.

#![allow(
    clippy::unwrap_used,
    reason = "clippy excepts test functions, not their helpers"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use bytes::Bytes;
use surprisal_core::{Error, ErrorKind};
use surprisal_http::{Body, Call, HttpClient, Transport, TransportError, response_error};
use surprisal_testing::deny_network;

#[derive(Clone, Debug, Default)]
struct Counting(Arc<AtomicUsize>);

#[async_trait]
impl Transport for Counting {
    async fn send(&self, _: http::Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Ok(http::Response::new(Body::from("{}")))
    }
}

impl Counting {
    fn sent(&self) -> usize {
        self.0.load(Ordering::SeqCst)
    }

    async fn get(&self, url: &str) -> Result<(), Error> {
        let client = HttpClient::builder().transport(self.clone()).build()?;
        let request = http::Request::get(url).body("".into()).unwrap();
        let call = Call::new("acme", "");
        client.send(request, &call, response_error).await.map(drop)
    }
}

const REMOTE: &str = "https://me:pass@api.example.com:8443/v1/chat?key=secret";
const LOCAL: &str = "http://127.0.0.1:1234/v1/chat";

#[tokio::test]
async fn a_request_is_refused_before_it_is_sent_and_not_tried_again() {
    let transport = Counting::default();
    let deny = deny_network();
    let error = transport.get(REMOTE).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert!(!format!("{error:?}").contains("secret"), "{error:?}");
    assert_eq!(transport.sent(), 0);
    assert_eq!(deny.refused(), ["api.example.com:8443/v1/chat"]);
    drop(deny);
    transport.get(REMOTE).await.unwrap();
    assert_eq!(transport.sent(), 1);
}

#[tokio::test]
#[should_panic(expected = "requests were to go to [\"127.0.0.1:1234/v1/chat\"]")]
async fn a_test_fails_though_the_error_was_swallowed() {
    let _deny = deny_network();
    let _ = Counting::default().get(LOCAL).await;
}

#[tokio::test]
async fn this_machine_is_let_through_where_that_is_asked_for() {
    let transport = Counting::default();
    let deny = deny_network().except_loopback();
    transport.get(LOCAL).await.unwrap();
    transport.get(REMOTE).await.unwrap_err();
    assert_eq!((transport.sent(), deny.refused().len()), (1, 1));
}

#[tokio::test]
async fn a_task_that_the_test_spawns_is_denied_it_too() {
    let deny = deny_network();
    let task = tokio::spawn(async { Counting::default().get(REMOTE).await });
    assert!(task.await.unwrap().is_err());
    assert_eq!(deny.refused().len(), 1);
}

#[test]
fn the_threads_of_a_runtime_each_take_their_own() {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .on_thread_start(|| std::mem::forget(deny_network()))
        .enable_all()
        .build()
        .unwrap();
    let task = runtime.spawn(async { Counting::default().get(REMOTE).await });
    assert!(runtime.block_on(task).unwrap().is_err());
    // The thread of the test has none.
    runtime.block_on(Counting::default().get(REMOTE)).unwrap();
}
