//! Which call a request is taken for.

use surprisal_testing::replay::{Matching, Replay};

use crate::support::{Tape, answer, post, read};

/// Three calls: `/a` with two bodies, and `/b` with a query.
async fn tape() -> Tape {
    let tape = Tape::new();
    let recorder = tape.record([answer(["1"]), answer(["2"]), answer(["3"])]);
    for (path, body) in [
        ("http://one.test/a", r#"{"model":"m","n":1}"#),
        ("http://one.test/a", r#"{"model":"m","n":2}"#),
        ("http://one.test/b?x=1", "plain"),
    ] {
        read(&recorder, post(path, body)).await.unwrap();
    }
    tape
}

async fn play(replay: &Replay, path: &str, body: &str) -> Option<String> {
    let seen = read(replay, post(path, body.to_owned())).await.ok()?;
    Some(String::from_utf8(seen.2.concat()).unwrap())
}

#[tokio::test]
async fn strict_is_in_order_and_equal_in_meaning() {
    let replay = tape().await.replay();
    // The host, the form of the JSON and the headers do not matter.
    let host = "https://other.test:8080";
    let first = play(
        &replay,
        &format!("{host}/a"),
        "{ \"n\": 1, \"model\": \"m\" }",
    )
    .await;
    assert_eq!(first.as_deref(), Some("1"));
    for (path, body) in [
        ("/a", r#"{"model":"m","n":1}"#),
        ("/b?x=1", "plain"),
        ("/a?x=1", r#"{"model":"m","n":2}"#),
        ("/a", r#"{"model":"m","n":"2"}"#),
        ("/a", r#"{"model":"m","n":2,"x":null}"#),
    ] {
        assert_eq!(play(&replay, path, body).await, None, "{path} {body}");
    }
    // What did not match was not played.
    assert_eq!(replay.unused(), ["call 2, POST /a", "call 3, POST /b"]);
    assert_eq!(
        play(&replay, "/a", r#"{"model":"m","n":2}"#)
            .await
            .as_deref(),
        Some("2")
    );
    assert_eq!(play(&replay, "/b?x=2", "plain").await, None);
    assert_eq!(play(&replay, "/b?x=1", "plane").await, None);
    assert_eq!(play(&replay, "/b?x=1", "plain").await.as_deref(), Some("3"));
    assert!(replay.unused().is_empty());
    assert_eq!(play(&replay, "/b?x=1", "plain").await, None);
}

#[tokio::test]
async fn a_method_is_compared() {
    let replay = tape().await.replay().matching(Matching::loose());
    let request = http::Request::get("/a").body(bytes::Bytes::new()).unwrap();
    assert!(read(&replay, request).await.is_err());
}

#[tokio::test]
async fn in_any_order_each_is_played_once() {
    let replay = tape()
        .await
        .replay()
        .matching(Matching::strict().any_order());
    assert_eq!(play(&replay, "/b?x=1", "plain").await.as_deref(), Some("3"));
    assert_eq!(
        play(&replay, "/a", r#"{"model":"m","n":2}"#)
            .await
            .as_deref(),
        Some("2")
    );
    assert_eq!(play(&replay, "/a", r#"{"model":"m","n":2}"#).await, None);
    assert_eq!(replay.unused(), ["call 1, POST /a"]);
}

#[tokio::test]
async fn loose_is_by_method_and_path() {
    let replay = tape().await.replay().matching(Matching::loose());
    assert_eq!(play(&replay, "/b", "").await.as_deref(), Some("3"));
    assert_eq!(play(&replay, "/a?y=2", "[]").await.as_deref(), Some("1"));
    assert_eq!(play(&replay, "/a", "").await.as_deref(), Some("2"));
    assert_eq!(play(&replay, "/c", "").await, None);
}

#[tokio::test]
async fn chosen_fields_are_compared_and_no_others() {
    let matching = Matching::loose().fields(["/n"]);
    let replay = tape().await.replay().matching(matching);
    assert_eq!(
        play(&replay, "/a", r#"{"model":"x","n":2}"#)
            .await
            .as_deref(),
        Some("2")
    );
    assert_eq!(play(&replay, "/a", r#"{"model":"x","n":3}"#).await, None);
    assert_eq!(play(&replay, "/a", "no json").await, None);
    // What neither has is no difference.
    assert_eq!(play(&replay, "/b", "{}").await.as_deref(), Some("3"));
}

#[tokio::test]
async fn a_key_is_not_compared() {
    let tape = Tape::new();
    let key = "AIza-recorded";
    read(
        &tape.record([answer(["1"])]),
        post(
            &format!("/a?key={key}&x=1"),
            format!("\"the key is {key}\""),
        ),
    )
    .await
    .unwrap();
    let replay = tape.replay();
    assert_eq!(
        play(&replay, "/a?key=k&x=2", "\"the key is k\"").await,
        None
    );
    assert_eq!(
        play(&replay, "/a?key=k&x=1", "\"the key was k\"").await,
        None
    );
    assert_eq!(
        play(&replay, "/a?key=k&x=1", "\"the key is k\"")
            .await
            .as_deref(),
        Some("1")
    );
}

#[tokio::test]
async fn a_clone_plays_the_same_recording() {
    let replay = tape().await.replay();
    let clone = replay.clone();
    play(&clone, "/a", r#"{"model":"m","n":1}"#).await.unwrap();
    assert_eq!(replay.unused().len(), 2);
}
