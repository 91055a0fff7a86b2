//! What the suite does not know of: Cohere's own options, its key, its list of models.

use serde_json::{Value, json};
use surprisal_cohere::{ChatCohere, CohereOptions};
use surprisal_core::{CallOptions, ErrorKind, ListModels as _, RetryPolicy, RunnableExt as _};
use surprisal_testing::server::{Reply, Server};

#[tokio::test]
async fn its_own_options_arrive_through_what_wraps_a_model_and_from_call_options() {
    let server = Server::start().await.unwrap();
    let body = json!({"id": "a", "finish_reason": "COMPLETE", "message": {"role": "assistant"}});
    server.reply(Reply::json(200, body.to_string()).forever());
    let model = ChatCohere::builder("m").api_key("key");
    let model = model.base_url(server.url()).build().unwrap();
    let own = || {
        let options = CohereOptions::new()
            .top_k(40)
            .safety_mode("STRICT")
            .priority(3);
        let options = options.citation_mode("fast").strict_tools(true);
        options
            .thinking_budget(128)
            .documents(["Whales sleep upright."])
    };
    let bound = model.clone().with_retry(RetryPolicy::none()).bind(own());
    bound.invoke("hi").await.unwrap();
    let call = model.bind(CallOptions::from(own()));
    call.invoke("hi").await.unwrap();
    let sent = server.requests();
    assert_eq!(sent.len(), 2);
    for request in sent {
        assert_eq!((request.method(), request.path()), ("POST", "/v2/chat"));
        assert_eq!(request.header("authorization"), Some("Bearer key"));
        let body: Value = request.json().unwrap();
        assert_eq!(body["k"], 40);
        assert_eq!(body["safety_mode"], "STRICT");
        assert_eq!(body["priority"], 3);
        assert_eq!(body["strict_tools"], true);
        assert_eq!(body["citation_options"], json!({"mode": "fast"}));
        let thinking = json!({"type": "enabled", "token_budget": 128});
        assert_eq!(body["thinking"], thinking);
        assert_eq!(body["documents"], json!(["Whales sleep upright."]));
    }
}

/// From Cohere's schema: there is no recording of a list.
#[tokio::test]
async fn all_pages_of_the_list_of_models_are_read() {
    let server = Server::start().await.unwrap();
    let model = |name: &str| json!({"name": name, "context_length": 256_000, "finetuned": false});
    let first = json!({"models": [model("a")], "next_page_token": "x+/="});
    let second = json!({"models": [model("b")], "next_page_token": ""});
    server.reply(Reply::json(200, first.to_string()));
    server.reply(Reply::json(200, second.to_string()));
    let chat = ChatCohere::builder("m").api_key("key");
    let chat = chat.base_url(server.url()).build().unwrap();
    let models = chat.list_models().await.unwrap();
    let ids: Vec<_> = models.iter().map(|card| card.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    assert_eq!(
        models.first().unwrap().extra.get("context_length"),
        Some(&json!(256_000))
    );
    let sent = server.requests();
    assert!(sent.iter().all(|request| request.path() == "/v1/models"));
    let queries: Vec<_> = sent
        .iter()
        .map(|request| request.query().unwrap_or_default())
        .collect();
    let all = "endpoint=chat&page_size=1000";
    assert_eq!(queries, [all, &format!("{all}&page_token=x%2B%2F%3D")]);
}

#[tokio::test]
async fn a_model_without_a_name_is_no_list() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, r#"{"models":[{"finetuned":true}]}"#));
    let chat = ChatCohere::builder("m")
        .base_url(server.url())
        .build()
        .unwrap();
    let error = chat.list_models().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert_eq!(error.provider(), Some("cohere"));
}

#[test]
fn without_a_key_there_is_no_model() {
    let error = ChatCohere::builder("command-a-03-2025")
        .build()
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert!(
        error.message().contains("CO_API_KEY or COHERE_API_KEY"),
        "{error}"
    );
}

#[test]
fn the_address_has_no_version() {
    let model = ChatCohere::builder("m").api_key("key").build().unwrap();
    assert_eq!(model.base_url().to_string(), "https://api.cohere.com/");
    assert_eq!(model.profile().provider.as_deref(), Some("cohere"));
}
