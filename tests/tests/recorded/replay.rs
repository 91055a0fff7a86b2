//! Recorded answers through a recording of our own: what was read of them is read again.

use bytes::Bytes;
use http::{Request, Response};
use surprisal::http::{HttpClient, HttpClientBuilder};
use surprisal::openai::ChatOpenAi;
use surprisal::{AiMessage, Result, RetryPolicy};
use surprisal_testing::replay::{Exchange, Matching, Recorder, Replay};
use surprisal_tests::recordings::Recording;

use crate::agree::Compared;
use crate::player::{ask, chat, expected, headers, options};

/// A recording, its stream in pieces that end anywhere, at the path that our model asks.
fn exchange(recording: &Recording) -> Exchange {
    let request = Request::post("/v1/chat/completions");
    let request = request.body(recording.request.to_string().into());
    let mut response = Response::builder().status(recording.status);
    for (name, value) in headers(recording) {
        response = response.header(name, value);
    }
    let body = recording
        .body
        .chunks(if recording.stream { 97 } else { usize::MAX });
    let body = body.map(Bytes::copy_from_slice).collect();
    Exchange::new(request.unwrap(), response.body(body).unwrap())
}

fn model(client: HttpClientBuilder) -> ChatOpenAi {
    let client = client.retry(RetryPolicy::none()).build().unwrap();
    let model = ChatOpenAi::builder("m").base_url("http://localhost:1/v1");
    model.client(client).build().unwrap()
}

async fn read(recording: &Recording, model: &ChatOpenAi) -> Result<AiMessage> {
    let stream = recording.stream || recording.request["stream"] == true;
    ask(model, options(recording), stream).await
}

#[tokio::test]
async fn a_recorded_answer_is_the_same_when_it_is_recorded_and_replayed_again() {
    let Some(recordings) = chat() else { return };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("again.jsonl");
    let mut compared = Compared::default();
    let mut refused = 0;
    for recording in &recordings {
        let name = &recording.name;
        let imported = Replay::new([exchange(recording)]).matching(Matching::loose());
        let recorder = Recorder::new(imported.clone(), &path).unwrap();
        let first = read(recording, &model(HttpClient::builder().transport(recorder))).await;
        assert!(imported.unused().is_empty(), "{name}");

        let replay = Replay::open(&path).unwrap();
        let second = read(
            recording,
            &model(HttpClient::builder().transport(replay.clone())),
        )
        .await;
        assert!(replay.unused().is_empty(), "{name}");
        match (first, second) {
            (Ok(first), Ok(second)) => {
                assert_eq!(first, second, "{name}");
                compared.answer(name, &second, &expected(recording));
            }
            (first, second) => {
                refused += 1;
                let (first, second) = (first.unwrap_err(), second.unwrap_err());
                assert_eq!(first.to_string(), second.to_string(), "{name}");
            }
        }
    }
    assert_eq!(compared.answers + refused, recordings.len());
    // The numbers are those of the recordings, so that none is left out.
    let all = Compared {
        answers: 101,
        choices: 102,
        tokens: 1283,
        alternatives: 2215,
        tool_calls: 12,
    };
    assert_eq!(compared, all);
}
