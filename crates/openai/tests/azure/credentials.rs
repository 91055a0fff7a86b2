//! What the requests are let in by.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use surprisal_core::{CallOptions, Error, ErrorKind, RunnableExt, Secret};
use surprisal_openai::{ChatAzureOpenAi, OpenAiOptions};
use surprisal_testing::server::Reply;

use crate::support::{
    KEY, VERSION, answer, assert_no_key, builder, deployment, endpoint, sent, server,
};

const MISSING_KEY: &str = "there is no API key: set the environment variable \
    AZURE_OPENAI_API_KEY or AZURE_OPENAI_AD_TOKEN, or pass the key by \
    builder(model).api_key(key), or tokens that do not last by token_provider(provider)";
const MISSING_ENDPOINT: &str = "there is no base URL: set the environment variable \
    AZURE_OPENAI_ENDPOINT, or pass it by builder(model).base_url(url)";

#[tokio::test]
async fn a_key_goes_in_a_header_of_its_own() {
    let server = server(&answer(&json!({}))).await;
    let model = deployment(&server, "d").api_key(format!(" {KEY}\n"));
    let request = sent(&server, &model.build().unwrap(), CallOptions::new()).await;
    assert_eq!(request.header("api-key"), Some(KEY));
    assert_eq!(request.header("authorization"), None);
}

#[tokio::test]
async fn a_token_goes_as_a_bearer_token() {
    let server = server(&answer(&json!({}))).await;
    let model = deployment(&server, "d").bearer_token("t1").build();
    let request = sent(&server, &model.unwrap(), CallOptions::new()).await;
    assert_eq!(request.header("authorization"), Some("Bearer t1"));
    assert_eq!(request.header("api-key"), None);
}

#[tokio::test]
async fn the_last_credential_that_is_set_counts_alone() {
    let server = server(&answer(&json!({}))).await;
    let both = |request: &surprisal_testing::server::Request| {
        let header = |name| request.header(name).map(str::to_owned);
        (header("api-key"), header("authorization"))
    };
    let provider = || async || Ok(Secret::from("t2"));
    let token = deployment(&server, "d").api_key(KEY).bearer_token("t1");
    let request = sent(&server, &token.build().unwrap(), CallOptions::new()).await;
    assert_eq!(both(&request), (None, Some("Bearer t1".to_owned())));
    let provided = deployment(&server, "d").api_key(KEY);
    let provided = provided.token_provider(provider()).build().unwrap();
    let request = sent(&server, &provided, CallOptions::new()).await;
    assert_eq!(both(&request), (None, Some("Bearer t2".to_owned())));
    let key = deployment(&server, "d").token_provider(provider());
    let request = sent(
        &server,
        &key.api_key("k").build().unwrap(),
        CallOptions::new(),
    )
    .await;
    assert_eq!(both(&request), (Some("k".to_owned()), None));
}

#[tokio::test]
async fn a_token_provider_is_asked_before_every_request() {
    let server = server(&answer(&json!({}))).await;
    let asked = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&asked);
    let provider = move || {
        let count = counter.fetch_add(1, Ordering::SeqCst) + 1;
        async move { Ok(Secret::from(format!("{KEY}-{count}"))) }
    };
    let builder = deployment(&server, "d").token_provider(provider);
    assert_no_key(&builder);
    let model = builder.build().unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    for count in 1..=3 {
        let request = sent(&server, &model, CallOptions::new()).await;
        let token = format!("Bearer {KEY}-{count}");
        assert_eq!(request.header("authorization"), Some(token.as_str()));
    }
    assert_no_key(&model);
}

#[tokio::test]
async fn an_error_of_the_token_provider_is_that_of_the_call() {
    let server = server(&answer(&json!({}))).await;
    let provider = async || {
        let message = "no identity: run `az login`";
        Err(Error::new(ErrorKind::Authentication, message))
    };
    let model = deployment(&server, "d").token_provider(provider);
    let model = model.build().unwrap();
    for error in [
        model.invoke("hi").await.unwrap_err(),
        model.stream("hi").await.map(drop).unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Authentication);
        assert_eq!(error.message(), "no identity: run `az login`");
        assert_eq!(error.provider(), Some("azure"));
    }
    assert!(server.requests().is_empty());
}

#[test]
fn what_is_missing_says_where_to_put_it() {
    let error = ChatAzureOpenAi::builder("d").build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.message(), MISSING_ENDPOINT);
    assert_eq!(error.provider(), Some("azure"));
    let builder = ChatAzureOpenAi::builder("d").base_url("https://example.openai.azure.com");
    let error = builder.build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.message(), MISSING_KEY);
    assert_eq!(error.provider(), Some("azure"));
    let error = ChatAzureOpenAi::builder(" ").build().unwrap_err();
    assert_eq!(error.message(), "the model has no name");
}

#[tokio::test]
async fn what_holds_a_secret_does_not_print_it() {
    let server = server(&answer(&json!({}))).await;
    let url = format!("{}&k={KEY}", endpoint(&server, VERSION));
    let full = builder(&server)
        .base_url(url)
        .header("x-key", KEY)
        .options(CallOptions::new().header("x-other", KEY));
    assert_no_key(&full);
    let model = full.build().unwrap();
    assert_no_key(&model);
    assert_no_key(&model.clone().bind(OpenAiOptions::new().store(true)));
    assert_no_key(&deployment(&server, "d").bearer_token(KEY));

    let request = sent(&server, &model, CallOptions::new()).await;
    assert_eq!(request.header("x-key"), Some(KEY));
    assert_eq!(request.header("x-other"), Some(KEY));
    for key in [format!("{KEY}\n{KEY}"), format!("{KEY}\u{7f}")] {
        for builder in [
            deployment(&server, "d").api_key(key.clone()),
            deployment(&server, "d").bearer_token(key),
        ] {
            let error = builder.build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            assert_no_key(&error);
        }
    }
}

#[tokio::test]
async fn a_server_that_says_the_key_back_does_not_get_it_printed() {
    for builder in [
        |server: &_| deployment(server, "d").api_key(KEY),
        |server: &_| deployment(server, "d").bearer_token(KEY),
        |server: &_| deployment(server, "d").token_provider(async || Ok(Secret::from(KEY))),
    ] {
        let server = surprisal_testing::server::Server::start().await.unwrap();
        let body = json!({"error": {
            "code": "401", "message": format!("Access denied: the key {KEY} is wrong."),
        }});
        server.reply(Reply::json(401, body.to_string()));
        let error = builder(&server).build().unwrap().invoke("hi").await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication);
        assert_no_key(&error);
        assert_no_key(&(error.to_string(), error.body(), error.headers()));
    }
}
