//! A provider's own options bind through whatever wraps its model, and to nothing else.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use surprisal::confidence::SelfConsistency;
use surprisal::openai::{Api, ChatOpenAi, OpenAiOptions};
use surprisal::schema::{JsonSchema, StructuredExt as _};
use surprisal::telemetry::TelemetryExt as _;
use surprisal::{MemoryCache, RateLimiter, RetryPolicy, RunnableExt as _};
use surprisal_testing::server::{Reply, Server};

#[derive(Debug, serde::Deserialize, JsonSchema)]
#[schemars(crate = "surprisal::schema::schemars")]
struct Verdict {
    sure: bool,
}

#[tokio::test]
async fn options_of_a_provider_reach_its_model_through_every_wrapper() {
    let server = Server::start().await.unwrap();
    let message = json!({"role": "assistant", "content": r#"{"sure":true}"#});
    let body = json!({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]});
    server.reply(Reply::json(200, body.to_string()));
    let model = ChatOpenAi::builder("m").base_url(server.url()).build();
    let model = model.unwrap();
    let wrapped = Arc::new(model.clone())
        .with_retry(RetryPolicy::default())
        .with_fallbacks([model])
        .with_timeout(Duration::from_secs(60))
        .with_rate_limit(RateLimiter::new())
        .with_concurrency_limit(8)
        .inspect(|_, _| {})
        .with_cache(MemoryCache::new(8))
        .with_telemetry()
        .with_structured_output::<Verdict>()
        .bind(OpenAiOptions::new().store(false));
    assert!(wrapped.invoke("sure?").await.unwrap().value.sure);
    assert_eq!(server.requests()[0].json().unwrap()["store"], false);
}

#[tokio::test]
async fn what_can_be_asked_is_told_for_the_interface_that_is_bound() {
    let content = json!([{"type": "output_text", "text": "yes", "annotations": []}]);
    let message = json!({"type": "message", "role": "assistant", "content": content});
    let body = json!({"status": "completed", "output": [message]});
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, body.to_string()).forever());
    let model = ChatOpenAi::builder("m").base_url(server.url()).build();
    // Chat Completions has several choices a call, the Responses API has not.
    let model = Arc::new(model.unwrap())
        .with_timeout(Duration::from_secs(60))
        .bind(Api::Responses);
    let samples = SelfConsistency::new(model, 3)
        .invoke("sure?")
        .await
        .unwrap();
    assert_eq!(samples.samples().len(), 3);
    assert_eq!(server.requests().len(), 3);
}
