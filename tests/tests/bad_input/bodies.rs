//! Answers of status 200 that are none.

use surprisal::http::Timeouts;
use surprisal::{ErrorKind, RunnableExt};
use surprisal_testing::server::{Reply, Server};

use crate::support::{
    ANSWER, KEY, assert_error, assert_keeps_the_key, builder, openai, quick, refused, served,
};

const PAGE: &str =
    "<!doctype html><html><head><title>Sign in</title></head><body>Hello</body></html>";

#[tokio::test]
async fn a_page_in_place_of_an_answer_points_at_the_base_url() {
    let html = |status| {
        Reply::new(status)
            .header("content-type", "text/html; charset=utf-8")
            .body(PAGE)
    };
    let message = "the answer is an HTML page, `Sign in`; check the base URL";
    let error = refused(html(200)).await;
    assert_error(&error, ErrorKind::BadResponse, message);
    assert_eq!((error.status(), error.body()), (Some(200), Some(PAGE)));
    assert!(!error.is_retryable());

    let error = refused(html(502)).await;
    assert_error(&error, ErrorKind::Server, message);
    assert_eq!((error.status(), error.body()), (Some(502), Some(PAGE)));
    assert!(error.is_retryable());
}

#[tokio::test]
async fn an_answer_without_a_body_is_a_bad_response() {
    for reply in [
        Reply::json(200, ""),
        Reply::json(200, "").chunked(),
        Reply::new(204),
    ] {
        let (_server, model) = served([reply]).await;
        let error = model.invoke("hi").await.unwrap_err();
        assert_error(&error, ErrorKind::BadResponse, "the answer has no body");
        assert_eq!(error.provider(), Some("openai"));
    }
}

#[tokio::test]
async fn a_body_that_is_cut_is_truncated_and_what_came_is_kept() {
    let length = ANSWER.len();
    let server = Server::start().await.unwrap();
    let model = builder(&server).build().unwrap();
    for n in 0..length {
        server.reply(
            Reply::json(200, ANSWER)
                .header("x-request-id", "req_1")
                .cut_after(n),
        );
        let error = model.invoke("hi").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "{n}: {error}");
        assert_eq!(error.body().unwrap_or_default(), &ANSWER[..n]);
        assert_eq!(error.request_id(), Some("req_1"));
        assert!(
            error.message().starts_with("the answer did not end: "),
            "{error}"
        );
        assert_keeps_the_key(&error);

        // Without a length and without chunks, it is the JSON that tells.
        let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n";
        server.reply(Reply::raw(format!("{head}{}", &ANSWER[..n])));
        let error = model.invoke("hi").await.unwrap_err();
        let (kind, message) = match n {
            0 => (ErrorKind::BadResponse, "the answer has no body".to_owned()),
            n => (
                ErrorKind::Truncated,
                format!("the answer ends within its JSON, after {n} bytes"),
            ),
        };
        assert_error(&error, kind, &message);
        assert_eq!(error.body().unwrap_or_default(), &ANSWER[..n]);
    }
    assert_eq!(server.requests().len(), 2 * length);
}

#[tokio::test]
async fn an_error_within_a_success_is_that_error() {
    let message = "The server had an error while processing your request.";
    let error = refused(Reply::json(200, openai(message, "server_error", "", ""))).await;
    assert_error(&error, ErrorKind::Server, message);
    assert_eq!(error.status(), Some(200));

    let body = r#"{"error":{"message":"Rate limit reached","code":429},"user_id":"u"}"#;
    let error = refused(Reply::json(200, body)).await;
    assert_error(&error, ErrorKind::RateLimited, "Rate limit reached");
    assert_eq!(error.body(), Some(body));

    // vLLM.
    let body = r#"{"object":"error","message":"no such model","type":"NotFoundError","code":404}"#;
    let error = refused(Reply::json(200, body)).await;
    assert_error(&error, ErrorKind::NotFound, "no such model");
}

#[tokio::test]
async fn a_key_that_an_answer_sends_back_is_not_shown() {
    let body = openai(&format!("bad key {KEY}"), "", "", "invalid_api_key");
    let error = refused(Reply::json(200, body).header("x-echo", KEY)).await;
    assert_error(&error, ErrorKind::Authentication, "bad key ***");
    let error = refused(Reply::json(200, format!("{{\"choices\": \"{KEY}\"}}"))).await;
    assert_keeps_the_key(&error);
}

#[tokio::test]
async fn what_is_no_chat_completion_says_where() {
    for (body, message) in [
        (
            "upstream timed out",
            "the answer is not the JSON that was expected: at byte 0 there is 'u' instead of an object",
        ),
        (
            r#"{"choices":{}}"#,
            "the answer is not the JSON that was expected: at byte 11 there is '{' instead of an array",
        ),
        (
            r#"{"choices":[]} {}"#,
            "the answer is not the JSON that was expected: at byte 15 there is '{' instead of the end of the JSON text",
        ),
        (r#"{"choices":[]}"#, "the answer has no choices"),
        (
            r#"{"object":"list","data":[]}"#,
            "the answer has no choices",
        ),
    ] {
        let error = refused(Reply::json(200, body)).await;
        assert_error(&error, ErrorKind::BadResponse, message);
        assert_eq!(error.body(), Some(body));
    }
}

#[tokio::test]
async fn json_that_is_nested_too_deep_is_refused() {
    let body = format!("{{\"x\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let error = refused(Reply::json(200, body)).await;
    let message = "the JSON of the answer is nested more than 128 deep";
    assert_error(&error, ErrorKind::BadResponse, message);
}

#[tokio::test]
async fn invalid_utf_8_says_where_and_keeps_what_came() {
    let mut body = ANSWER.as_bytes().to_vec();
    let at = ANSWER.find("Hi").unwrap();
    body[at] = 0xff;
    let error = refused(Reply::json(200, body)).await;
    let message = format!("invalid UTF-8 at byte {at} of the answer");
    assert_error(&error, ErrorKind::BadResponse, &message);
    let kept = error.body().unwrap();
    assert_eq!(kept, ANSWER.replacen("Hi", "\u{fffd}i", 1));
}

#[tokio::test]
async fn an_answer_that_is_too_large_is_refused() {
    let server = Server::start().await.unwrap();
    let client = quick()
        .max_body_size(100)
        .timeouts(Timeouts::default())
        .build()
        .unwrap();
    let model = builder(&server).client(client).build().unwrap();
    for reply in [Reply::json(200, ANSWER), Reply::json(200, ANSWER).chunked()] {
        server.reply(reply);
        let error = model.invoke("hi").await.unwrap_err();
        assert_error(
            &error,
            ErrorKind::BadResponse,
            "the answer is larger than 100 bytes; raise `max_body_size` if that is right",
        );
    }
}
