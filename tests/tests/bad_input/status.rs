//! Errors that a server answers with, in the shapes in which real ones write them.

use serde_json::json;
use surprisal::{CallOptions, ErrorKind, RunnableExt};
use surprisal_testing::server::Reply;

use crate::support::{ANSWER, KEY, assert_error, openai, refused, served};

const INVALID: &str = "invalid_request_error";
const WITHOUT: &str = "; leave logprobs out, choose a model that gives them, \
    or set on_unsupported(Policy::Warn) to go on without";

#[tokio::test]
async fn a_key_that_is_refused_is_not_repeated_even_if_the_server_does() {
    let body = openai(
        &format!(
            "Incorrect API key provided: {KEY}. You can find your API key at https://platform.openai.com/account/api-keys."
        ),
        INVALID,
        "",
        "invalid_api_key",
    );
    let reply = Reply::json(401, body).header("x-request-id", "req_1");
    let error = refused(reply).await;
    assert_error(
        &error,
        ErrorKind::Authentication,
        "Incorrect API key provided: ***. You can find your API key at https://platform.openai.com/account/api-keys.",
    );
    assert_eq!(
        (error.status(), error.code()),
        (Some(401), Some("invalid_api_key"))
    );
    assert_eq!(
        (error.provider(), error.request_id()),
        (Some("openai"), Some("req_1"))
    );
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn a_key_that_a_server_sends_back_in_a_header_is_not_kept() {
    let reply = Reply::json(401, openai("no", INVALID, "", ""))
        .header("www-authenticate", format!("Bearer error=\"{KEY}\""))
        .header("x-echo", format!("Bearer {KEY}"));
    assert_error(&refused(reply).await, ErrorKind::Authentication, "no");
}

#[tokio::test]
async fn what_the_key_may_not_do_is_permission_denied() {
    let message = "Project `proj_1` does not have access to model `o3`";
    let body = openai(message, INVALID, "", "model_not_allowed");
    let error = refused(Reply::json(403, body)).await;
    assert_error(&error, ErrorKind::PermissionDenied, message);
    assert_eq!(error.status(), Some(403));
}

#[tokio::test]
async fn a_model_that_does_not_exist_is_not_found() {
    let message = "The model `gpt-9` does not exist or you do not have access to it.";
    // Some endpoints say so with status 400.
    for status in [404, 400] {
        let body = openai(message, INVALID, "", "model_not_found");
        let error = refused(Reply::json(status, body)).await;
        assert_error(&error, ErrorKind::NotFound, message);
        assert_eq!(error.code(), Some("model_not_found"));
    }
}

#[tokio::test]
async fn logprobs_that_a_model_refuses_are_unsupported_and_the_error_says_what_would_work() {
    for (status, message, param, code) in [
        (
            403,
            "You are not allowed to request logprobs from this model",
            "",
            "",
        ),
        (
            400,
            "Unsupported parameter: 'logprobs' is not supported with this model",
            "logprobs",
            "unsupported_parameter",
        ),
        // Groq.
        (
            400,
            "`logprobs` is not supported with this model",
            "logprobs",
            "",
        ),
        // Anthropic's compatible endpoint.
        (400, "logprobs: Extra inputs are not permitted", "", ""),
    ] {
        let body = openai(&format!("{message}."), INVALID, param, code);
        let error = refused(Reply::json(status, body)).await;
        assert_error(
            &error,
            ErrorKind::Unsupported,
            &format!("{message}{WITHOUT}"),
        );
        assert_eq!(error.status(), Some(status));
    }
}

#[tokio::test]
async fn a_value_of_top_logprobs_that_is_refused_is_invalid_input() {
    for (message, param, code) in [
        (
            "Invalid value for 'top_logprobs': must be less than or equal to 5.",
            "top_logprobs",
            "",
        ),
        (
            "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
            "",
            "",
        ),
        (
            "Invalid 'top_logprobs': integer above maximum value. Expected a value <= 20, but got 25 instead.",
            "top_logprobs",
            "integer_above_max_value",
        ),
        (
            "Invalid 'top_logprobs': integer below minimum value. Expected a value >= 0, but got -1 instead.",
            "top_logprobs",
            "integer_below_min_value",
        ),
        // DeepSeek.
        (
            "Invalid top_logprobs value, the valid range of top_logprobs is [0, 20]",
            "",
            INVALID,
        ),
        // vLLM.
        (
            "Requested sample logprobs of 25, which is greater than max allowed: 20",
            "",
            "",
        ),
    ] {
        let error = refused(Reply::json(400, openai(message, INVALID, param, code))).await;
        assert_error(&error, ErrorKind::InvalidInput, message);
    }
}

#[tokio::test]
async fn messages_that_do_not_fit_are_a_context_that_is_too_long() {
    let message = "This model's maximum context length is 128000 tokens. However, your messages resulted in 180003 tokens.";
    let body = openai(message, INVALID, "messages", "context_length_exceeded");
    assert_error(
        &refused(Reply::json(400, body)).await,
        ErrorKind::ContextTooLong,
        message,
    );

    // llama.cpp, whose code is a number.
    let message =
        "request (5031 tokens) exceeds the available context size (2048 tokens), try increasing it";
    let body = json!({"error": {
        "code": 400,
        "message": message,
        "type": "exceed_context_size_error",
        "n_prompt_tokens": 5031,
        "n_ctx": 2048,
    }});
    let error = refused(Reply::json(400, body.to_string())).await;
    assert_error(&error, ErrorKind::ContextTooLong, message);
    assert_eq!(error.code(), Some("400"));
}

#[tokio::test]
async fn a_prompt_that_a_filter_stops_is_content_filtered() {
    // Azure.
    let message = "The response was filtered due to the prompt triggering Azure OpenAI's content management policy.";
    let body = openai(message, "", "prompt", "content_filter");
    assert_error(
        &refused(Reply::json(400, body)).await,
        ErrorKind::ContentFiltered,
        message,
    );
}

#[tokio::test]
async fn bodies_without_a_wrapper_are_read() {
    // Mistral.
    let body = json!({
        "object": "error",
        "message": "Logprobs are not enabled for this model",
        "type": "invalid_request_invalid_args",
        "param": null,
        "code": "3051",
        "raw_status_code": 400,
    });
    let error = refused(Reply::json(400, body.to_string())).await;
    let message = format!("Logprobs are not enabled for this model{WITHOUT}");
    assert_error(&error, ErrorKind::Unsupported, &message);
    assert_eq!(error.code(), Some("3051"));

    // FastAPI.
    let error = refused(Reply::json(422, r#"{"detail":"Model is loading"}"#)).await;
    assert_error(&error, ErrorKind::InvalidInput, "Model is loading");
    let detail =
        r#"[{"loc":["body","messages"],"msg":"field required","type":"value_error.missing"}]"#;
    let error = refused(Reply::json(422, format!(r#"{{"detail":{detail}}}"#))).await;
    assert_error(&error, ErrorKind::InvalidInput, "messages: field required");
}

#[tokio::test]
async fn json_within_a_text_is_read() {
    // Bedrock.
    let inner = openai(
        "The model does not support logprobs",
        INVALID,
        "",
        "validation_error",
    );
    let message = format!("The model does not support logprobs{WITHOUT}");
    for body in [
        json!({"message": inner}),
        json!({"error": inner}),
        json!(inner),
        // Gemini's compatible endpoint.
        json!([{"error": inner}]),
    ] {
        let error = refused(Reply::json(400, body.to_string())).await;
        assert_error(&error, ErrorKind::Unsupported, &message);
        assert_eq!(error.code(), Some("validation_error"));
    }
}

#[tokio::test]
async fn what_is_no_json_is_quoted() {
    let plain = Reply::new(400)
        .header("content-type", "text/plain")
        .body("bad things\nhappened");
    assert_error(
        &refused(plain).await,
        ErrorKind::InvalidInput,
        "bad things happened",
    );
    assert_error(
        &refused(Reply::new(404)).await,
        ErrorKind::NotFound,
        "the answer has no body",
    );
    assert_error(
        &refused(Reply::json(400, "{}")).await,
        ErrorKind::InvalidInput,
        "{}",
    );
    assert_error(
        &refused(Reply::json(400, r#"{"error":null}"#)).await,
        ErrorKind::InvalidInput,
        r#"{"error":null}"#,
    );
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (server, model) = served([
        Reply::new(308).header("location", "/v2/chat/completions?key=x"),
        Reply::json(200, ANSWER),
    ])
    .await;
    let error = model.invoke("hi").await.unwrap_err();
    assert_error(
        &error,
        ErrorKind::BadResponse,
        "redirected to `/v2/chat/completions`, which is not followed; change the base URL",
    );
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn an_error_says_all_that_the_server_said() {
    let body = openai("slow down", "requests", "", "rate_limit_exceeded");
    let reply = Reply::json(429, body.clone())
        .header("x-request-id", "req_9")
        .header("retry-after", "7200")
        .header("set-cookie", "session=1");
    let (_server, model) = served([reply]).await;
    let bound = model.bind(CallOptions::new().logprobs(true));
    let error = bound.invoke("hi").await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "openai: rate limited (status 429): slow down"
    );
    assert_eq!(error.request_id(), Some("req_9"));
    assert_eq!(error.retry_after().map(|wait| wait.as_secs()), Some(7200));
    assert_eq!(error.body(), Some(body.as_str()));
    assert_eq!(error.header("Retry-After"), Some("7200"));
    assert_eq!(error.header("set-cookie"), None);
}
