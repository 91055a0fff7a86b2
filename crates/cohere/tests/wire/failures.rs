//! Refusals. The messages are those of Cohere's list of errors, or were seen by users.

use http::{HeaderMap, HeaderValue};
use serde_json::{Map, Value, json};
use surprisal_cohere::Cohere;
use surprisal_core::{CallOptions, ErrorKind, Policy, ToolChoice, ToolDefinition};
use surprisal_http::{Protocol as _, Provider as _};

use crate::support::{refused, request};

#[test]
fn each_status_and_message_is_a_kind_and_names_its_option() {
    use ErrorKind as Kind;
    for (status, message, kind, option) in [
        (
            400,
            "system turn must be the first in the list",
            Kind::InvalidInput,
            None,
        ),
        (
            400,
            "invalid request: temperature must be between 0 and 1.0 inclusive.",
            Kind::InvalidInput,
            Some("temperature"),
        ),
        (
            400,
            "invalid request: p must be between 0.01 and 0.99 inclusive.",
            Kind::InvalidInput,
            Some("top_p"),
        ),
        (
            400,
            "invalid request: response_format is not supported with RAG.",
            Kind::Unsupported,
            Some("response_format"),
        ),
        (
            400,
            "invalid request: RAG is not supported for this model.",
            Kind::InvalidInput,
            None,
        ),
        (
            400,
            "invalid request: only one of 'presence_penalty' and 'frequency_penalty' can be specified for this model.",
            Kind::InvalidInput,
            Some("presence_penalty"),
        ),
        (
            422,
            "unknown field: parameter 'top_logprobs' is not a valid field",
            Kind::Unsupported,
            Some("top_logprobs"),
        ),
        (
            400,
            "too many tokens: size limit exceeded by 19296 tokens. Try using shorter or fewer inputs. The limit for this model is 132000 tokens.",
            Kind::ContextTooLong,
            None,
        ),
        (
            400,
            "too many tokens: max tokens must be less than or equal to 4096, the maximum output for this model - received 8192.",
            Kind::InvalidInput,
            Some("max_tokens"),
        ),
        (
            400,
            "This model's maximum context length is 2000 tokens. However, your messages resulted in 2100 tokens.",
            Kind::ContextTooLong,
            None,
        ),
        (401, "invalid api token", Kind::Authentication, None),
        (
            402,
            "Please add or update your payment method to continue",
            Kind::QuotaExhausted,
            None,
        ),
        (403, "not yours", Kind::PermissionDenied, None),
        (
            404,
            "model 'no-such-model-xyz' not found",
            Kind::NotFound,
            None,
        ),
        (
            429,
            "You are using a Trial key, which is limited to 40 API calls / minute.",
            Kind::RateLimited,
            None,
        ),
        (
            429,
            "You are using a Trial key, which is limited to 1000 API calls / month.",
            Kind::QuotaExhausted,
            None,
        ),
        (498, "blocked", Kind::ContentFiltered, None),
        (499, "request cancelled", Kind::Server, None),
        (500, "internal server error", Kind::Server, None),
        (501, "not implemented", Kind::Unsupported, None),
        (503, "too many users", Kind::Server, None),
        (504, "took too long", Kind::Timeout, None),
    ] {
        let error = refused(status, &json!({"id": "x", "message": message}));
        assert_eq!((error.kind(), error.option()), (kind, option), "{message}");
        assert_eq!(error.message(), message);
    }
}

#[test]
fn an_error_has_the_code_and_an_id_for_the_support() {
    let body =
        json!({"id": "body", "message": "too many tokens: x", "error_type": "TOO_MANY_TOKENS"});
    let error = refused(400, &body);
    assert_eq!(
        (error.code(), error.request_id()),
        (Some("TOO_MANY_TOKENS"), Some("body"))
    );
    let mut headers = HeaderMap::new();
    let ask = |headers: &HeaderMap| {
        let cohere = Cohere::new("m".to_owned());
        let error = cohere.error(400, headers, &body.to_string());
        error.request_id().unwrap().to_owned()
    };
    headers.insert("x-debug-trace-id", HeaderValue::from_static("trace"));
    assert_eq!(ask(&headers), "trace");
    headers.insert("x-request-id", HeaderValue::from_static("request"));
    assert_eq!(ask(&headers), "request");
}

