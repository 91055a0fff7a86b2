//! Errors: of the answer, within the stream, and of what is no answer.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, Error, ErrorKind};

use crate::support::{KEY, created, delta, events, response, streamed, whole};

/// The error of a stream that said `Hel` before this event.
async fn broken(event: &Value) -> Error {
    let (chunks, outcome) = streamed(
        events(&[created(), delta(0, "msg_1", "Hel"), event.clone()]),
        CallOptions::new(),
    )
    .await;
    let text: Vec<_> = chunks.iter().map(|chunk| chunk.text()).collect();
    assert_eq!(text.concat(), "Hel");
    let error = outcome.unwrap_err();
    assert_eq!(error.provider(), Some("openai"));
    assert!(!format!("{error:?}").contains(KEY));
    error
}

#[tokio::test]
async fn an_error_event_may_be_nested_or_flat() {
    for event in [
        json!({"type": "error", "sequence_number": 2, "error": {"type": "insufficient_quota", "code": "insufficient_quota", "message": "no", "param": null}}),
        json!({"type": "error", "sequence_number": 2, "code": "insufficient_quota", "message": "no", "param": null}),
    ] {
        let error = broken(&event).await;
        assert_eq!(error.kind(), ErrorKind::QuotaExhausted);
        assert_eq!(
            (error.message(), error.code()),
            ("no", Some("insufficient_quota"))
        );
        assert_eq!(error.body(), Some(event.to_string().as_str()));
    }
    for bare in [
        json!({"type": "", "error": {"message": "no", "code": 429}}),
        json!({"type": "", "object": "error", "message": "no", "code": 429}),
    ] {
        assert_eq!(broken(&bare).await.kind(), ErrorKind::RateLimited);
    }
    let silent = json!({"type": "response.failed"});
    assert_eq!(broken(&silent).await.kind(), ErrorKind::Server);
    let bare = json!({"type": "error", "code": null, "message": "no", "param": null});
    let error = broken(&bare).await;
    assert_eq!((error.kind(), error.code()), (ErrorKind::Server, None));
}

#[tokio::test]
async fn a_response_that_failed_is_an_error_streamed_and_whole() {
    for (failure, kind, message) in [
        (
            json!({"code": "server_error", "message": "no"}),
            ErrorKind::Server,
            "no",
        ),
        (
            json!({"code": "rate_limit_exceeded", "message": "no"}),
            ErrorKind::RateLimited,
            "no",
        ),
        (
            json!({"code": "invalid_prompt", "message": "no"}),
            ErrorKind::InvalidInput,
            "no",
        ),
        (
            json!({"code": "image_too_large", "message": "no"}),
            ErrorKind::InvalidInput,
            "no",
        ),
        (
            json!({"code": "image_content_policy_violation", "message": "no"}),
            ErrorKind::ContentFiltered,
            "no",
        ),
        (
            Value::Null,
            ErrorKind::Server,
            "the response failed, and it is not said why",
        ),
    ] {
        let mut body = response(json!([]));
        body["status"] = "failed".into();
        body["error"] = failure;
        let error = broken(&json!({"type": "response.failed", "response": body})).await;
        assert_eq!((error.kind(), error.message()), (kind, message));
        let error = whole(&body, CallOptions::new()).await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (kind, message));
        assert_eq!(error.body(), Some(body.to_string().as_str()));
    }
}

#[tokio::test]
async fn a_stream_without_its_last_event_was_cut_off() {
    for end in ["", "data: [DONE]\n\n"] {
        let said = events(&[created(), delta(0, "msg_1", "Hel")]) + end;
        let (chunks, outcome) = streamed(said, CallOptions::new()).await;
        assert_eq!(chunks.len(), 2);
        let error = outcome.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated);
        assert_eq!(
            error.message(),
            "the stream ended before `response.completed`"
        );
    }
}

#[tokio::test]
async fn what_is_no_answer_is_told_so() {
    let cut = &response(json!([])).to_string()[..60];
    for (body, kind) in [
        ("{}", ErrorKind::BadResponse),
        ("[]", ErrorKind::BadResponse),
        (r#"{"output": 1}"#, ErrorKind::BadResponse),
        (r#"{"output": [1]}"#, ErrorKind::BadResponse),
        (
            r#"{"output": [{"type": "message", "content": [1]}]}"#,
            ErrorKind::BadResponse,
        ),
        (cut, ErrorKind::Truncated),
        (
            r#"{"error": {"message": "no", "code": "model_not_found"}}"#,
            ErrorKind::NotFound,
        ),
        (
            r#"{"object": "error", "message": "no", "code": 400}"#,
            ErrorKind::InvalidInput,
        ),
    ] {
        let error = whole(body, CallOptions::new()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{body}: {error}");
        assert_eq!(error.body(), Some(body), "{error}");
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_read_is_kept() {
    let said =
        events(&[created()]) + "data: {\"type\":\"response.output_text.delta\",\"delta\":\n\n";
    let (_, outcome) = streamed(said, CallOptions::new()).await;
    let error = outcome.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    let body = "{\"type\":\"response.output_text.delta\",\"delta\":";
    assert_eq!(error.body(), Some(body));
}
