//! The events of a run.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use async_trait::async_trait;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use serde_json::json;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, ChunkStream, Error, ErrorKind, Messages, Profile,
    Result, Runnable, RunnableExt as _, ToolCall,
};
use surprisal_schema::{Tool, ToolLoop, ToolRun, ToolRunEnd, ToolRunEvent, ToolVerdict};

use crate::support::{Place, Scripted, call, calls, says, spelt, spelt_call, weather};

/// Two rounds, in pieces.
fn rain() -> Scripted {
    Scripted::new()
        .chunks(spelt_call("1", "get_weather", r#"{"city":"Paris"}"#))
        .chunks(spelt("Rain.", surprisal_core::FinishReason::Stop))
}

fn kind(event: &ToolRunEvent) -> &'static str {
    match event {
        ToolRunEvent::Asked(_) => "asked",
        ToolRunEvent::Chunk(_) => "chunk",
        ToolRunEvent::Answered => "answered",
        ToolRunEvent::Called(_) => "called",
        ToolRunEvent::Result(_) => "result",
        ToolRunEvent::Ended(_) => "ended",
        _ => "other",
    }
}

#[tokio::test]
async fn the_events_of_a_stream_add_up_to_what_invoke_gives() {
    let unknown = || {
        Scripted::new()
            .answer(calls([call("1", "x", json!({}))]))
            .answer(says("a"))
    };
    let models: [(fn() -> Scripted, usize); 3] = [(rain, 8), (rain, 1), (unknown, 8)];
    for (model, rounds) in models {
        let agent = |model| ToolLoop::new(model, [weather()]).max_rounds(rounds);
        let whole = agent(model()).invoke("Paris?").await.unwrap();
        let chunks = agent(model()).stream("Paris?").await.unwrap();
        let sum: ToolRun = chunks.try_collect().await.unwrap();
        assert_eq!(sum, whole);
    }
    for verdict in [ToolVerdict::Stop, ToolVerdict::Refuse("no".to_owned())] {
        let agent = || {
            let verdict = verdict.clone();
            ToolLoop::new(rain(), [weather()]).before_call(move |_| verdict.clone())
        };
        let whole = agent().invoke("Paris?").await.unwrap();
        let sum: ToolRun = agent()
            .stream("Paris?")
            .await
            .unwrap()
            .try_collect()
            .await
            .unwrap();
        assert_eq!(sum, whole);
    }
}

#[tokio::test]
async fn events_come_in_the_order_of_what_happens() {
    let model = rain();
    let chunks = ToolLoop::new(model.clone(), [weather()])
        .stream("Paris?")
        .await
        .unwrap();
    let events: Vec<ToolRunEvent> = chunks.try_collect().await.unwrap();
    let mut kinds: Vec<_> = events.iter().map(kind).collect();
    kinds.dedup();
    assert_eq!(
        kinds,
        [
            "asked", "chunk", "answered", "called", "result", "chunk", "answered", "ended"
        ]
    );
    assert!(model.calls().iter().all(|call| call.stream));
    assert_eq!(
        events.last(),
        Some(&ToolRunEvent::Ended(ToolRunEnd::Answered))
    );
}

#[tokio::test]
async fn a_refusal_of_the_first_round_is_the_error_of_the_call() {
    let model = Scripted::new().fail(Error::new(ErrorKind::RateLimited, "slow down"));
    let error = ToolLoop::new(model, [weather()])
        .stream("hi")
        .await
        .err()
        .unwrap();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
}

#[tokio::test]
async fn what_came_before_an_error_is_kept_and_the_stream_stays_ended() {
    let broken = spelt("Rai", surprisal_core::FinishReason::Stop)
        .into_iter()
        .take(3)
        .map(Ok);
    let model = Scripted::new()
        .answer(calls([call(
            "1",
            "get_weather",
            json!({ "city": "Paris" }),
        )]))
        .items(broken.chain([Err(Error::new(ErrorKind::Truncated, "broken off"))]));
    let mut chunks = ToolLoop::new(model, [weather()])
        .stream("Paris?")
        .await
        .unwrap();
    let mut run = ToolRun::default();
    let error = loop {
        match chunks.next().await.unwrap() {
            Ok(event) => run.extend([event]),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert!(chunks.next().await.is_none());
    assert_eq!((run.messages().len(), run.end()), (3, None));
    assert_eq!(run.partial().unwrap().text(), "Rai");
    let error = run.answer().unwrap_err();
    assert!(
        error.message().starts_with("the run has not ended"),
        "{error}"
    );
    assert_eq!(error.partial().unwrap().text(), "Rai");
}

#[tokio::test]
async fn calls_that_are_due_come_before_the_first_round() {
    let answer = calls([call("1", "get_weather", json!({ "city": "Paris" }))]);
    let model = Scripted::new().answer(says("Rain."));
    let asked = [surprisal_core::Message::human("Paris?"), answer.into()];
    let agent = ToolLoop::new(model, [weather()]);
    let events: Vec<ToolRunEvent> = agent
        .stream(asked)
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let kinds: Vec<_> = events.iter().map(kind).collect();
    assert_eq!(
        kinds,
        ["asked", "called", "result", "chunk", "answered", "ended"]
    );
    assert_eq!(ToolRun::from_iter(events).rounds(), 1);
}

/// Sets its flag when it is dropped.
#[derive(Clone)]
struct Dropped(Arc<AtomicBool>);

struct Guard(Arc<AtomicBool>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

impl Dropped {
    fn new() -> Self {
        Self(Arc::default())
    }

    fn guard(&self) -> Guard {
        Guard(Arc::clone(&self.0))
    }

    fn is_set(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

/// A model that says one word and then nothing more.
struct Silent(Dropped);

#[async_trait]
impl Runnable for Silent {
    type Input = Messages;
    type Output = AiMessage;
    type Chunk = AiMessageChunk;
    type Options = CallOptions;

    async fn invoke_opts(&self, _: Messages, _: CallOptions) -> Result<AiMessage> {
        std::future::pending().await
    }

    async fn stream_opts(
        &self,
        _: Messages,
        _: CallOptions,
    ) -> Result<ChunkStream<AiMessageChunk>> {
        let guard = self.0.guard();
        let silence = stream::once(async move {
            let _guard = guard;
            std::future::pending().await
        });
        Ok(stream::iter([Ok("word".into())]).chain(silence).boxed())
    }

    fn profile_opts(&self, _: &Self::Options) -> Profile {
        Profile::default()
    }
}

#[tokio::test]
async fn dropping_the_stream_drops_the_stream_of_the_model() {
    let dropped = Dropped::new();
    let mut chunks = ToolLoop::new(Silent(dropped.clone()), [])
        .stream("hi")
        .await
        .unwrap();
    assert_eq!(kind(&chunks.next().await.unwrap().unwrap()), "asked");
    assert_eq!(kind(&chunks.next().await.unwrap().unwrap()), "chunk");
    assert!(!dropped.is_set());
    drop(chunks);
    assert!(dropped.is_set());
}

#[tokio::test(start_paused = true)]
async fn dropping_the_stream_drops_the_tools_that_run() {
    let dropped = Dropped::new();
    let held = dropped.clone();
    let endless = Tool::new("get_weather", "", move |_: Place| {
        let guard = held.guard();
        async move {
            let _guard = guard;
            std::future::pending::<Result<()>>().await
        }
    });
    let mut chunks = ToolLoop::new(rain(), [endless])
        .stream("Paris?")
        .await
        .unwrap();
    let called = |call: &ToolCall| call.name == "get_weather";
    while !matches!(chunks.next().await, Some(Ok(ToolRunEvent::Called(call))) if called(&call)) {}
    let silence = tokio::time::timeout(std::time::Duration::from_secs(9), chunks.next());
    assert!(silence.await.is_err());
    assert!(!dropped.is_set());
    drop(chunks);
    assert!(dropped.is_set());
}
