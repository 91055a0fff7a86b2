use serde_json::json;
use surprisal_core::{AiMessageChunk, CallOptions, Profile, RunnableExt};
use surprisal_telemetry::TelemetryExt;

use crate::support::{Acme, Collector};

#[tokio::test(start_paused = true)]
async fn what_may_hold_a_secret_is_never_recorded() {
    let (collector, _guard) = Collector::start();
    let options = CallOptions::new()
        .header("authorization", "s3cret")
        .extra("key", "s3cret")
        .metadata("session", "s3cret")
        .provider(
            "acme",
            json!({"token": "s3cret"}).as_object().unwrap().clone(),
        );
    let profile = Profile::new("acme", "large")
        .with_endpoint("https://user:s3cret@acme.example/s3cret?key=s3cret")
        .with_options(options.clone());
    let model = Acme::new().with_profile(profile).with_telemetry();
    let model = model.with_content(true).bind(options);
    model.invoke("hi").await.unwrap();
    let chunks = model.stream("hi").await.unwrap();
    AiMessageChunk::collect(chunks).await.unwrap();
    assert_eq!(collector.named("chat").len(), 2);
    assert!(!collector.everything().contains("s3cret"));
}
