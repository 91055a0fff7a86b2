//! A recording of a real connection.

use std::time::Duration;

use surprisal_core::RetryPolicy;
use surprisal_http::{Call, HttpClient, ReqwestTransport, Response, Transport, response_error};
use surprisal_testing::replay::Recorder;
use surprisal_testing::server::{Reply, Server};

use crate::support::{Tape, post};

async fn ask(client: &HttpClient, url: &str) -> surprisal_core::Result<Response> {
    client
        .send(post(url, "{}"), &Call::new("p", "m"), response_error)
        .await
}

fn client(transport: impl Transport + 'static) -> HttpClient {
    let retry = RetryPolicy::default().base_delay(Duration::from_millis(1));
    HttpClient::builder()
        .transport(transport)
        .retry(retry)
        .build()
        .unwrap()
}

#[tokio::test]
async fn retries_are_replayed_without_the_server() {
    let tape = Tape::new();
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(503, r#"{"error":"busy"}"#));
    server.reply(Reply::raw(""));
    server.reply(Reply::sse("data: 1\n\ndata: 2\n\n").split_at(&[9]));
    let url = format!("{}/v1/chat", server.url());
    let reqwest = ReqwestTransport::builder().build().unwrap();

    let recorder = client(Recorder::new(reqwest, &tape.path).unwrap());
    let recorded = ask(&recorder, &url).await.unwrap().bytes().await.unwrap();
    assert_eq!(server.requests().len(), 3);
    drop(server);
    let refused = ask(&recorder, &url).await.unwrap_err();
    drop(recorder);

    let replay = tape.replay();
    let player = client(replay.clone());
    let played = ask(&player, &url).await.unwrap().bytes().await.unwrap();
    assert_eq!(played, recorded);
    assert_eq!(
        replay.unused().len(),
        tape.text().matches("{\"request\":").count() - 3
    );
    let again = ask(&player, &url).await.unwrap_err();
    assert_eq!(again.to_string(), refused.to_string());
    assert!(replay.unused().is_empty());
}
