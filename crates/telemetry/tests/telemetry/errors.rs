use futures::StreamExt;
use serde_json::{Value, json};
use surprisal_core::{Error, ErrorKind, RunnableExt};
use surprisal_telemetry::TelemetryExt;
use surprisal_testing::FakeChatModel;
use tracing::Level;

use crate::support::{Acme, Collector, Seen};

const EVENT: &str = "gen_ai.client.operation.exception";

fn limited() -> Error {
    Error::new(ErrorKind::RateLimited, "slow down")
        .with_provider("acme")
        .with_status(429)
}

fn assert_failed(span: &Seen, kind: &str, message: &str) {
    assert_eq!(span.fields["error.type"], kind);
    assert_eq!(span.fields["otel.status_code"], "ERROR");
    assert_eq!(span.fields["otel.status_description"], message);
    let place = |field| span.fields.keys().position(|key| key == field);
    assert!(
        place("otel.status_code") < place("otel.status_description"),
        "tracing-opentelemetry forgets a description that comes before the code"
    );
    assert!(!span.fields.contains_key("surprisal.cancelled"));
    assert!(span.is_closed);
}

#[tokio::test]
async fn a_failed_call_is_an_error_with_its_kind_and_an_event() {
    for streamed in [false, true] {
        let (collector, _guard) = Collector::start();
        let model = FakeChatModel::new().fail(limited()).with_telemetry();
        let model = model.with_content(true);
        let error = match streamed {
            false => model.invoke("hi").await.map(drop).unwrap_err(),
            true => model.stream("hi").await.map(drop).unwrap_err(),
        };
        assert_eq!(error.kind(), ErrorKind::RateLimited);

        let message = "acme: rate limited (status 429): slow down";
        assert_failed(&collector.chat(), "rate_limited", message);
        let [event] = collector.named(EVENT).try_into().unwrap();
        assert!(event.is_event);
        assert_eq!((event.level, event.parent), (Level::WARN, Some("chat")));
        assert_eq!(
            Value::from(event.fields),
            json!({"exception.type": "rate_limited", "exception.message": message})
        );
    }
}

/// What a provider says, and a decoder, may repeat what was asked or answered.
#[tokio::test(start_paused = true)]
async fn the_words_of_an_error_are_content() {
    for streamed in [false, true] {
        let (collector, _guard) = Collector::start();
        let model = Acme::saying(|| {
            let other = Error::new(ErrorKind::Server, "cannot answer s3cret");
            let error = limited().with_fallback_errors([other]);
            let source = std::io::Error::other("s3cret");
            let error = error.with_body("s3cret").with_source(source);
            vec![Err(error.with_partial("s3cret".into()).with_code("s3cret"))]
        });
        let model = model.with_telemetry();
        match streamed {
            false => drop(model.invoke("s3cret").await.unwrap_err()),
            true => drop(model.stream("s3cret").await.unwrap().count().await),
        }
        assert_failed(
            &collector.chat(),
            "rate_limited",
            "acme: rate limited (status 429)",
        );
        let [event] = collector.named(EVENT).try_into().unwrap();
        assert_eq!(
            Value::from(event.fields),
            json!({"exception.type": "rate_limited"})
        );
        assert!(!collector.everything().contains("s3cret"));
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_within_a_stream_is_told_with_what_had_come() {
    let (collector, _guard) = Collector::start();
    let model = Acme::saying(|| {
        let broken = Error::new(ErrorKind::Truncated, "no end");
        vec![Ok("Par".into()), Err(broken), Ok("is".into())]
    });
    let model = model.with_telemetry().with_content(true);
    let mut chunks = model.stream("hi").await.unwrap();
    assert!(chunks.next().await.unwrap().is_ok());
    let error = chunks.next().await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    let span = collector.chat();
    assert_failed(&span, "truncated_answer", "truncated answer: no end");
    assert_eq!(
        span.fields["gen_ai.output.messages"],
        r#"[{"role":"assistant","parts":[{"type":"text","content":"Par"}],"finish_reason":"error"}]"#
    );
    assert!(chunks.next().await.is_none(), "it has ended");
    assert_eq!(collector.named(EVENT).len(), 1);
    assert_eq!(collector.named("dropped").len(), 1);
}

#[tokio::test]
async fn an_answer_is_no_error() {
    let (collector, _guard) = Collector::start();
    let model = FakeChatModel::new().say(["a"]).with_telemetry();
    model.invoke("hi").await.unwrap();
    let fields = collector.chat().fields;
    assert!(!fields.contains_key("error.type") && !fields.contains_key("otel.status_code"));
    assert!(collector.named(EVENT).is_empty());
}
