//! How streams end, *built from the schema* as in `built_streams`.

use serde_json::json;
use surprisal::{CallOptions, ErrorKind, FinishReason};

use crate::built_streams::{DONE, ask, chunk, events, finish, piece, read, token, usage};

#[tokio::test]
async fn legacy_words_end_a_stream_too() {
    for word in ["function_call", "eos"] {
        let stream = events(&[
            chunk(&json!([piece(0, "hi", &json!([token("hi", -1.0)]))])),
            chunk(&json!([finish(0, word)])),
            usage(),
        ]);
        let answer = read(&stream, CallOptions::new()).await;
        assert_eq!(answer.finish_reason().map(FinishReason::as_str), Some(word));
    }
}

#[tokio::test]
async fn a_stream_without_done_is_whole_once_nothing_is_awaited() {
    let said = chunk(&json!([piece(0, "hi", &json!([token("hi", -1.0)]))]));
    let ended = chunk(&json!([finish(0, "stop")]));
    read(
        &events(&[said.clone(), ended.clone(), usage()]),
        CallOptions::new(),
    )
    .await;

    let cases = [
        (vec![], 1, "the stream ended before its finish reason"),
        (
            vec![said.clone()],
            1,
            "the stream ended before its finish reason",
        ),
        (
            vec![said.clone(), ended.clone(), usage()],
            2,
            "the stream ended before its finish reason",
        ),
        (
            vec![said.clone(), ended],
            1,
            "the stream ended before its usage and `[DONE]`; for a server that sends neither, build the model with stream_usage(false)",
        ),
    ];
    for (chunks, n, message) in cases {
        let options = CallOptions::new().n(n);
        let error = ask(&events(&chunks), options).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated);
        assert_eq!(error.message(), message);
        let partial = error.partial().unwrap();
        assert_eq!(partial.text().is_empty(), chunks.is_empty());
    }
}

#[tokio::test]
async fn an_error_within_a_stream_keeps_what_came_before() {
    let stream = events(&[
        chunk(&json!([piece(0, "hi", &json!([token("hi", -1.0)]))])),
        json!({"error": {"message": "overloaded", "type": "server_error", "code": null}}),
    ]) + DONE;
    let error = ask(&stream, CallOptions::new()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Server, "overloaded")
    );
    assert_eq!(error.partial().unwrap().logprobs().content().len(), 1);
}
