//! What goes into the request.

use std::sync::Arc;

use serde_json::json;
use surprisal_core::{
    CallOptions, ErrorKind, Message, Messages, Policy, Runnable as _, RunnableExt,
};
use surprisal_openai::{Api, ChatAzureOpenAi, OpenAiOptions};
use surprisal_testing::server::Reply;

use crate::support::{VERSION, answer, builder, endpoint, sent, server};

#[tokio::test]
async fn openais_options_bind_and_the_later_wins() {
    let server = server(&answer(&json!({}))).await;
    let model = builder(&server)
        .options(CallOptions::new().seed(1).temperature(0.5))
        .options(OpenAiOptions::new().service_tier("flex").verbosity("low"))
        .build()
        .unwrap();
    let bound = model
        .bind(OpenAiOptions::new().service_tier("default").store(true))
        .bind(CallOptions::new().seed(2))
        .bind(OpenAiOptions::new().store(false));
    let call = CallOptions::new().seed(3);
    bound.invoke_opts(Messages::from("hi"), call).await.unwrap();
    let body = server.requests()[0].json().unwrap();
    assert_eq!(
        body,
        json!({
            "model": "my-gpt-4o",
            "messages": [{"role": "user", "content": "hi"}],
            "seed": 3,
            "temperature": 0.5,
            "service_tier": "default",
            "verbosity": "low",
            "store": false,
        })
    );
}

#[tokio::test]
async fn openais_options_bind_to_every_pointer_to_the_model() {
    let server = server(&answer(&json!({}))).await;
    let model: ChatAzureOpenAi = builder(&server).build().unwrap();
    let options = || OpenAiOptions::new().store(true);
    (&model).bind(options()).invoke("hi").await.unwrap();
    let shared = Arc::new(model.clone());
    shared.bind(options()).invoke("hi").await.unwrap();
    Box::new(model).bind(options()).invoke("hi").await.unwrap();
    for request in server.requests() {
        assert_eq!(request.json().unwrap()["store"], true);
    }
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn developer_messages_go_as_system_messages_and_limits_by_their_new_name() {
    let server = server(&answer(&json!({}))).await;
    let model = builder(&server).build().unwrap();
    let input = Messages::from_iter([Message::developer("be brief"), Message::human("hi")]);
    let options = CallOptions::new().max_tokens(9).logprobs(true);
    let options = options.on_logprobs_missing(Policy::Warn);
    model.invoke_opts(input, options).await.unwrap();
    let body = server.requests()[0].json().unwrap();
    assert_eq!(body["messages"][0]["role"], "system");
    assert_eq!(body["max_completion_tokens"], 9);
    assert_eq!(body["logprobs"], true);
}

#[tokio::test]
async fn an_api_version_that_knows_max_tokens_alone_is_asked_again() {
    let message = "Unrecognized request argument supplied: max_completion_tokens";
    let refusal = json!({"error": {
        "message": message, "type": "invalid_request_error", "param": null, "code": null,
    }});
    let server = surprisal_testing::server::Server::start().await.unwrap();
    server.reply(Reply::json(400, refusal.to_string()));
    server.reply(Reply::json(200, answer(&json!({})).to_string()));
    let model = builder(&server).base_url(endpoint(&server, "2024-02-01"));
    let model = model.build().unwrap();
    let options = CallOptions::new().max_tokens(9);
    let said = model.invoke_opts(Messages::from("hi"), options.clone());
    assert_eq!(said.await.unwrap().text(), "hello");
    let second = server.requests().swap_remove(1);
    assert!(second.path().contains("/deployments/my-gpt-4o/chat/"));
    let body = second.json().unwrap();
    assert_eq!(body["max_tokens"], 9);
    assert_eq!(body.get("max_completion_tokens"), None);

    // A limit that is too high is one by either name.
    let too_high = message.replace("Unrecognized request argument supplied: ", "too large: ");
    let refusal = json!({"error": {"message": too_high, "code": "invalid_value"}});
    server.reply(Reply::json(400, refusal.to_string()));
    let error = model.invoke_opts(Messages::from("hi"), options).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(server.requests().len(), 3);
}

#[tokio::test]
async fn limits_that_are_openais_are_azures() {
    let server = server(&answer(&json!({}))).await;
    let model = builder(&server).build().unwrap();
    let stops = CallOptions::new().stop(["1", "2", "3", "4", "5"]);
    let error = model.invoke_opts(Messages::from("hi"), stops).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.provider(), Some("azure"));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn what_only_the_other_interface_has_is_refused_in_azures_name() {
    let server = server(&answer(&json!({}))).await;
    let needs = |option: &str| format!("azure has no option `{option}`: ");
    let chat = builder(&server)
        .options(Api::ChatCompletions)
        .build()
        .unwrap();
    let stored = OpenAiOptions::new().previous_response_id("resp_1");
    let error = chat.bind(stored).invoke("hi").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.provider()),
        (ErrorKind::Unsupported, Some("azure"))
    );
    assert!(error.message().starts_with(&needs("previous_response_id")));

    let responses = builder(&server).options(Api::Responses).build().unwrap();
    let seeded = CallOptions::new().seed(1);
    let error = responses.bind(seeded).invoke("hi").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.provider()),
        (ErrorKind::Unsupported, Some("azure"))
    );
    assert!(error.message().starts_with(&needs("seed")), "{error}");
    let named = Message::from(surprisal_core::HumanMessage::new("hi").with_name("bob"));
    let error = responses_named(&server, named).await;
    assert!(error.starts_with(&needs("name")), "{error}");
    assert!(server.requests().is_empty());
}

async fn responses_named(server: &surprisal_testing::server::Server, message: Message) -> String {
    let model = builder(server).options(Api::Responses).build().unwrap();
    let error = model.invoke_opts(message.into(), CallOptions::new()).await;
    error.unwrap_err().message().to_owned()
}

#[tokio::test]
async fn answers_are_azures_by_name() {
    let server = server(&answer(&json!({}))).await;
    let model = builder(&server).base_url(endpoint(&server, VERSION));
    let model = model.build().unwrap();
    let _ = sent(&server, &model, CallOptions::new()).await;
    let said = model.invoke("hi").await.unwrap();
    assert_eq!(said.response_metadata().provider.as_deref(), Some("azure"));
    assert_eq!(
        said.response_metadata().model.as_deref(),
        Some("gpt-4o-2024-11-20")
    );
}
