use std::future::Future;
use std::sync::{Arc, Mutex};

use futures::TryStreamExt;
use metrics::{
    Counter, Gauge, Histogram, HistogramFn, Key, KeyName, Metadata, Recorder, SharedString, Unit,
};
use serde_json::{Map, Value, json};
use surprisal_core::{Error, ErrorKind, MemoryCache, RunnableExt};
use surprisal_telemetry::TelemetryExt;
use tokio::time::timeout;

use crate::support::{Acme, SECOND};

/// Keeps every value with its name and labels.
#[derive(Clone, Default)]
struct Values(Arc<Mutex<Vec<(String, Value, f64)>>>);

struct Series(Values, String, Value);

impl HistogramFn for Series {
    fn record(&self, value: f64) {
        let Self(values, name, labels) = self;
        let mut values = values.0.lock().unwrap();
        values.push((name.clone(), labels.clone(), value));
    }
}

impl Recorder for Values {
    fn describe_counter(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_gauge(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}
    fn describe_histogram(&self, _: KeyName, _: Option<Unit>, _: SharedString) {}

    fn register_counter(&self, _: &Key, _: &Metadata<'_>) -> Counter {
        panic!("there are histograms alone")
    }

    fn register_gauge(&self, _: &Key, _: &Metadata<'_>) -> Gauge {
        panic!("there are histograms alone")
    }

    fn register_histogram(&self, key: &Key, _: &Metadata<'_>) -> Histogram {
        let label = |label: &metrics::Label| (label.key().to_owned(), label.value().into());
        let labels: Map<_, _> = key.labels().map(label).collect();
        let series = Series(self.clone(), key.name().to_owned(), labels.into());
        Histogram::from_arc(Arc::new(series))
    }
}

/// What is recorded while the future runs, without a subscriber for spans.
fn recorded(future: impl Future<Output = ()>) -> Vec<(String, Value, f64)> {
    let values = Values::default();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    metrics::with_local_recorder(&values, || runtime.block_on(future));
    let recorded = values.0.lock().unwrap();
    recorded.clone()
}

/// The labels that every histogram has.
fn labels(more: &Value) -> Value {
    let mut labels = json!({
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "azure.ai.openai",
        "gen_ai.request.model": "acme-large",
        "server.address": "acme.example",
        "server.port": "8443",
    });
    labels
        .as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    labels
}

#[test]
fn a_stream_gives_its_duration_its_tokens_and_the_times_of_its_chunks() {
    let values = recorded(async {
        let model = Acme::new().with_telemetry().with_metrics();
        let chunks = model.stream("hi").await.unwrap();
        chunks.try_collect::<Vec<_>>().await.unwrap();
    });
    let answered = labels(&json!({"gen_ai.response.model": "acme-large-2"}));
    let tokens =
        |kind| labels(&json!({"gen_ai.response.model": "acme-large-2", "gen_ai.token.type": kind}));
    let operation = |name| format!("gen_ai.client.operation.{name}");
    let next = (operation("time_per_output_chunk"), answered.clone(), 1.0);
    assert_eq!(
        values,
        [
            (operation("time_to_first_chunk"), answered.clone(), 2.0),
            next.clone(),
            next.clone(),
            next,
            ("gen_ai.client.token.usage".to_owned(), tokens("input"), 7.0),
            (
                "gen_ai.client.token.usage".to_owned(),
                tokens("output"),
                2.0
            ),
            (operation("duration"), answered, 5.0),
        ]
    );
}

#[test]
fn a_call_that_fails_and_one_that_is_cancelled_are_told_apart() {
    let values = recorded(async {
        let model = Acme::saying(|| vec![Err(Error::new(ErrorKind::Timeout, ""))]);
        let model = model.with_telemetry().with_metrics();
        model.invoke("hi").await.unwrap_err();
        timeout(SECOND / 2, model.invoke("hi")).await.unwrap_err();
    });
    let duration = "gen_ai.client.operation.duration".to_owned();
    assert_eq!(
        values,
        [
            (
                duration.clone(),
                labels(&json!({"error.type": "timeout"})),
                1.0
            ),
            (
                duration,
                labels(&json!({"surprisal.cancelled": "true"})),
                0.5
            ),
        ]
    );
}

#[test]
fn there_are_no_metrics_unless_they_are_asked_for() {
    let values = recorded(async {
        Acme::new().with_telemetry().invoke("hi").await.unwrap();
    });
    assert!(values.is_empty());
}

#[test]
fn an_answer_from_a_cache_uses_no_tokens_and_is_told_apart() {
    let values = recorded(async {
        let cached = Acme::new().with_cache(MemoryCache::new(9));
        cached.invoke("hi").await.unwrap();
        let model = cached.with_telemetry().with_metrics();
        let chunks = model.stream("hi").await.unwrap();
        chunks.try_collect::<Vec<_>>().await.unwrap();
    });
    let cached = json!({"gen_ai.response.model": "acme-large-2", "surprisal.cached": "true"});
    let operation = |name| {
        (
            format!("gen_ai.client.operation.{name}"),
            labels(&cached),
            0.0,
        )
    };
    assert_eq!(
        values,
        [operation("time_to_first_chunk"), operation("duration")]
    );
}
