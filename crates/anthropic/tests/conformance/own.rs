//! What the suite does not know of: headers, options, the list of models, its key, its registry entry.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use surprisal_anthropic::{AnthropicOptions, ChatAnthropic, Thinking};
use surprisal_core::{
    CallOptions, ErrorKind, ListModels as _, Policy, RateLimits, Registry, RetryPolicy,
    RunnableExt as _, Secret,
};
use surprisal_testing::server::{Reply, Server};

const HELLO: &str =
    r#"{"type":"message","content":[{"type":"text","text":"hi"}],"stop_reason":"end_turn"}"#;

async fn served(reply: Reply) -> (Server, ChatAnthropic) {
    let server = Server::start().await.unwrap();
    server.reply(reply);
    let model = ChatAnthropic::builder("claude-sonnet-4-5")
        .api_key("key")
        .base_url(format!("{}/v1", server.url()))
        .build();
    (server, model.unwrap())
}

#[tokio::test]
async fn key_version_and_betas_are_headers() {
    let (server, model) = served(Reply::json(200, HELLO)).await;
    let options = AnthropicOptions::new().beta("a-1").beta("b-2");
    model
        .with_retry(RetryPolicy::none())
        .bind(options)
        .invoke("hi")
        .await
        .unwrap();
    let request = server.next_request().await.unwrap();
    assert_eq!((request.method(), request.path()), ("POST", "/v1/messages"));
    assert_eq!(request.header("x-api-key"), Some("key"));
    assert_eq!(request.header("anthropic-version"), Some("2023-06-01"));
    assert_eq!(request.header("anthropic-beta"), Some("a-1,b-2"));
    assert!(request.json().unwrap().get("betas").is_none());
}

#[tokio::test]
async fn a_token_takes_the_place_of_the_key() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, HELLO));
    let model = ChatAnthropic::builder("claude-sonnet-4-5")
        .api_key("of-another-account")
        .token_provider(async || Ok(Secret::from("of-the-hour")))
        .base_url(server.url());
    model.build().unwrap().invoke("hi").await.unwrap();
    let request = server.next_request().await.unwrap();
    assert_eq!(request.header("authorization"), Some("Bearer of-the-hour"));
    assert_eq!(request.header("x-api-key"), None);
}

#[tokio::test]
async fn limits_are_told_by_anthropics_own_headers() {
    let reply = Reply::json(200, HELLO)
        .header("anthropic-ratelimit-requests-limit", "4000")
        .header("anthropic-ratelimit-requests-remaining", "3999")
        .header("anthropic-ratelimit-requests-reset", "2026-03-01T00:00:00Z")
        .header("anthropic-ratelimit-tokens-limit", "480000")
        .header("anthropic-ratelimit-tokens-remaining", "many")
        .header("anthropic-ratelimit-tokens-reset", "2026-02-28T23:59:00Z")
        .header("date", "Sat, 28 Feb 2026 23:59:30 GMT");
    let (server, model) = served(reply).await;
    let undated = Reply::json(200, HELLO).header("anthropic-ratelimit-requests-reset", "soon");
    server.reply(undated.header("x-ratelimit-limit-requests", "1"));
    let answer = model.invoke("hi").await.unwrap();
    let mut expected = RateLimits::default();
    expected.limit_requests = Some(4000);
    expected.remaining_requests = Some(3999);
    expected.reset_requests = Some(Duration::from_secs(30));
    expected.limit_tokens = Some(480_000);
    // It has passed.
    expected.reset_tokens = Some(Duration::ZERO);
    assert_eq!(answer.response_metadata().rate_limits, Some(expected));
    let answer = model.invoke("hi").await.unwrap();
    assert_eq!(answer.response_metadata().rate_limits, None);
}

#[tokio::test]
async fn its_own_options_arrive_from_call_options_too() {
    let (server, model) = served(Reply::json(200, HELLO).forever()).await;
    let own = || {
        AnthropicOptions::new()
            .top_k(7)
            .user_id("7f3a")
            .thinking(Thinking::adaptive())
    };
    model.clone().bind(own()).invoke("hi").await.unwrap();
    model
        .bind(CallOptions::from(own()))
        .invoke("hi")
        .await
        .unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    for request in requests {
        let body: Value = request.json().unwrap();
        assert_eq!(body["top_k"], 7);
        assert_eq!(body["metadata"], json!({"user_id": "7f3a"}));
        assert_eq!(body["thinking"], json!({"type": "adaptive"}));
    }
}

