use futures::TryStreamExt;
use surprisal_core::RunnableExt;
use surprisal_telemetry::TelemetryExt;
use tokio::time::timeout;

use crate::support::{Acme, Collector, SECOND, Seen};

fn assert_cancelled(span: &Seen) {
    assert_eq!(span.fields["surprisal.cancelled"], true);
    assert!(!span.fields.contains_key("error.type"));
    assert!(!span.fields.contains_key("otel.status_code"));
    assert!(span.is_closed);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_is_cancelled_and_no_error() {
    let (collector, _guard) = Collector::start();
    let model = Acme::new().with_telemetry();
    timeout(SECOND / 2, model.invoke("hi")).await.unwrap_err();
    timeout(SECOND / 2, model.stream("hi"))
        .await
        .map(drop)
        .unwrap_err();
    for span in collector.named("chat") {
        assert_cancelled(&span);
    }
    assert_eq!(collector.named("chat").len(), 2);
    assert!(!collector.seen().iter().any(|seen| seen.is_event));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_is_cancelled_and_tells_what_had_come() {
    let (collector, _guard) = Collector::start();
    let model = Acme::new().with_telemetry();
    let mut chunks = model.stream("hi").await.unwrap();
    chunks.try_next().await.unwrap();
    chunks.try_next().await.unwrap();
    drop(chunks);
    let span = collector.chat();
    assert_cancelled(&span);
    assert_eq!(span.fields["gen_ai.response.id"], "answer-1");
    assert_eq!(span.fields["surprisal.logprobs.count"], 1);
    assert!(!span.fields.contains_key("gen_ai.response.finish_reasons"));
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_is_dropped_after_its_end_is_complete() {
    let (collector, _guard) = Collector::start();
    let model = Acme::new().with_telemetry();
    let mut chunks = model.stream("hi").await.unwrap();
    while chunks.try_next().await.unwrap().is_some() {}
    drop(chunks);
    assert!(!collector.everything().contains("surprisal.cancelled"));
}
