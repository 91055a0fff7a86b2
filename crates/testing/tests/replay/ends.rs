//! Errors, and answers that nobody read to the end.

use std::time::Duration;

use futures::StreamExt as _;
use http::Response;
use surprisal_http::{Transport as _, TransportError, TransportErrorKind};
use tokio::time::{Instant, timeout};

use crate::support::{Tape, answer, post, read};

#[tokio::test]
async fn errors_come_back_as_what_they_were() {
    use TransportErrorKind::{Connect, Interrupted, Request, Timeout};
    for kind in [Connect, Interrupted, Request, Timeout] {
        let error = || {
            let refused = std::io::Error::other("connection refused");
            TransportError::new(kind, TransportError::new(Connect, refused))
        };
        let partly = vec![
            (0, Ok("data: 1\n\n".into())),
            (0, Err(error())),
            (0, Ok("late".into())),
        ];
        let tape = Tape::new();
        let recorder = tape.record([
            (0, Err(error()), Vec::new()),
            (0, Ok(Response::new(())), partly),
        ]);
        let mut recorded = recorder.send(post("/a", "")).await.unwrap_err();
        assert_eq!(recorded.kind(), kind);
        let stream = read(&recorder, post("/a", "")).await.unwrap();
        assert_eq!(
            (stream.2.len(), stream.3.clone()),
            (1, Some(recorded.to_string()))
        );

        let replay = tape.replay();
        let expected = recorded.to_string();
        recorded = replay.send(post("/a", "")).await.unwrap_err();
        assert_eq!((recorded.kind(), recorded.to_string()), (kind, expected));
        assert_eq!(read(&replay, post("/a", "")).await.unwrap(), stream);
    }
}

#[tokio::test]
async fn a_stream_that_is_dropped_is_recorded_as_far_as_it_went() {
    let tape = Tape::new();
    let recorder = tape.record([answer(["one", "two", "three"]), answer(["next"])]);
    let mut body = recorder.send(post("/a", "")).await.unwrap().into_body();
    assert_eq!(body.next().await.unwrap().unwrap(), "one");
    assert_eq!(body.next().await.unwrap().unwrap(), "two");
    drop(body);
    read(&recorder, post("/a", "")).await.unwrap();
    let text = tape.text();
    assert!(
        text.contains("{\"text\":\"two\"}\n{\"end\":\"dropped\"}\n"),
        "{text}"
    );
    assert!(!text.contains("three"), "{text}");

    let replay = tape.replay();
    let (.., chunks, end) = read(&replay, post("/a", "")).await.unwrap();
    assert_eq!(chunks, ["one", "two"]);
    assert_eq!(
        end.unwrap(),
        "the connection broke: when this was recorded, nobody waited for what comes now"
    );
    assert_eq!(read(&replay, post("/a", "")).await.unwrap().2, ["next"]);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_was_given_up_is_recorded() {
    let tape = Tape::new();
    let recorder = tape.record([]);
    let sent = recorder.send(post("/slow", ""));
    assert!(timeout(Duration::from_secs(1), sent).await.is_err());
    let error = tape.replay().send(post("/slow", "")).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Timeout);
}

#[tokio::test(start_paused = true)]
async fn waits_are_replayed_where_they_were_recorded() {
    for timed in [false, true] {
        let tape = Tape::new();
        let broken = TransportError::new(TransportErrorKind::Interrupted, "gone");
        let steps = vec![
            (20, Ok("a".into())),
            (0, Ok("b".into())),
            (300, Err(broken)),
        ];
        let mut recorder = tape.record([(5, Ok(Response::new(())), steps)]);
        if timed {
            recorder = recorder.timing();
        }
        read(&recorder, post("/a", "")).await.unwrap();
        let replay = tape.replay();

        let start = Instant::now();
        let mut body = replay.send(post("/a", "")).await.unwrap().into_body();
        let mut times = vec![start.elapsed().as_millis()];
        while body.next().await.is_some() {
            times.push(start.elapsed().as_millis());
        }
        let expected = if timed { [5, 25, 25, 325] } else { [0; 4] };
        assert_eq!(times, expected);
    }
}

#[tokio::test]
async fn calls_are_numbered_as_they_began() {
    let tape = Tape::new();
    let recorder = tape.record([answer(["first"]), answer(["second"])]);
    let first = recorder.send(post("/first", "")).await.unwrap();
    read(&recorder, post("/second", "")).await.unwrap();
    drop(first);
    let replay = tape.replay();
    assert_eq!(
        replay.unused(),
        ["call 1, POST /first", "call 2, POST /second"]
    );
}
