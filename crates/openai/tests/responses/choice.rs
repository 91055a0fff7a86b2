//! Which interface is asked.

use serde_json::json;
use surprisal_core::{CallOptions, ErrorKind, Policy};
use surprisal_openai::{Api, BuiltInTool, ChatOpenAi, OpenAiOptions};

use crate::support::sent;

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
        let built = |builder: surprisal_openai::ChatOpenAiBuilder| builder.options(options);
        let (path, _) = sent(built, "hi", CallOptions::new()).await.unwrap();
        assert_eq!(path, "/v1/responses");
    }
}

#[tokio::test]
async fn the_builder_may_choose() {
    let (path, body) = sent(|builder| builder.responses(), "hi", CallOptions::new())
        .await
        .unwrap();
    assert_eq!(path, "/v1/responses");
    assert_eq!(
        body,
        json!({"model": "gpt-5-mini", "input": [{"type": "message", "role": "user", "content": "hi"}]})
    );
    let options = OpenAiOptions::new().truncation("auto");
    let error = sent(|builder| builder.chat_completions(), "hi", options.clone())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(
        error.message(),
        "openai has no option `truncation`: only the Responses API has it; build the model without chat_completions()"
    );
    let options = CallOptions::from(options).on_unsupported(Policy::Warn);
    let (path, body) = sent(|builder| builder.chat_completions(), "hi", options)
        .await
        .unwrap();
    assert_eq!(path, "/v1/chat/completions");
    assert_eq!(body.get("truncation"), None);
}

#[test]
fn the_model_tells_which_it_is() {
    let builder = || ChatOpenAi::builder("m").api_key("secret");
    let stored: CallOptions = OpenAiOptions::new().previous_response_id("resp_0").into();
    let none = CallOptions::new();
    let model = builder().build().unwrap();
    assert_eq!(model.api(&none), Api::ChatCompletions);
    assert_eq!(model.api(&stored), Api::Responses);
    let model = builder().options(stored.clone()).build().unwrap();
    assert_eq!(model.api(&none), Api::Responses);
    let model = builder().responses().build().unwrap();
    assert_eq!(model.api(&none), Api::Responses);
    let model = builder().chat_completions().build().unwrap();
    assert_eq!(model.api(&stored), Api::ChatCompletions);
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
        let choose = |builder: surprisal_openai::ChatOpenAiBuilder| match chosen {
            true => builder.chat_completions(),
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
