use surprisal::http::ReqwestTransport;
use surprisal_testing::replay::Recorder;
use surprisal_testing::server::{Reply, Server};

use crate::asked::{all, client};
use crate::key::assert_clean;
use crate::replies::{right, with_key};
use crate::witness::Witness;

#[tokio::test]
async fn no_error_no_trace_and_no_recording_of_any_provider_shows_the_key() {
    let witness = Witness::listen();
    let folder = tempfile::tempdir().unwrap();
    let tape = folder.path().join("tape.jsonl");
    let transport = ReqwestTransport::builder().build().unwrap();
    let client = client(Recorder::new(transport, &tape).unwrap());
    let elsewhere = Server::start().await.unwrap();
    elsewhere.reply(Reply::json(200, "{}").forever());
    let mut calls = 0;
    for (what, reply) in with_key(elsewhere.url()).into_iter().chain(right()) {
        let server = Server::start().await.unwrap();
        server.reply(reply.forever());
        for asked in all(server.url(), &client) {
            assert_clean(&format!("{} as it prints", asked.name), &asked.shown);
            for (at, call) in asked.calls.iter().enumerate() {
                let told = call().await;
                assert_clean(&format!("{}, call {at}: {what}", asked.name), &told);
                calls += 1;
            }
        }
        // It did go with every request: else nothing was tried.
        let requests = server.requests();
        assert!(requests.len() >= 40, "{what}: {}", requests.len());
        for request in requests {
            let sent = format!("{:?} {}", request.headers(), request.target());
            assert!(
                crate::key::leak(sent.as_bytes()).is_some(),
                "{what}: {sent}"
            );
            assert_clean(
                "a request of the test server as it prints",
                format!("{request:?}"),
            );
        }
    }
    assert!(calls > 1000, "{calls}");
    assert!(elsewhere.requests().is_empty(), "a redirect was followed");
    drop(client);
    let tape = std::fs::read(tape).unwrap();
    assert!(tape.len() > 1_000_000, "{}", tape.len());
    assert_clean("the recording", tape);
    witness.check(&["surprisal_http", "surprisal", "hyper_util", "reqwest"]);
}

#[tokio::test]
async fn no_error_without_an_answer_shows_the_key() {
    let witness = Witness::listen();
    let server = Server::start().await.unwrap();
    let address = server.address();
    // It speaks no TLS.
    let over_tls = format!("https://{address}");
    server.reply(Reply::json(200, "{}").forever());
    let transport = ReqwestTransport::builder().build().unwrap();
    for asked in all(&over_tls, &client(transport)) {
        for call in &asked.calls {
            assert_clean(&asked.name, call().await);
        }
    }
    drop(server);
    let transport = ReqwestTransport::builder().build().unwrap();
    let mut refused = 0;
    for asked in all(&format!("http://{address}"), &client(transport)) {
        for call in &asked.calls {
            let told = call().await;
            refused += usize::from(told.contains("could not connect"));
            assert_clean(&asked.name, told);
        }
    }
    assert!(refused > 80, "{refused}");
    witness.check(&["surprisal_http"]);
}
