//! Errors, as Mistral words them: the first three have been recorded by rig, the rest is from reports of users and from
//! the schema.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, Error, ErrorKind, Runnable as _};
use surprisal_testing::server::Reply;

use crate::support::{chunk, served, streamed, whole};

async fn refused(status: u16, body: impl ToString) -> Error {
    let (_server, model) = served(Reply::json(status, body.to_string())).await;
    let options = CallOptions::new().seed(7).temperature(0.1);
    model.invoke_opts("hi".into(), options).await.unwrap_err()
}

fn flat(status: u16, kind: &str, code: Value, message: Value) -> Value {
    json!({"object": "error", "message": message, "type": kind, "param": null, "code": code, "raw_status_code": status})
}

#[tokio::test]
async fn each_error_has_its_kind() {
    let long = "Prompt contains 65673 tokens and 0 draft tokens, too large for model with 32768 maximum context length";
    let cases = [
        (
            400,
            flat(
                400,
                "invalid_model",
                json!("1500"),
                json!("Invalid model: m"),
            ),
            ErrorKind::NotFound,
            "Invalid model: m",
        ),
        (
            401,
            json!({"detail": "Invalid API Key"}),
            ErrorKind::Authentication,
            "Invalid API Key",
        ),
        (
            400,
            flat(
                400,
                "invalid_request_prompt",
                json!("3210"),
                json!("Too many inputs"),
            ),
            ErrorKind::InvalidInput,
            "Too many inputs",
        ),
        (
            429,
            flat(
                429,
                "rate_limited",
                json!("1300"),
                json!("Rate limit exceeded"),
            ),
            ErrorKind::RateLimited,
            "Rate limit exceeded",
        ),
        (
            429,
            flat(
                429,
                "service_tier_capacity_exceeded",
                json!("3505"),
                json!("Service tier capacity exceeded for this model."),
            ),
            ErrorKind::RateLimited,
            "Service tier capacity exceeded for this model.",
        ),
        (
            400,
            flat(
                400,
                "invalid_request_invalid_args",
                json!("3051"),
                json!(long),
            ),
            ErrorKind::ContextTooLong,
            long,
        ),
        (
            400,
            flat(
                400,
                "invalid_function_call",
                json!("3280"),
                json!("Tool call id was a"),
            ),
            ErrorKind::InvalidInput,
            "Tool call id was a",
        ),
        (
            500,
            flat(
                500,
                "internal_server_error",
                json!("3000"),
                json!("Service unavailable."),
            ),
            ErrorKind::Server,
            "Service unavailable.",
        ),
        (
            402,
            json!({"detail": "no credit"}),
            ErrorKind::QuotaExhausted,
            "no credit",
        ),
        (
            403,
            json!({"message": "Forbidden"}),
            ErrorKind::PermissionDenied,
            "Forbidden",
        ),
    ];
    for (status, body, kind, message) in cases {
        let error = refused(status, &body).await;
        assert_eq!((error.kind(), error.message()), (kind, message), "{body}");
        assert_eq!(
            (error.provider(), error.status()),
            (Some("mistral"), Some(status))
        );
    }
}

#[tokio::test]
async fn an_option_that_the_schema_does_not_have_is_named() {
    let detail = json!([{"type": "extra_forbidden", "loc": ["body", "random_seed"], "msg": "Extra inputs are not permitted", "input": 7}]);
    for body in [
        json!({"detail": detail}),
        flat(
            422,
            "invalid_request_error",
            json!(null),
            json!({"detail": detail}),
        ),
    ] {
        let error = refused(422, body).await;
        assert_eq!(
            (error.kind(), error.option()),
            (ErrorKind::Unsupported, Some("seed"))
        );
    }
    let detail = json!([{"type": "less_than_equal", "loc": ["body", "temperature"], "msg": "Input should be less than or equal to 1.5"}]);
    let error = refused(422, json!({"detail": detail})).await;
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.message(),
        "temperature: Input should be less than or equal to 1.5"
    );
}

#[tokio::test]
async fn pages_and_empty_bodies_are_errors_of_their_status() {
    let error = refused(
        502,
        "<html><head><title>502 Bad Gateway</title></head></html>",
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::Server);
    assert!(error.message().contains("502 Bad Gateway"), "{error}");
    assert_eq!(refused(503, "").await.kind(), ErrorKind::Server);
}

#[tokio::test]
async fn an_error_in_the_place_of_an_answer_or_within_a_stream_has_the_status_that_it_tells() {
    let said = chunk(json!({"content": "Hel"}), None);
    for (status, kind, expected) in [
        (429, "rate_limited", ErrorKind::RateLimited),
        (503, "unreachable_backend", ErrorKind::Server),
        (400, "invalid_model", ErrorKind::NotFound),
        (401, "unauthorized", ErrorKind::Authentication),
    ] {
        let body = flat(status, kind, json!("1"), json!("no"));
        let error = whole(&body).await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (expected, "no"));
        let error = streamed(&[said.clone(), body], 1000).await.unwrap_err();
        assert_eq!((error.kind(), error.message()), (expected, "no"));
        assert_eq!(error.partial().unwrap().text(), "Hel");
    }
}

#[tokio::test]
async fn half_an_answer_is_truncated() {
    let (_server, model) = served(Reply::json(200, r#"{"id":"a","choices":[{"mess"#)).await;
    let error = model
        .invoke_opts("hi".into(), CallOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);

    let first = chunk(json!({"content": "Hel"}), None);
    let (_server, model) = served(Reply::sse(format!("data: {first}\n\n"))).await;
    let stream = model
        .stream_opts("hi".into(), CallOptions::new())
        .await
        .unwrap();
    let error = surprisal_core::AiMessageChunk::collect(stream)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
}
