use std::time::Duration;

use http::{HeaderName, Response};

use super::*;

fn head(status: u16, headers: &[(&'static str, &'static str)]) -> http::response::Parts {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(()).unwrap().into_parts().0
}

#[test]
fn every_status_has_its_kind_and_the_transient_ones_are_retried() {
    for (status, kind, retried) in [
        (302, ErrorKind::BadResponse, false),
        (400, ErrorKind::InvalidInput, false),
        (401, ErrorKind::Authentication, false),
        (402, ErrorKind::QuotaExhausted, false),
        (403, ErrorKind::PermissionDenied, false),
        (404, ErrorKind::NotFound, false),
        (408, ErrorKind::Timeout, true),
        (409, ErrorKind::Server, true),
        (413, ErrorKind::InvalidInput, false),
        (422, ErrorKind::InvalidInput, false),
        (429, ErrorKind::RateLimited, true),
        (500, ErrorKind::Server, true),
        (529, ErrorKind::Server, true),
    ] {
        let error = response_error(status, &HeaderMap::new(), "");
        assert_eq!(
            (error.kind(), error.is_retryable()),
            (kind, retried),
            "{status}"
        );
    }
}

#[test]
fn bodies_that_nobody_understands_are_described() {
    let long = "word ".repeat(100);
    for (body, message) in [
        (" \n", "the answer has no body"),
        ("\u{b}", "the answer has no body"),
        ("upstream\n  down", "upstream down"),
        (
            "<!DOCTYPE html><p>Sorry</p>",
            "the answer is an HTML page, `<!DOCTYPE html><p>Sorry</p>`; check the base URL",
        ),
        (&long, &format!("{}…", "word ".repeat(40))),
    ] {
        let error = response_error(502, &HeaderMap::new(), body);
        assert_eq!(error.message(), message);
    }
}

#[test]
fn a_redirect_says_where_to_without_the_query() {
    let head = head(308, &[("location", "https://h/v2?key=secret")]);
    let error = response_error(308, &head.headers, "");
    assert_eq!(
        error.message(),
        "redirected to `https://h/v2`, which is not followed; change the base URL"
    );
}

#[test]
fn the_head_fills_in_what_the_error_lacks() {
    let head = head(
        429,
        &[
            ("x-request-id", "req_1"),
            ("retry-after-ms", "250"),
            ("set-cookie", "a=b"),
            ("x-other", "1"),
        ],
    );
    let error = Error::new(ErrorKind::RateLimited, "slow down");
    let error = complete(error, &head, "body".to_owned());
    assert_eq!(error.status(), Some(429));
    assert_eq!(error.request_id(), Some("req_1"));
    assert_eq!(error.retry_after(), Some(Duration::from_millis(250)));
    assert_eq!(error.body(), Some("body"));
    assert_eq!(error.header("x-other"), Some("1"));
    assert_eq!(error.header("set-cookie"), None);

    let own = Error::new(ErrorKind::RateLimited, "")
        .with_status(200)
        .with_request_id("own");
    let error = complete(own, &head, String::new());
    assert_eq!(
        (error.status(), error.request_id()),
        (Some(200), Some("own"))
    );
    assert_eq!(error.body(), None);
}

#[test]
fn x_should_retry_overrides_all_but_an_exhausted_quota() {
    let retried = |kind, value| {
        let head = head(429, &[("x-should-retry", value)]);
        complete(Error::new(kind, ""), &head, String::new()).is_retryable()
    };
    assert!(retried(ErrorKind::InvalidInput, "true"));
    assert!(!retried(ErrorKind::Server, "false"));
    assert!(retried(ErrorKind::Server, "maybe"));
    assert!(!retried(ErrorKind::QuotaExhausted, "true"));
}

#[test]
fn a_key_that_is_sent_back_is_redacted() {
    let mut request = http::Request::new(Bytes::new());
    *request.uri_mut() =
        http::Uri::from_static("https://h/v1?api-version=2024-10-21&key=query%2F890123&sig=short");
    let sent = request.headers_mut();
    sent.insert(AUTHORIZATION, HeaderValue::from_static("Bearer sk-123"));
    // Its name tells.
    sent.insert(
        HeaderName::from_static("x-api-key"),
        HeaderValue::from_static("unmarked-key"),
    );
    for (name, value) in [("api-key", "key-45678"), ("x-team", "blue")] {
        let mut value = HeaderValue::from_static(value);
        value.set_sensitive(true);
        sent.insert(HeaderName::from_static(name), value);
    }
    sent.insert(
        HeaderName::from_static("x-plain"),
        HeaderValue::from_static("plain-text"),
    );
    let text = "no such key: sk-123, key-45678, blue, plain-text, unmarked-key, query%2F890123, query/890123, short, \
                2024-10-21";
    assert_eq!(
        redact(text.to_owned(), &secrets(&request)),
        "no such key: ***, ***, blue, plain-text, ***, ***, ***, short, 2024-10-21"
    );
}

#[test]
fn the_id_of_a_request_is_found_under_each_providers_name() {
    for name in [
        "x-request-id",
        "request-id",
        "mistral-correlation-id",
        "x-debug-trace-id",
        "x-amzn-requestid",
        "apim-request-id",
    ] {
        let answer = head(200, &[("x-other-id", "no"), (name, "id_1")]);
        assert_eq!(request_id(&answer.headers), Some("id_1"), "{name}");
    }
    let both = head(
        200,
        &[("x-debug-trace-id", "trace"), ("x-request-id", "request")],
    );
    assert_eq!(request_id(&both.headers), Some("request"));
    let other = head(200, &[("x-other-id", "no")]);
    assert_eq!(request_id(&other.headers), None);
}
