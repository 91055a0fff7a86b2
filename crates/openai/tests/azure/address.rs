//! Where the requests go.

use serde_json::json;
use surprisal_core::{CallOptions, EmbeddingModelExt as _, ErrorKind, ListModels as _};
use surprisal_openai::{Api, AzureOpenAiEmbeddings, ChatAzureOpenAi, OpenAiOptions};

use crate::support::{KEY, VERSION, answer, builder, deployment, endpoint, sent, server};

#[tokio::test]
async fn with_a_version_the_path_names_the_deployment() {
    let server = server(&answer(&json!({}))).await;
    let model = builder(&server).base_url(endpoint(&server, VERSION));
    let model = model.build().unwrap();
    let request = sent(&server, &model, CallOptions::new()).await;
    assert_eq!(
        (request.method(), request.target()),
        (
            "POST",
            "/openai/deployments/my-gpt-4o/chat/completions?api-version=2024-10-21"
        )
    );
    assert_eq!(model.model(), "my-gpt-4o");
    assert!(!model.base_url().to_string().contains(VERSION));
}

#[tokio::test]
async fn without_a_version_the_body_alone_names_the_deployment() {
    let server = server(&answer(&json!({}))).await;
    for none in [server.url().to_owned(), endpoint(&server, "")] {
        let model = builder(&server).base_url(none).build().unwrap();
        let request = sent(&server, &model, CallOptions::new()).await;
        assert_eq!(request.target(), "/openai/v1/chat/completions");
        assert_eq!(request.json().unwrap()["model"], "my-gpt-4o");
    }
}

#[tokio::test]
async fn a_deployment_may_have_any_name() {
    let server = server(&answer(&json!({}))).await;
    for (name, path) in [
        ("gpt-4o_mini.v2~", "gpt-4o_mini.v2~"),
        ("a b/c?d#e%f&g", "a%20b%2Fc%3Fd%23e%25f%26g"),
        ("größe", "gr%C3%B6%C3%9Fe"),
        ("../../admin", "..%2F..%2Fadmin"),
    ] {
        let builder = deployment(&server, name).base_url(endpoint(&server, VERSION));
        let model = builder.api_key(KEY).build().unwrap();
        let request = sent(&server, &model, CallOptions::new()).await;
        let path = format!("/openai/deployments/{path}/chat/completions?api-version=2024-10-21");
        assert_eq!(request.target(), path);
        assert_eq!(request.json().unwrap()["model"], name);
    }
    for name in [".", ".."] {
        let builder = deployment(&server, name).base_url(endpoint(&server, VERSION));
        let error = builder.api_key(KEY).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let message = format!("`{name}` cannot be the name of a deployment");
        assert_eq!(error.message(), message);
    }
}

#[tokio::test]
async fn the_endpoint_may_be_written_as_azure_shows_it() {
    let server = server(&answer(&json!({}))).await;
    for (end, path) in [
        ("", "/openai/v1/chat/completions"),
        ("/", "/openai/v1/chat/completions"),
        ("/openai", "/openai/v1/chat/completions"),
        ("/openai/v1/", "/openai/v1/chat/completions"),
        ("/gateway/v1", "/gateway/v1/openai/v1/chat/completions"),
        ("/gateway?k=1", "/gateway/openai/v1/chat/completions?k=1"),
        // A version of the v1 API itself.
        (
            "/openai/v1?api-version=preview",
            "/openai/v1/chat/completions?api-version=preview",
        ),
    ] {
        let url = format!("{}{end}", server.url());
        let model = builder(&server).base_url(url).build().unwrap();
        let request = sent(&server, &model, CallOptions::new()).await;
        assert_eq!(request.target(), path);
    }
    let url = format!("{}/gateway?k=1&api-version={VERSION}", server.url());
    let model = builder(&server).base_url(url).build();
    let request = sent(&server, &model.unwrap(), CallOptions::new()).await;
    assert_eq!(
        request.target(),
        "/gateway/openai/deployments/my-gpt-4o/chat/completions?k=1&api-version=2024-10-21"
    );
}

