use std::sync::atomic::Ordering;

use futures::StreamExt;
use surprisal_core::RunnableExt;
use surprisal_telemetry::TelemetryExt;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::SubscriberExt;

use crate::support::{Acme, Collector, address};

async fn assert_passed_through() {
    let acme = Acme::new();
    let model = acme.clone().with_telemetry().with_content(true);
    model.invoke("hi").await.unwrap();
    let chunks = model.stream("hi").await.unwrap();
    assert_eq!(address(&chunks), acme.stream.load(Ordering::Relaxed));
    assert_eq!(chunks.count().await, 4);
    assert_eq!(acme.asked.load(Ordering::Relaxed), 0);
}

#[tokio::test(start_paused = true)]
async fn without_a_subscriber_nothing_is_computed_and_a_stream_is_passed_through() {
    assert_passed_through().await;
}

#[tokio::test(start_paused = true)]
async fn a_subscriber_that_wants_warnings_alone_costs_nothing() {
    let collector = Collector::default();
    let subscriber = tracing_subscriber::registry()
        .with(LevelFilter::WARN)
        .with(collector.clone());
    let _guard = tracing::subscriber::set_default(subscriber);
    assert_passed_through().await;
    assert!(collector.seen().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_subscriber_is_told_once_a_call_who_answers() {
    let (_collector, _guard) = Collector::start();
    let acme = Acme::new();
    let model = acme.clone().with_telemetry();
    let chunks = model.stream("hi").await.unwrap();
    assert_ne!(address(&chunks), acme.stream.load(Ordering::Relaxed));
    assert_eq!(chunks.count().await, 4);
    assert_eq!(acme.asked.load(Ordering::Relaxed), 1);
}
