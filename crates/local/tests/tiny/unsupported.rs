//! What a local model does not have.

use serde_json::{Value, json};
use surprisal_core::{
    CallOptions, ErrorKind, Policy, ReasoningEffort, ResponseFormat, RunnableExt, ToolChoice,
    ToolDefinition,
};
use surprisal_local::LocalOptions;

use crate::support::{HELLO, options, shared};

fn every() -> [(&'static str, CallOptions); 7] {
    let tool = ToolDefinition::new("weather", Value::Null);
    let schema = ResponseFormat::json_schema("answer", json!({"type": "object"}));
    [
        ("tools", options(2).tools([tool])),
        ("response_format", options(2).response_format(schema)),
        (
            "reasoning_effort",
            options(2).reasoning_effort(ReasoningEffort::High),
        ),
        ("metadata", options(2).metadata("user", "ada")),
        ("extra", options(2).extra("mirostat", 2)),
        ("headers", options(2).header("x-trace", "1")),
        ("raw", options(2).raw(true)),
    ]
}

#[tokio::test]
async fn it_is_an_error_that_names_it() {
    for (name, options) in every() {
        let error = shared()
            .bind(options.clone())
            .invoke(HELLO)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(error.option(), Some(name));
        assert_eq!(error.provider(), Some("local"));
        let begin = format!("local has no option `{name}`: ");
        assert!(error.message().starts_with(&begin), "{error}");
        assert!(shared().bind(options).stream(HELLO).await.is_err());
    }
}

#[tokio::test]
async fn it_is_a_warning_where_that_is_enough() {
    for (name, options) in every() {
        let bound = shared().bind(options.on_unsupported(Policy::Warn));
        let message = bound.invoke(HELLO).await.unwrap();
        let warnings = &message.response_metadata().warnings;
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        assert_eq!(warnings[0].option, name);
        assert_eq!(message.usage().output_tokens, Some(2));
    }
}

#[tokio::test]
async fn what_asks_for_nothing_is_no_matter() {
    let plain = options(1)
        .tools([])
        .tool_choice(ToolChoice::Auto)
        .response_format(ResponseFormat::Text)
        .parallel_tool_calls(true)
        .raw(false)
        .provider("openai", serde_json::Map::new());
    shared().bind(plain).invoke(HELLO).await.unwrap();
}

#[tokio::test]
async fn own_options_are_checked() {
    let message = async |own: LocalOptions| {
        let bound = shared().bind(own);
        let error = bound.invoke(HELLO).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        error.message().to_owned()
    };
    let new = LocalOptions::new;
    assert_eq!(
        message(new().top_k(0)).await,
        "top_k is 0: it must be at least 1"
    );
    assert_eq!(
        message(new().min_p(1.5)).await,
        "min_p is 1.5: it must be from 0 to 1"
    );
    assert!(
        message(new().prompt_logprobs(true))
            .await
            .contains("set logprobs(true)")
    );
    assert!(
        message(new().sampling_logprobs(true))
            .await
            .contains("set logprobs(true)")
    );

    let mut fields = serde_json::Map::new();
    fields.insert("mirostat".to_owned(), 2.into());
    let unknown = shared().bind(CallOptions::new().provider("local", fields));
    let error = unknown.invoke(HELLO).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(
        error.message().contains("mirostat") && error.message().contains("top_k"),
        "{error}"
    );
}

#[tokio::test]
async fn a_bias_of_a_token_that_there_is_not_is_an_error() {
    let size = shared().load().await.unwrap().vocabulary as u32;
    shared()
        .bind(options(1).logit_bias(size - 1, 1.0))
        .invoke(HELLO)
        .await
        .unwrap();
    let error = shared()
        .bind(options(1).logit_bias(size, 1.0))
        .invoke(HELLO)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(
        error.message(),
        format!(
            "logit_bias names the token {size}: the model's {size} tokens are 0 to {}",
            size - 1
        )
    );
}

#[tokio::test]
async fn messages_that_are_not_text_are_an_error() {
    let picture = json!([{"role": "user", "content": [
        {"type": "text", "text": "what is this"},
        {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}},
    ]}]);
    let error = shared().invoke(picture).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(
        error.message().contains("a local model reads text alone"),
        "{error}"
    );
}
