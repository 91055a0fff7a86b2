//! llama.cpp by its own dialect.

use surprisal::openai_compat::ChatLlamaCpp;
use surprisal::{
    Availability, CallOptions, ErrorKind, HasLogprobs, Policy, RunnableExt, ToolDefinition,
};
use surprisal_tests::llama::ALIAS;

use crate::support::{HELLO, Real, real};

fn model(real: &Real) -> surprisal::Bound<ChatLlamaCpp> {
    let options = CallOptions::new()
        .temperature(0.0)
        .max_tokens(8)
        .extra("cache_prompt", false);
    let builder = ChatLlamaCpp::builder(ALIAS).base_url(&*real.url);
    builder.build().unwrap().bind(options)
}

#[tokio::test]
async fn it_says_what_openais_dialect_says() {
    let Some(real) = real().await else { return };
    let asked = CallOptions::new().logprobs(true).top_logprobs(3);
    let answer = model(&real).bind(asked).invoke(HELLO).await.unwrap();
    let by_openai = real.greedy(8).invoke(HELLO).await.unwrap();
    assert_eq!(answer.text(), by_openai.text());
    assert_eq!(
        answer.response_metadata().provider.as_deref(),
        Some("llama.cpp")
    );
    let ids = |message: &surprisal::AiMessage| {
        let tokens = message.tokens().iter();
        tokens.map(|token| token.id()).collect::<Vec<_>>()
    };
    assert_eq!(ids(&answer), ids(&by_openai));
    assert!(ids(&answer).iter().all(Option::is_some));
    answer.alignment().unwrap();
}

#[tokio::test]
async fn what_it_refuses_is_named_and_left_out_where_that_was_chosen() {
    let Some(real) = real().await else { return };
    // With tools its streams have no log probabilities.
    let tool = ToolDefinition::new("f", serde_json::json!({"type": "object", "properties": {}}));
    let asked = model(&real).bind(CallOptions::new().logprobs(true).tools([tool]));
    let error = asked.stream(HELLO).await.map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert_eq!(error.option(), Some("logprobs"));

    let warned = asked.bind(CallOptions::new().on_unsupported(Policy::Warn));
    let chunks = warned.stream(HELLO).await.unwrap();
    let answer = surprisal::AiMessageChunk::collect(chunks).await.unwrap();
    assert!(!answer.text().is_empty());
    assert_eq!(answer.logprobs().availability(), Availability::Refused);
    assert_eq!(answer.response_metadata().warnings[0].option, "logprobs");
}

#[tokio::test]
async fn what_it_is_known_not_to_have_costs_no_request() {
    let Some(real) = real().await else { return };
    let labelled = model(&real).bind(CallOptions::new().metadata("a", "b"));
    let error = labelled.invoke(HELLO).await.unwrap_err();
    assert_eq!(error.option(), Some("metadata"));
    assert_eq!(error.status(), None);
}
