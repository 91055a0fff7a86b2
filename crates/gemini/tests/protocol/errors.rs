use std::time::Duration;

use http::HeaderMap;
use serde_json::{Value, json};
use surprisal_core::{Error, ErrorKind};
use surprisal_http::Protocol as _;

use crate::support::{gemini, read, streamed};

fn error(status: u16, code: &str, message: &str) -> Error {
    let body = json!({"error": {"code": status, "message": message, "status": code}});
    gemini().error(status, &HeaderMap::new(), &body.to_string())
}

#[test]
fn each_status_of_google_is_answered() {
    use ErrorKind::{
        Authentication, InvalidInput, NotFound, PermissionDenied, QuotaExhausted, RateLimited,
        Server, Timeout, Unsupported,
    };
    for (status, code, kind) in [
        (400, "INVALID_ARGUMENT", InvalidInput),
        (400, "FAILED_PRECONDITION", InvalidInput),
        (400, "OUT_OF_RANGE", InvalidInput),
        (401, "UNAUTHENTICATED", Authentication),
        (402, "FAILED_PRECONDITION", QuotaExhausted),
        (403, "PERMISSION_DENIED", PermissionDenied),
        (404, "NOT_FOUND", NotFound),
        (409, "ABORTED", Server),
        (409, "ALREADY_EXISTS", Server),
        (413, "RESOURCE_EXHAUSTED", InvalidInput),
        (429, "RESOURCE_EXHAUSTED", RateLimited),
        (499, "CANCELLED", Server),
        (500, "INTERNAL", Server),
        (500, "UNKNOWN", Server),
        (500, "DATA_LOSS", Server),
        (501, "UNIMPLEMENTED", Unsupported),
        (503, "UNAVAILABLE", Server),
        (504, "DEADLINE_EXCEEDED", Timeout),
        (503, "Service Unavailable", Server),
    ] {
        let error = error(status, code, "no");
        assert_eq!((error.kind(), error.code()), (kind, Some(code)));
    }
}

#[test]
fn an_option_that_a_model_does_not_have_is_named() {
    for (message, option) in [
        (
            "Logprobs is not enabled for models/gemini-2.5-pro",
            "logprobs",
        ),
        (
            "Unable to submit request because Logprobs is not supported for this model.",
            "logprobs",
        ),
        ("Penalty is not enabled for this model", "frequency_penalty"),
        ("Multiple candidates is not enabled for this model", "n"),
        (
            "JSON mode is not enabled for models/gemma-3-1b-it",
            "response_format",
        ),
        (
            "Function calling with a response mime type: 'application/json' is unsupported",
            "response_format",
        ),
        (
            "Function calling is not enabled for models/gemma-3-1b-it",
            "tools",
        ),
        (
            "Thinking level is not supported for this model.",
            "reasoning_effort",
        ),
        (
            "Budget 0 is invalid. This model only works in thinking mode.",
            "reasoning_effort",
        ),
        (
            "Invalid JSON payload received. Unknown name \"presencePenalty\" at 'generation_config': Cannot find field.",
            "presence_penalty",
        ),
        (
            "Invalid JSON payload received. Unknown name \"turbo\": Cannot find field.",
            "turbo",
        ),
    ] {
        let error = error(400, "INVALID_ARGUMENT", message);
        assert_eq!(
            (error.kind(), error.option()),
            (ErrorKind::Unsupported, Some(option)),
            "{message}"
        );
    }
    // What is wrong with a value is no lack of the option.
    for message in [
        "Developer instruction is not enabled for models/gemma-3-1b-it",
        "logprobs must be in the range [0, 20]",
    ] {
        let error = error(400, "INVALID_ARGUMENT", message);
        assert_eq!(
            (error.kind(), error.option()),
            (ErrorKind::InvalidInput, None),
            "{message}"
        );
    }
    let message =
        "models/x is not found for API version v1beta, or is not supported for generateContent.";
    assert_eq!(error(404, "NOT_FOUND", message).kind(), ErrorKind::NotFound);
}

