//! What an error says of a request that was not recorded.

use surprisal_core::ErrorKind;
use surprisal_http::{Call, HttpClient, Transport, TransportErrorKind, response_error};
use surprisal_testing::replay::Matching;

use crate::support::{Tape, answer, post, read};

async fn tape(requests: &[(&str, &str)]) -> Tape {
    let tape = Tape::new();
    let recorder = tape.record(requests.iter().map(|_| answer(["{}"])));
    for (path, body) in requests {
        read(&recorder, post(path, body.to_string())).await.unwrap();
    }
    tape
}

/// The message without the name of the file.
async fn why(transport: &dyn Transport, path: &str, body: &str) -> String {
    let error = transport
        .send(post(path, body.to_owned()))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Request);
    let message = error.to_string();
    let (file, message) = message.split_once("tape.jsonl: ").unwrap();
    assert!(file.starts_with("the request cannot be sent: "), "{file}");
    message.to_owned()
}

#[tokio::test]
async fn it_names_the_differences_to_the_next_call() {
    let recorded = r#"{"model":"m","messages":[{"role":"user","content":"hi"}],"n":1,"seed":7}"#;
    let replay = tape(&[("/chat", recorded)]).await.replay();
    let sent = r#"{"model":"m","messages":[{"role":"user","content":"hello"}],"n":1,"top_p":0.5}"#;
    assert_eq!(
        why(&replay, "/chat", sent).await,
        "POST /chat was not recorded; next is `call 1, POST /chat`, but for \
         /messages/0/content: recorded \"hi\", sent \"hello\"; \
         /seed: recorded 7, sent nothing; /top_p: recorded nothing, sent 0.5"
    );
    assert_eq!(
        why(&replay, "/chats?x=1", recorded).await,
        "POST /chats was not recorded; next is `call 1, POST /chat`, but for \
         the path: recorded \"/chat\", sent \"/chats\"; the query: recorded \"\", sent \"x=1\""
    );
    assert_eq!(
        why(&replay, "/chat", "").await,
        format!(
            "POST /chat was not recorded; next is `call 1, POST /chat`, but for the body: recorded {}…, sent \"\"",
            serde_json::Value::from(recorded)
                .to_string()
                .get(..80)
                .unwrap()
        )
    );
}

#[tokio::test]
async fn it_is_of_the_nearest_call_where_the_order_is_free() {
    let tape = tape(&[
        ("/a", r#"{"x":1,"y":1}"#),
        ("/b", r#"{"x":2,"y":2}"#),
        ("/a", r#"{"x":2,"y":1}"#),
    ])
    .await;
    let replay = tape.replay().matching(Matching::strict().any_order());
    assert_eq!(
        why(&replay, "/a", r#"{"x":2,"y":2}"#).await,
        "POST /a was not recorded; nearest is `call 3, POST /a`, but for /y: recorded 1, sent 2"
    );
}

#[tokio::test]
async fn it_says_that_a_call_is_early_or_one_too_many() {
    let tape = tape(&[("/a", "{}"), ("/b", "{}")]).await;
    let replay = tape.replay();
    assert_eq!(
        why(&replay, "/b", "{}").await,
        "POST /b is `call 2, POST /b`, which comes after `call 1, POST /a`"
    );
    for path in ["/a", "/b"] {
        read(&replay, post(path, "{}")).await.unwrap();
    }
    assert_eq!(
        why(&replay, "/b", "{}").await,
        "POST /b is one more than the 2 recorded calls"
    );
}

#[tokio::test]
async fn it_is_short_and_without_secrets() {
    let replay = tape(&[(
        "/a?key=recorded",
        r#"{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1}"#,
    )])
    .await
    .replay();
    let mut request = post("/a?key=secret-key&x", r#"{"a":"secret-key"}"#);
    request
        .headers_mut()
        .insert("authorization", "Bearer secret-token".parse().unwrap());
    let message = replay.send(request).await.unwrap_err().to_string();
    assert!(!message.contains("secret-"), "{message}");
    assert!(
        message.contains("/a: recorded 1, sent \"***\""),
        "{message}"
    );
    assert!(message.ends_with("; and 3 more"), "{message}");
}

#[tokio::test]
async fn a_client_does_not_send_it_again() {
    let tape = tape(&[("/a", "{}")]).await;
    let replay = tape.replay();
    let client = HttpClient::builder().transport(replay).build().unwrap();
    let request = post("http://host.test/b", "{}");
    let error = client
        .send(request, &Call::new("p", "m"), response_error)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(
        error
            .message()
            .starts_with("host.test: the request cannot be sent: "),
        "{error}"
    );
    assert!(
        error
            .message()
            .ends_with("the path: recorded \"/a\", sent \"/b\""),
        "{error}"
    );
}
