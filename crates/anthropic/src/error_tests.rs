use super::*;

fn read(status: u16, kind: &str, message: &str) -> Error {
    let body = serde_json::json!({"type": "error", "error": {"type": kind, "message": message}});
    service_error(Some(status), &body.to_string()).unwrap()
}

#[test]
fn each_type_of_error_has_its_kind() {
    // As the list in Anthropic's documentation of errors.
    for (status, name, kind) in [
        (400, "invalid_request_error", ErrorKind::InvalidInput),
        (401, "authentication_error", ErrorKind::Authentication),
        (402, "billing_error", ErrorKind::QuotaExhausted),
        (403, "permission_error", ErrorKind::PermissionDenied),
        (404, "not_found_error", ErrorKind::NotFound),
        (409, "conflict_error", ErrorKind::Server),
        (413, "request_too_large", ErrorKind::InvalidInput),
        (429, "rate_limit_error", ErrorKind::RateLimited),
        (500, "api_error", ErrorKind::Server),
        (504, "timeout_error", ErrorKind::Timeout),
        (529, "overloaded_error", ErrorKind::Server),
        (418, "teapot_error", ErrorKind::InvalidInput),
    ] {
        let error = read(status, name, "no");
        assert_eq!((error.kind(), error.code()), (kind, Some(name)));
    }
    let within = r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#;
    let within = service_error(None, within).unwrap();
    assert_eq!(within.kind(), ErrorKind::Server);
    assert!(within.is_retryable());
}

#[test]
fn what_is_wrong_with_a_request_is_told_by_its_words() {
    for (message, kind, option) in [
        (
            "temperature: range: 0..1",
            ErrorKind::InvalidInput,
            Some("temperature"),
        ),
        (
            "logprobs: Extra inputs are not permitted",
            ErrorKind::Unsupported,
            Some("logprobs"),
        ),
        (
            "stop_sequences: each must contain non-whitespace",
            ErrorKind::InvalidInput,
            Some("stop"),
        ),
        (
            "tools.0.custom.input_schema.type: Field required",
            ErrorKind::InvalidInput,
            Some("tools"),
        ),
        (
            "tools.0.custom: For 'object' type, property 'properties' is not supported",
            ErrorKind::InvalidInput,
            Some("tools"),
        ),
        (
            "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false",
            ErrorKind::InvalidInput,
            Some("response_format"),
        ),
        (
            "`temperature` is deprecated for this model.",
            ErrorKind::Unsupported,
            Some("temperature"),
        ),
        (
            "`temperature` may only be set to 1 when thinking is enabled or in adaptive mode.",
            ErrorKind::Unsupported,
            Some("temperature"),
        ),
        (
            "`top_k` must be unset when thinking is enabled. Please consult our documentation",
            ErrorKind::Unsupported,
            Some("top_k"),
        ),
        (
            "This model does not support the effort parameter.",
            ErrorKind::Unsupported,
            Some("reasoning_effort"),
        ),
        (
            "adaptive thinking is not supported on this model",
            ErrorKind::Unsupported,
            Some("reasoning_effort"),
        ),
        (
            "thinking: Input tag 'adaptive' found using 'type' does not match any of the expected tags: 'disabled', \
             'enabled'",
            ErrorKind::Unsupported,
            Some("reasoning_effort"),
        ),
        (
            "\"thinking.type.enabled\" is not supported for this model. Use \"thinking.type.adaptive\" and \
             \"output_config.effort\" to control thinking behavior.",
            ErrorKind::Unsupported,
            Some("reasoning_effort"),
        ),
        (
            "messages.0.content.0.text: text content blocks must be non-empty",
            ErrorKind::InvalidInput,
            None,
        ),
        (
            "prompt is too long: 210000 tokens > 200000 maximum",
            ErrorKind::ContextTooLong,
            None,
        ),
        (
            "input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000",
            ErrorKind::ContextTooLong,
            Some("max_tokens"),
        ),
        (
            "Your credit balance is too low to access the Anthropic API.",
            ErrorKind::QuotaExhausted,
            None,
        ),
        (
            "Output blocked by content filtering policy",
            ErrorKind::ContentFiltered,
            None,
        ),
    ] {
        let error = read(400, "invalid_request_error", message);
        assert_eq!((error.kind(), error.option()), (kind, option), "{message}");
        assert_eq!(error.message(), message);
    }
}

#[test]
fn an_error_without_words_says_so() {
    let error = service_error(Some(429), r#"{"error":{"type":"rate_limit_error"}}"#).unwrap();
    let message = "the service failed, and does not say why";
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::RateLimited, message)
    );
}

#[test]
fn the_id_of_the_request_is_kept_and_what_is_no_error_is_none() {
    let body =
        r#"{"type":"error","error":{"type":"api_error","message":"no"},"request_id":"req_1"}"#;
    for body in [body.to_owned(), format!("[{body}]\n")] {
        let error = service_error(Some(529), &body).unwrap();
        assert_eq!(
            (error.message(), error.code(), error.request_id()),
            ("no", Some("api_error"), Some("req_1"))
        );
    }
    let none = [
        "<html>",
        "{}",
        r#"{"error":"no"}"#,
        r#"{"error":{}}"#,
        r#"[{"message":"no"},null]"#,
        "",
    ];
    for other in none {
        assert!(service_error(Some(500), other).is_none(), "{other}");
    }
}
