//! Which interface is asked.

use serde_json::json;
use surprisal_core::{
    CacheKey, CallOptions, ErrorKind, Options as _, Policy, Runnable as _, RunnableExt as _,
};
use surprisal_openai::{Api, BuiltInTool, ChatOpenAi, OpenAiOptions};
use surprisal_testing::server::{Reply, Server};

use crate::support::{Builder, builder, response, sent};

#[tokio::test]
async fn chat_completions_is_asked_unless_an_option_needs_more() {
    let plain = [
        CallOptions::new(),
        CallOptions::new().logprobs(true).reasoning_effort("low"),
        OpenAiOptions::new()
            .service_tier("flex")
            .store(true)
            .verbosity("low")
            .into(),
        // A later layer takes it back.
        OpenAiOptions::new().include(Vec::<String>::new()).into(),
    ];
    for options in plain {
        let (path, _) = sent(|builder| builder, "hi", options).await.unwrap();
        assert_eq!(path, "/v1/chat/completions");
    }
    let more = [
        OpenAiOptions::new().previous_response_id("resp_0"),
        OpenAiOptions::new().include(["reasoning.encrypted_content"]),
        OpenAiOptions::new().tools([BuiltInTool::web_search()]),
        OpenAiOptions::new().reasoning_summary("auto"),
        OpenAiOptions::new().truncation("auto"),
    ];
    for options in more {
        let (path, _) = sent(|builder| builder, "hi", options.clone())
            .await
            .unwrap();
        assert_eq!(path, "/v1/responses");
        // So it is where the option was given to the builder.
        let built = |builder: Builder| builder.options(options);
        let (path, _) = sent(built, "hi", CallOptions::new()).await.unwrap();
        assert_eq!(path, "/v1/responses");
    }
}

#[tokio::test]
async fn the_builder_may_choose() {
    let (path, body) = sent(
        |builder| builder.options(Api::Responses),
        "hi",
        CallOptions::new(),
    )
    .await
    .unwrap();
    assert_eq!(path, "/v1/responses");
    assert_eq!(
        body,
        json!({"model": "gpt-5-mini", "input": [{"type": "message", "role": "user", "content": "hi"}]})
    );
    let options = OpenAiOptions::new().truncation("auto");
    let error = sent(
        |builder| builder.options(Api::ChatCompletions),
        "hi",
        options.clone(),
    )
    .await
    .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(
        error.message(),
        "openai has no option `truncation`: only the Responses API has it; leave out what chose Chat Completions"
    );
    let options = CallOptions::from(options).on_unsupported(Policy::Warn);
    let (path, body) = sent(
        |builder| builder.options(Api::ChatCompletions),
        "hi",
        options,
    )
    .await
    .unwrap();
    assert_eq!(path, "/v1/chat/completions");
    assert_eq!(body.get("truncation"), None);
}

#[test]
fn the_options_tell_which_it_is() {
    let stored = CallOptions::from(OpenAiOptions::new().previous_response_id("resp_0"));
    let chosen = |api: Api| CallOptions::from(api);
    assert_eq!(Api::of(&CallOptions::new()), Api::ChatCompletions);
    assert_eq!(Api::of(&stored), Api::Responses);
    assert_eq!(Api::of(&chosen(Api::Responses)), Api::Responses);
    let settled = chosen(Api::ChatCompletions).or(&stored);
    assert_eq!(Api::of(&settled), Api::ChatCompletions);
    assert_eq!(settled.provider["openai"]["api"], "chat_completions");
}

#[tokio::test]
async fn a_binding_or_a_call_may_choose_and_the_choice_is_not_sent() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, response(json!([])).to_string()).forever());
    let model = builder(&server).options(Api::Responses).build().unwrap();
    let bound = model.bind(Api::ChatCompletions);
    drop(bound.invoke("hi").await);
    let call = CallOptions::from(Api::Responses);
    drop(bound.invoke_opts("hi".into(), call).await);
    let requests = server.requests();
    let paths: Vec<&str> = requests.iter().map(|request| request.path()).collect();
    assert_eq!(paths, ["/v1/chat/completions", "/v1/responses"]);
    for request in requests {
        assert_eq!(request.json().unwrap().get("api"), None);
    }
}

#[tokio::test]
async fn a_choice_of_neither_costs_no_request() {
    let own = serde_json::Map::from_iter([("api".to_owned(), "assistants".into())]);
    let options = CallOptions::new().provider("openai", own);
    let error = sent(|builder| builder, "hi", options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.message(),
        "api is \"assistants\": it is \"chat_completions\" or \"responses\""
    );
}

#[test]
fn models_of_the_two_interfaces_are_cached_apart() {
    let key = |api: Api| {
        let model = ChatOpenAi::builder("m").api_key("k").options(api).build();
        let none = CallOptions::new();
        CacheKey::new(model.unwrap().profile(), &"hi".into(), &none, None).unwrap()
    };
    assert_ne!(key(Api::Responses), key(Api::ChatCompletions));
}

#[tokio::test]
async fn what_a_later_layer_takes_back_leaves_no_trace_in_chat_completions() {
    let mut none = CallOptions::from(
        OpenAiOptions::new()
            .tools([])
            .include(Vec::<String>::new())
            .store(false),
    );
    let own = none.provider.get_mut("openai").unwrap();
    own.insert("previous_response_id".to_owned(), serde_json::Value::Null);
    let options = none.tools([surprisal_core::ToolDefinition::new("f", json!({}))]);
    for chosen in [false, true] {
        let choose = |builder: Builder| match chosen {
            true => builder.options(Api::ChatCompletions),
            false => builder,
        };
        let (path, body) = sent(choose, "hi", options.clone()).await.unwrap();
        assert_eq!(path, "/v1/chat/completions");
        assert_eq!(body["tools"][0]["function"]["name"], "f");
        assert_eq!(body["store"], false);
        assert_eq!(body.get("include"), None);
        assert_eq!(body.get("previous_response_id"), None);
    }
}