#[test]
fn an_endpoint_that_is_none_says_what_would_be_one() {
    let refused = |url: &str| {
        let builder = ChatAzureOpenAi::builder("d").api_key(KEY).base_url(url);
        let error = builder.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.provider(), Some("azure"));
        error.message().to_owned()
    };
    assert_eq!(
        refused("example.openai.azure.com"),
        "the endpoint, such as https://NAME.openai.azure.com, cannot be used: \
         the base URL `example.openai.azure.com` is not an absolute http or https URL \
         such as https://api.openai.com/v1"
    );
    assert_eq!(
        refused("https://example.openai.azure.com/openai/deployments/d/chat/completions"),
        "the endpoint, such as https://NAME.openai.azure.com, cannot be used: it names a deployment, which \
         is what the builder is called with; leave out all from /openai on"
    );
    for url in [
        "https://example.openai.azure.com/openai/responses?api-version=2025-04-01-preview",
        "https://example.openai.azure.com/openai/v1/chat/completions",
        "https://example.services.ai.azure.com/openai/v1/responses/",
    ] {
        assert_eq!(
            refused(url),
            "the endpoint, such as https://NAME.openai.azure.com, cannot be used: it names what is asked there; \
             leave out all from /openai on"
        );
    }
    for secret in [
        format!("https://me:{KEY}@host/?k={KEY}"),
        format!("ftp://{KEY}@host?{KEY}"),
    ] {
        assert!(!refused(&secret).contains(KEY));
    }
}

#[tokio::test]
async fn the_responses_api_is_reached_where_an_option_needs_it() {
    let body = json!({"id": "resp_1", "status": "completed", "model": "gpt-5-mini", "output": []});
    let server = server(&body).await;
    let stored = OpenAiOptions::new().previous_response_id("resp_0");
    for (version, path) in [
        ("", "/openai/v1/responses"),
        (VERSION, "/openai/responses?api-version=2024-10-21"),
    ] {
        let builder = || builder(&server).base_url(endpoint(&server, version));
        let model = builder().build().unwrap();
        let request = sent(&server, &model, stored.clone()).await;
        assert_eq!(request.target(), path);
        let body = request.json().unwrap();
        assert_eq!(body["model"], "my-gpt-4o");
        assert_eq!(body["previous_response_id"], "resp_0");

        let model = builder().options(Api::Responses).build().unwrap();
        let request = sent(&server, &model, CallOptions::new()).await;
        assert_eq!(request.target(), path);
    }
}

#[tokio::test]
async fn the_models_of_the_resource_are_listed() {
    let models =
        json!({"object": "list", "data": [{"id": "gpt-4o-2024-11-20", "status": "succeeded"}]});
    let server = server(&models).await;
    for (version, path) in [
        ("", "/openai/v1/models"),
        (VERSION, "/openai/models?api-version=2024-10-21"),
    ] {
        let builder = builder(&server).base_url(endpoint(&server, version));
        let model = builder.build().unwrap();
        let models = model.list_models().await.unwrap();
        assert_eq!(models[0].id, "gpt-4o-2024-11-20");
        assert_eq!(models[0].extra["status"], "succeeded");
        let requests = server.requests();
        let request = requests.last().unwrap();
        assert_eq!((request.method(), request.target()), ("GET", path));
        assert_eq!(request.header("api-key"), Some(KEY));
    }
}

#[tokio::test]
async fn embeddings_go_where_the_deployment_is() {
    let vectors = json!({"data": [{"index": 0, "embedding": [1.0]}], "model": "m"});
    let server = server(&vectors).await;
    for (version, path) in [
        ("", "/openai/v1/embeddings"),
        (
            VERSION,
            "/openai/deployments/my-embeddings/embeddings?api-version=2024-10-21",
        ),
    ] {
        let builder = AzureOpenAiEmbeddings::builder("my-embeddings").api_key(KEY);
        let model = builder.base_url(endpoint(&server, version)).build();
        model.unwrap().embed(["a"]).await.unwrap();
        let requests = server.requests();
        let request = requests.last().unwrap();
        assert_eq!((request.method(), request.target()), ("POST", path));
        assert_eq!(request.header("api-key"), Some(KEY));
        assert_eq!(request.json().unwrap()["model"], "my-embeddings");
    }
}
