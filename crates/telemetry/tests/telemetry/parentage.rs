use futures::TryStreamExt;
use surprisal_core::RunnableExt;
use surprisal_telemetry::TelemetryExt;
use tracing::Instrument;

use crate::support::{Acme, Collector};

#[tokio::test(start_paused = true)]
async fn what_happens_below_a_call_is_within_its_span_and_the_span_within_the_caller_s() {
    let (collector, _guard) = Collector::start();
    let model = Acme::new().with_telemetry();
    let caller = tracing::info_span!("caller");
    model.invoke("hi").instrument(caller).await.unwrap();
    assert_eq!(collector.chat().parent, Some("caller"));
    assert_eq!(collector.named("request")[0].parent, Some("chat"));
    assert_eq!(collector.named("answer")[0].parent, Some("chat"));
}

#[tokio::test(start_paused = true)]
async fn a_stream_is_polled_and_dropped_within_its_span_wherever_that_is_done() {
    let (collector, _guard) = Collector::start();
    let model = Acme::new().with_telemetry();
    let caller = tracing::info_span!("caller");
    let chunks = model.stream("hi").instrument(caller).await.unwrap();
    let elsewhere = tracing::info_span!("elsewhere");
    let read = async {
        let mut chunks = chunks;
        chunks.try_next().await.unwrap();
        tracing::debug!(name: "between", "");
        chunks.try_next().await.unwrap();
        drop(chunks);
        tracing::debug!(name: "after", "");
    };
    read.instrument(elsewhere).await;

    assert_eq!(collector.chat().parent, Some("caller"));
    assert_eq!(collector.named("request")[0].parent, Some("chat"));
    let parents = |name| {
        let seen = collector.named(name).into_iter();
        seen.map(|seen| seen.parent).collect::<Vec<_>>()
    };
    assert_eq!(parents("chunk"), [Some("chat"); 2]);
    assert_eq!(parents("dropped"), [Some("chat")]);
    // The span is left between two polls.
    assert_eq!(parents("between"), [Some("elsewhere")]);
    assert_eq!(parents("after"), [Some("elsewhere")]);
}