#[test]
fn an_error_in_a_list_is_one_and_a_list_of_its_fields_is_none() {
    let error = refused(429, &json!([{"id": "x", "message": "slow down"}]));
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::RateLimited, "slow down")
    );
    let error = refused(429, &json!(["slow down", "x", null]));
    assert_eq!(error.message(), r#"["slow down","x",null]"#);
}

#[test]
fn an_error_without_words_says_so() {
    let error = refused(429, &json!({"id": "x", "message": ""}));
    assert_eq!(
        (error.kind(), error.message()),
        (
            ErrorKind::RateLimited,
            "the service failed, and does not say why"
        )
    );
}

#[test]
fn a_page_in_the_place_of_an_error_is_told_as_such() {
    let cohere = Cohere::new("m".to_owned());
    let page = "<html><head><title>502 Bad Gateway</title></head></html>";
    let error = cohere.error(502, &HeaderMap::new(), page);
    assert_eq!(error.kind(), ErrorKind::Server);
    assert!(error.message().contains("502 Bad Gateway"), "{error}");
    let nested = r#"{"message":{"code":1}}"#;
    assert_eq!(
        cohere.error(400, &HeaderMap::new(), nested).kind(),
        ErrorKind::InvalidInput
    );
}

#[test]
fn what_a_model_refuses_is_left_out_where_a_warning_was_chosen() {
    let asked = CallOptions::new()
        .logprobs(true)
        .stop(["END"])
        .reasoning_effort("low")
        .tools([ToolDefinition::new("f", json!({"type": "object"})).with_strict(true)])
        .tool_choice(ToolChoice::Required)
        .provider("cohere", json!({"k": 3}).as_object().unwrap().clone());
    let cohere = Cohere::new("m".to_owned());
    let left = |message: &str, options: &CallOptions| {
        let sent = request("hi", options).unwrap();
        let error = refused(422, &json!({"message": message}));
        let amended = cohere.amend(&sent, &error, options)?;
        let body = |bytes: &[u8]| serde_json::from_slice::<Map<String, Value>>(bytes).unwrap();
        let (before, after) = (body(&sent.body), body(&amended.body));
        let gone = before
            .keys()
            .filter(|name| !after.contains_key(*name))
            .cloned();
        let warned: Vec<_> = amended.warnings.into_iter().map(|one| one.option).collect();
        Some((warned.concat(), gone.collect::<Vec<_>>().join(" ")))
    };
    let warn = asked.clone().on_unsupported(Policy::Warn);
    for (message, option, gone) in [
        (
            "logprobs is not supported for this model",
            "logprobs",
            "logprobs",
        ),
        (
            "stop_sequences is not supported for this model",
            "stop",
            "stop_sequences",
        ),
        (
            "thinking is not supported for this model",
            "reasoning_effort",
            "thinking",
        ),
        (
            "tool_choice is not supported for this model",
            "tool_choice",
            "tool_choice",
        ),
        (
            "tools is not supported for this model",
            "tools",
            "tools strict_tools tool_choice",
        ),
        ("k is not supported for this model", "k", "k"),
    ] {
        let left_out = (option.to_owned(), gone.to_owned());
        assert_eq!(left(message, &warn), Some(left_out), "{message}");
        assert_eq!(left(message, &asked), None, "nobody chose to be warned");
    }
    assert_eq!(left("seed is not supported for this model", &warn), None);
    assert_eq!(
        left("invalid request: thinking must be enabled", &warn),
        None
    );
}
