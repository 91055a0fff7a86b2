//! What the server refuses.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, ErrorKind, Policy, Runnable as _, ToolDefinition};
use surprisal_testing::server::{Reply, Server};

use crate::support::{answered, model};

#[tokio::test]
async fn each_error_is_of_the_kind_that_status_and_words_tell() {
    for (status, words, kind) in [
        (400, "model is required", ErrorKind::InvalidInput),
        (
            400,
            "invalid think value: \\\"much\\\" (must be \\\"high\\\", \\\"medium\\\", \\\"low\\\", \\\"max\\\", true, or false)",
            ErrorKind::InvalidInput,
        ),
        (
            500,
            "option \\\"num_ctx\\\" must be of type integer",
            ErrorKind::InvalidInput,
        ),
        (
            400,
            "the input length exceeds the context length",
            ErrorKind::ContextTooLong,
        ),
        (
            400,
            "\\\"gemma3\\\" does not support chat",
            ErrorKind::InvalidInput,
        ),
        (401, "unauthorized", ErrorKind::Authentication),
        (
            403,
            "ollama cloud is disabled: remote model is unavailable",
            ErrorKind::PermissionDenied,
        ),
        (404, "model 'nope' not found", ErrorKind::NotFound),
        (429, "too many requests", ErrorKind::RateLimited),
        (
            429,
            "you (me) have reached your session usage limit, upgrade for higher limits: https://ollama.com/upgrade",
            ErrorKind::QuotaExhausted,
        ),
        (
            500,
            "llama runner process has terminated: exit status 2",
            ErrorKind::Server,
        ),
        (502, "upstream unavailable", ErrorKind::Server),
        (
            503,
            "server busy, please try again.  maximum pending requests exceeded",
            ErrorKind::Server,
        ),
    ] {
        let reply = Reply::json(status, format!("{{\"error\":\"{words}\"}}"));
        let error = answered(reply, CallOptions::new()).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{words}");
        assert_eq!(error.status(), Some(status));
        assert_eq!(error.provider(), Some("ollama"));
    }
}

#[tokio::test]
async fn an_error_in_a_list_is_one() {
    let body = r#"[{"error":"unauthorized","signin_url":"https://ollama.com/connect?name=h"}]"#;
    let refused = answered(Reply::json(401, body), CallOptions::new()).await;
    let error = refused.unwrap_err();
    assert!(error.message().contains("sign the server in at"), "{error}");
    let body = r#"[{"error":"model 'nope' not found"}]"#;
    let refused = answered(Reply::json(200, body), CallOptions::new()).await;
    assert_eq!(refused.unwrap_err().kind(), ErrorKind::BadResponse);
}

#[tokio::test]
async fn a_model_that_is_not_there_comes_with_advice() {
    let body = r#"{"error":"model \"nope\" not found, try pulling it first"}"#;
    let error = answered(Reply::json(404, body), CallOptions::new())
        .await
        .unwrap_err();
    assert_eq!(
        error.message(),
        "model \"nope\" not found, try pulling it first; `ollama pull` or OllamaClient::pull brings a model"
    );
}

#[tokio::test]
async fn a_server_that_is_not_signed_in_says_where() {
    let body = r#"{"error":"unauthorized","signin_url":"https://ollama.com/connect?name=h"}"#;
    let error = answered(Reply::json(401, body), CallOptions::new())
        .await
        .unwrap_err();
    assert_eq!(
        error.message(),
        "unauthorized; sign the server in at https://ollama.com/connect?name=h, or set OLLAMA_API_KEY"
    );
}

#[tokio::test]
async fn a_base_url_without_its_api_is_named() {
    let reply = Reply::new(404)
        .header("content-type", "text/plain")
        .body("404 page not found");
    let error = answered(reply, CallOptions::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(
        error.message().contains("http://localhost:11434/api"),
        "{error}"
    );
    let page = Reply::new(502)
        .header("content-type", "text/html")
        .body("<html><title>Bad Gateway</title></html>");
    let error = answered(page, CallOptions::new()).await.unwrap_err();
    assert!(error.message().contains("`Bad Gateway`"), "{error}");
}

#[tokio::test]
async fn too_little_memory_is_not_tried_again() {
    let body =
        r#"{"error":"model requires more system memory (70.1 GiB) than is available (7.6 GiB)"}"#;
    let error = answered(Reply::json(500, body), CallOptions::new())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.is_retryable()),
        (ErrorKind::Server, false)
    );
}

#[tokio::test]
async fn an_error_of_a_server_in_between_is_read() {
    let body = r#"{"StatusCode":400,"Status":"400 Bad Request","error":"bad"}"#;
    let error = answered(Reply::json(400, body), CallOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.message(), "bad");
    let body = r#"{"error":{"message":"invalid image input","type":"invalid_request_error","param":null,"code":null}}"#;
    let error = answered(Reply::json(400, body), CallOptions::new())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::InvalidInput, "invalid image input")
    );
}

#[tokio::test]
async fn what_a_model_does_not_have_is_an_option_that_can_be_left_out() {
    let tools = CallOptions::new().tools([ToolDefinition::new("f", Value::Null)]);
    for (options, option, field, words) in [
        (
            CallOptions::new().reasoning_effort("high"),
            "reasoning_effort",
            "think",
            "\"gemma3\" does not support thinking",
        ),
        (
            tools,
            "tools",
            "tools",
            "registry.ollama.ai/library/gemma3 does not support tools",
        ),
    ] {
        let refusal = || Reply::json(400, json!({"error": words}).to_string());
        let error = answered(refusal(), options.clone()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.option()),
            (ErrorKind::Unsupported, Some(option))
        );

        let server = Server::start().await.unwrap();
        server.reply(refusal());
        server.reply(Reply::json(
            200,
            r#"{"message":{"content":"a"},"done":true}"#,
        ));
        let options = options.on_unsupported(Policy::Warn);
        let answer = model(&server)
            .invoke_opts("?".into(), options)
            .await
            .unwrap();
        assert_eq!(answer.response_metadata().warnings[0].option, option);
        let bodies: Vec<Value> = server
            .requests()
            .iter()
            .map(|request| request.json().unwrap())
            .collect();
        assert!(bodies[0].get(field).is_some() && bodies[1].get(field).is_none());
    }
}