#[test]
fn what_only_the_words_or_details_tell_is_known() {
    let kind = |status, code, message| error(status, code, message).kind();
    let too_long = "Unable to submit request because the input token count is 1048600 but model only supports up to 1048576.";
    assert_eq!(
        kind(400, "INVALID_ARGUMENT", too_long),
        ErrorKind::ContextTooLong
    );
    let key = "API key not valid. Please pass a valid API key.";
    assert_eq!(
        kind(400, "INVALID_ARGUMENT", key),
        ErrorKind::Authentication
    );
    let none = "Method doesn't allow unregistered callers (callers without established identity).";
    assert_eq!(
        kind(403, "PERMISSION_DENIED", none),
        ErrorKind::Authentication
    );
    let place = "User location is not supported for the API use.";
    assert_eq!(
        kind(400, "FAILED_PRECONDITION", place),
        ErrorKind::PermissionDenied
    );
    let free = "Gemini API free tier is not available in your country. Please enable billing on your project.";
    assert_eq!(
        kind(400, "FAILED_PRECONDITION", free),
        ErrorKind::QuotaExhausted
    );
    let spent = "Your prepayment credits are depleted.";
    assert_eq!(
        kind(429, "RESOURCE_EXHAUSTED", spent),
        ErrorKind::QuotaExhausted
    );
}

#[test]
fn a_quota_of_the_day_is_told_from_one_of_the_minute() {
    let refusal = |id: &str| {
        let body = json!({"error": {
            "code": 429, "message": "You exceeded your current quota.", "status": "RESOURCE_EXHAUSTED",
            "details": [
                {"@type": "type.googleapis.com/google.rpc.QuotaFailure", "violations": [{"quotaId": id}]},
                {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "34.074824224s"},
            ],
        }});
        gemini().error(429, &HeaderMap::new(), &body.to_string())
    };
    let minute = refusal("GenerateRequestsPerMinutePerProjectPerModel-FreeTier");
    assert!(minute.is_retryable());
    let wait = minute.retry_after().unwrap();
    assert!(wait.abs_diff(Duration::from_millis(34_075)) < Duration::from_millis(1));
    let day = refusal("GenerateRequestsPerDayPerProjectPerModel-FreeTier");
    assert_eq!(
        (day.kind(), day.is_retryable()),
        (ErrorKind::QuotaExhausted, false)
    );
}

#[test]
fn an_error_may_be_in_an_array_in_a_stream_or_in_the_place_of_an_answer() {
    let fault = json!({"error": {"code": 503, "message": "overloaded", "status": "UNAVAILABLE"}});
    let array = json!([fault]).to_string();
    let errors = [
        gemini().error(503, &HeaderMap::new(), &array),
        read(&fault).unwrap_err(),
        read(&json!([fault])).unwrap_err(),
        streamed(&[json!({"candidates": [{}]}), fault]).unwrap_err(),
        streamed(&[json!({"error": {"message": "overloaded"}})]).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(
            (error.kind(), error.message()),
            (ErrorKind::Server, "overloaded")
        );
    }
}

#[test]
fn what_is_no_error_of_google_is_told_by_its_status() {
    let page = "<html><head><title>404. That's an error.</title></head></html>";
    for (body, kind) in [
        (page, ErrorKind::NotFound),
        (r#"[["no"]]"#, ErrorKind::NotFound),
        ("", ErrorKind::NotFound),
        ("{}", ErrorKind::NotFound),
    ] {
        let error = gemini().error(404, &HeaderMap::new(), body);
        assert_eq!(error.kind(), kind, "{body}");
    }
    for strange in [
        json!({"error": {}}),
        json!({"error": {"code": "x", "details": [3, null]}}),
    ] {
        let error = gemini().error(400, &HeaderMap::new(), &Value::to_string(&strange));
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{strange}");
    }
}
