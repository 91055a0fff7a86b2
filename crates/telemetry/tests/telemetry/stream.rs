use futures::{StreamExt, TryStreamExt};
use serde_json::json;
use surprisal_core::{AiMessageChunk, RunnableExt};
use surprisal_telemetry::TelemetryExt;

use crate::support::{Acme, Collector, without};

const OF_STREAMS: [&str; 2] = [
    "gen_ai.request.stream",
    "gen_ai.response.time_to_first_chunk",
];

#[tokio::test(start_paused = true)]
async fn a_stream_is_told_of_as_the_whole_answer_is() {
    let (collector, _guard) = Collector::start();
    let model = Acme::new().with_telemetry();
    let whole = model.invoke("hi").await.unwrap();
    let chunks = model.stream("hi").await.unwrap();
    let streamed = AiMessageChunk::collect(chunks).await.unwrap();
    assert_eq!(streamed, whole);

    let [invoked, streamed] = collector.named("chat").try_into().unwrap();
    assert_eq!(streamed.fields[OF_STREAMS[0]], json!(true));
    // A second until the stream is there, and one until its first chunk.
    assert_eq!(streamed.fields[OF_STREAMS[1]], json!(2.0));
    assert_eq!(
        without(streamed.fields, &OF_STREAMS),
        without(invoked.fields, &[])
    );
}

#[tokio::test(start_paused = true)]
async fn the_span_of_a_stream_lasts_until_its_end_and_no_longer() {
    let (collector, _guard) = Collector::start();
    let model = Acme::new().with_telemetry();
    let mut chunks = model.stream("hi").await.unwrap();
    for _ in 0..4 {
        assert!(!collector.chat().is_closed);
        chunks.try_next().await.unwrap().unwrap();
    }
    assert!(!collector.chat().is_closed);
    assert!(chunks.next().await.is_none());
    assert!(collector.chat().is_closed);
    assert!(chunks.next().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_stream_can_be_sent_to_another_task_and_outlives_its_model() {
    let (collector, _guard) = Collector::start();
    let chunks = {
        let model = Acme::new().with_telemetry();
        model.stream("hi").await.unwrap()
    };
    let count = tokio::spawn(chunks.count()).await.unwrap();
    assert_eq!(count, 4);
    assert!(collector.chat().is_closed);
}