#[tokio::test]
async fn log_probabilities_are_refused_with_what_would_work() {
    let (server, model) = served(Reply::json(200, HELLO).forever()).await;
    let asking = CallOptions::new().logprobs(true).top_logprobs(2);
    let error = model
        .clone()
        .bind(asking.clone())
        .invoke("hi")
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("logprobs"))
    );
    assert!(
        error.message().contains("use a provider that does"),
        "{error}"
    );
    assert!(server.requests().is_empty());

    let warned = asking.on_unsupported(Policy::Warn);
    let answer = model.bind(warned).invoke("hi").await.unwrap();
    assert_eq!(answer.text(), "hi");
    let warnings = &answer.response_metadata().warnings;
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(warnings[0].option, "logprobs");
}

#[tokio::test]
async fn an_option_that_a_model_refuses_is_left_out_where_a_warning_is_chosen() {
    let refusal = r#"{"type":"error","error":{"type":"invalid_request_error","message":"This model does not support the effort parameter."},"request_id":"req_1"}"#;
    let (server, model) = served(Reply::json(400, refusal)).await;
    server.reply(Reply::json(200, HELLO));
    let options = CallOptions::new()
        .reasoning_effort("low")
        .on_unsupported(Policy::Warn);
    let answer = model.bind(options).invoke("hi").await.unwrap();
    assert_eq!(answer.text(), "hi");
    assert_eq!(
        answer.response_metadata().warnings[0].option,
        "reasoning_effort"
    );
    let bodies: Vec<Value> = server
        .requests()
        .iter()
        .map(|one| one.json().unwrap())
        .collect();
    assert_eq!(bodies[0]["output_config"], json!({"effort": "low"}));
    assert_eq!(bodies[0]["thinking"], json!({"type": "adaptive"}));
    assert!(bodies[1].get("output_config").is_none() && bodies[1].get("thinking").is_none());
}

#[tokio::test]
async fn models_are_listed_page_by_page() {
    let (server, model) = served(Reply::json(
        200,
        r#"{"data":[{"type":"model","id":"a","display_name":"A","created_at":"2025-02-19T00:00:00Z"}],"has_more":true,"first_id":"a","last_id":"a&limit=1 b"}"#,
    ))
    .await;
    server.reply(Reply::json(
        200,
        r#"{"data":[{"type":"model","id":"b"}],"has_more":false,"first_id":"b","last_id":"b"}"#,
    ));
    let models = model.list_models().await.unwrap();
    let ids: Vec<_> = models.iter().map(|card| card.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(models[0].extra["display_name"], "A");
    let requests = server.requests();
    assert_eq!(requests[0].path(), "/v1/models");
    assert_eq!(
        requests[1].query(),
        Some("limit=1000&after_id=a%26limit%3D1%20b")
    );
}

#[tokio::test]
async fn a_page_of_html_and_an_error_in_place_of_an_answer_are_errors() {
    let page = "<html><head><title>404 Not Found</title></head></html>";
    let (server, model) = served(
        Reply::new(404)
            .header("content-type", "text/html")
            .body(page),
    )
    .await;
    let error = model.invoke("hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
    assert!(error.message().contains("404 Not Found"), "{error}");
    drop(server);

    let body = r#"{"type":"error","error":{"type":"rate_limit_error","message":"slow down"}}"#;
    let (_server, model) = served(Reply::json(200, body)).await;
    let error = model.invoke("hi").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
}

#[test]
fn it_is_known_by_its_name_where_it_is_registered() {
    let mut registry = Registry::default();
    registry.register(surprisal_anthropic::PROVIDER, |model| {
        Ok(Arc::new(
            ChatAnthropic::builder(model).api_key("key").build()?,
        ))
    });
    let model = registry
        .init_chat_model("anthropic:claude-sonnet-4-5")
        .unwrap();
    assert_eq!(model.profile().provider.as_deref(), Some("anthropic"));
    assert_eq!(
        model.profile().endpoint.as_deref(),
        Some("https://api.anthropic.com/v1")
    );
}

#[test]
fn without_a_key_there_is_no_model() {
    let error = ChatAnthropic::builder("claude-sonnet-4-5")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(error.message().contains("ANTHROPIC_API_KEY"), "{error}");
}
