//! What stands in the file, and what is no recording.

use http::Response;
use surprisal_core::ErrorKind;
use surprisal_http::{Transport as _, TransportErrorKind};
use surprisal_testing::replay::{Recorder, Replay};

use crate::support::{Service, Tape, answer, post, read};

#[tokio::test]
async fn a_person_can_read_it() {
    let tape = Tape::new();
    let mut head = Response::new(());
    for value in ["one", "two"] {
        head.headers_mut().append("x-many", value.parse().unwrap());
    }
    let whole = "{\n  \"logprob\": -0.0,\n  \"text\": \"é\"\n}";
    let recorder = tape.record([
        answer(["data: {\"a\":\"\u{e9}\"}\n\n", "data: [DONE]\n\n"]),
        (
            0,
            Ok(head),
            vec![(0, Ok(whole.into())), (0, Ok(vec![0xff, 0].into()))],
        ),
    ]);
    let mut request = post("https://api.test/v1/chat?v=1", r#"{"b":1.0,"a":[]}"#);
    request
        .headers_mut()
        .insert("authorization", "Bearer sk-12345678".parse().unwrap());
    read(&recorder, request).await.unwrap();
    read(&recorder, post("/b", "plain \"text\"")).await.unwrap();
    assert_eq!(
        tape.text(),
        r#"{"surprisal_recording":1}

{"request":{"call":1,"method":"POST","url":"https://api.test/v1/chat?v=1","headers":{"authorization":"***"}}}
{"json":{"b":1.0,"a":[]}}
{"response":{"status":200,"headers":{}}}
{"text":"data: {\"a\":\"é\"}\n\n"}
{"text":"data: [DONE]\n\n"}
{"end":"complete"}

{"request":{"call":2,"method":"POST","url":"/b","headers":{}}}
{"text":"plain \"text\""}
{"response":{"status":200,"headers":{"x-many":["one","two"]}}}
{"json":{
  "logprob": -0.0,
  "text": "é"
}}
{"base64":"/wA="}
{"end":"complete"}
"#
    );
    let replay = tape.replay();
    read(&replay, post("/v1/chat?v=1", r#"{"a":[],"b":1.0}"#))
        .await
        .unwrap();
    let (_, headers, chunks, _) = read(&replay, post("/b", "plain \"text\"")).await.unwrap();
    assert_eq!(chunks[0], whole);
    assert_eq!(headers.get_all("x-many").iter().count(), 2);
}

#[tokio::test]
async fn it_may_be_written_by_hand() {
    let tape = Tape::new();
    tape.write(
        r#" {"surprisal_recording": 1}
        {"request": {"call": 9, "method": "GET", "url": "/slow", "headers": {}}}
        {"error": {"kind": "timeout", "message": "too slow"}}
        {"request": {"call": 2, "method": "POST", "url": "/a", "headers": {"accept": ["x", "y"]}}}
        {"json": {"a":
            1}}
        {"response": {"status": 429, "headers": {"retry-after": "1"}}}
        {"wait_ms": 1}
        {"end": "complete"}"#,
    );
    let replay = tape.replay();
    assert_eq!(replay.unused(), ["call 2, POST /a", "call 9, GET /slow"]);
    let (status, headers, chunks, end) = read(&replay, post("/a", "{\"a\":1}")).await.unwrap();
    assert_eq!((status.as_u16(), chunks.len(), end), (429, 0, None));
    assert_eq!(headers["retry-after"], "1");
}

#[test]
fn what_is_no_recording_says_where() {
    let version = r#"{"surprisal_recording":1}"#;
    let request = r#"{"request":{"call":1,"method":"POST","url":"/a","headers":{}}}"#;
    let response = r#"{"response":{"status":200,"headers":{}}}"#;
    let bad = |text: &str| format!("{version}\n\n{request}\n{text}");
    for (text, expected) in [
        (String::new(), "no recording: the file is empty"),
        ("hello".to_owned(), "expected value at line 1 column 1"),
        (r#"{"log":{}}"#.to_owned(), "unknown variant `log`"),
        (
            r#"{"surprisal_recording":2}"#.to_owned(),
            "version 2 of the format is not known at about line 1",
        ),
        (
            request.to_owned(),
            "no `{\"surprisal_recording\":1}` before the first call at about line 1",
        ),
        (
            format!("{version}\n{response}"),
            "no request before it at about line 2",
        ),
        (
            bad(request),
            "a call without an end before the next at about line 4",
        ),
        (bad(""), "call 1, POST /a, has no end"),
        (
            bad(r#"{"end":"complete"}"#),
            "the end of an answer whose head did not come at about line 4",
        ),
        (bad(r#"{"end":"early"}"#), "unknown variant `early`"),
        (
            bad(r#"{"base64":"?"}"#),
            "Invalid symbol 63, offset 0. at about line 4",
        ),
        (
            bad(r#"{"response":{"status":2000,"headers":{}}}"#),
            "invalid status code at about line 4",
        ),
        (
            bad(r#"{"response":{"status":200,"headers":{"a b":"c"}}}"#),
            "the header `a b` is none at about line 4",
        ),
        (
            bad(r#"{"response":{"status":200,"headers":{"a":1}}}"#),
            "the header `a` is none at about line 4",
        ),
        (
            format!("{version}\n{}", request.replace("/a", "a b")),
            "invalid uri character at about line 2",
        ),
    ] {
        let tape = Tape::new();
        tape.write(&text);
        let error = Replay::open(&tape.path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let (_, message) = error.message().split_once("tape.jsonl: ").unwrap();
        assert!(message.starts_with(expected), "{text}\n{message}");
    }
}

#[test]
fn a_file_that_is_not_there_is_an_error() {
    let tape = Tape::new();
    let error = Replay::open(&tape.path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(
        error.message().contains("tape.jsonl cannot be read: "),
        "{error}"
    );

    tape.write("a file where a folder should be");
    let error = Recorder::new(Service::new([]), tape.path.join("in/it.jsonl")).unwrap_err();
    assert!(
        error.message().contains("it.jsonl cannot be written: "),
        "{error}"
    );
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn a_recording_that_cannot_be_written_is_an_error() {
    // A device on which there is never any room, but for what has no bytes.
    let Ok(recorder) = Recorder::new(Service::new([answer(["x"])]), "/dev/full") else {
        return;
    };
    let (.., end) = read(&recorder, post("/a", "")).await.unwrap();
    assert!(end.unwrap().contains("/dev/full cannot be written: "));
    let error = recorder.send(post("/a", "")).await.unwrap_err();
    assert_eq!(error.kind(), TransportErrorKind::Request);
}
