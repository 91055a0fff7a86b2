use std::sync::{Arc, Mutex};

use futures::StreamExt as _;
use futures::future::BoxFuture;
use surprisal_confidence::{Cascade, CascadeRecord, Escalation, Measure, Signal};
use surprisal_core::{
    CallOptions, ChatModel, Error, ErrorKind, Messages, RunnableExt as _, ToolDefinition, Usage,
};
use surprisal_testing::{FakeAnswer, FakeChatModel, Fault};

use crate::support::{Records, always, never, says};

fn sure() -> Escalation {
    Measure::NormalizedProbability.less_sure_than(0.8)
}

/// Asks, and reads the answer to its end.
async fn call(model: &impl ChatModel, stream: bool) {
    if stream {
        let chunks = model.stream("x").await.unwrap();
        chunks.for_each(async |_| ()).await;
    } else {
        model.invoke("x").await.unwrap();
    }
}

#[tokio::test]
async fn a_record_says_what_was_judged_and_what_it_cost() {
    let records = Records::default();
    let small = FakeChatModel::new()
        .say(FakeAnswer::from([surprisal_testing::token(" yes ").p(0.5)]).usage(Usage::new(3, 1)));
    let big = FakeChatModel::new().say(FakeAnswer::from("yes").usage(Usage::new(3, 2)));
    let model = Cascade::new(small, big)
        .escalate_when(sure())
        .log(records.sink());
    model.invoke("x").await.unwrap();

    let record = records.only();
    assert_eq!(
        record.signal,
        Some(Signal::Measure(Measure::NormalizedProbability))
    );
    assert_eq!(
        (record.threshold, record.escalated, record.shadow),
        (Some(0.8), true, false)
    );
    assert!((record.value.unwrap() - 0.5).abs() < 1e-12);
    assert_eq!(record.small.usage, Usage::new(3, 1));
    assert_eq!(record.big.as_ref().unwrap().model.as_deref(), Some("fake"));
    assert_eq!(record.agree, Some(true));
    assert_eq!(record.usage(), Usage::new(6, 3));

    let json = serde_json::to_string(&record).unwrap();
    assert_eq!(
        serde_json::from_str::<CascadeRecord>(&json).unwrap(),
        record
    );
}

#[tokio::test]
async fn a_streamed_call_has_the_same_record_as_one_that_is_invoked() {
    let of = |stream: bool| async move {
        let records = Records::default();
        let model = Cascade::new(says(&[("no", 0.5)]), FakeChatModel::new().say("yes it is"))
            .escalate_when(sure())
            .log(records.sink());
        call(&model, stream).await;
        records.only()
    };
    let (invoked, streamed) = (of(false).await, of(true).await);
    assert_eq!(invoked, streamed);
    assert_eq!(invoked.agree, Some(false));
}

#[tokio::test]
async fn answers_of_tool_calls_agree_where_the_calls_do() {
    let calls = |city: &str| {
        FakeChatModel::new()
            .say(FakeAnswer::new().tool_call("weather", serde_json::json!({ "city": city })))
    };
    for (big, agree) in [("Rome", true), ("Oslo", false)] {
        for stream in [false, true] {
            let records = Records::default();
            let tool = ToolDefinition::new("weather", serde_json::json!({"type": "object"}));
            let model = Cascade::new(calls("Rome"), calls(big))
                .escalate_when(always)
                .log(records.sink())
                .bind(CallOptions::new().tools([tool]));
            call(&model, stream).await;
            assert_eq!(records.only().agree, Some(agree), "{big}, {stream}");
        }
    }
}

#[tokio::test]
async fn a_record_says_why_there_is_no_big_answer() {
    let records = Records::default();
    let down = FakeChatModel::new().fail(Error::new(ErrorKind::Server, "down"));
    let model = Cascade::new(says(&[("a", 0.1)]), down)
        .escalate_when(always)
        .log(records.sink());
    model.invoke("x").await.unwrap_err();
    let record = records.only();
    assert_eq!(
        (record.big, record.agree, record.signal),
        (None, None, None)
    );
    assert!(record.error.unwrap().contains("down"));

    let records = Records::default();
    let broken = says(&[("b", 1.0)]).fault(Fault::FailAfter(1, ErrorKind::Truncated));
    let model = Cascade::new(says(&[("a", 0.1)]), broken)
        .escalate_when(always)
        .log(records.sink());
    let mut chunks = model.stream("x").await.unwrap();
    let last = chunks.by_ref().collect::<Vec<_>>().await.pop().unwrap();
    assert_eq!(last.unwrap_err().kind(), ErrorKind::Truncated);
    assert!(chunks.next().await.is_none());
    assert!(records.only().error.is_some());
}

#[tokio::test]
async fn dropped_at_any_point_nothing_is_left_running_and_what_was_decided_is_recorded() {
    let stalls = |after| says(&[("word", 0.1)]).fault(Fault::StallAfter(after));
    // In the small one's answer: nothing has been decided.
    let (small, records) = (stalls(1), Records::default());
    let model = Cascade::new(small.clone(), FakeChatModel::new()).log(records.sink());
    let call = tokio::time::timeout(std::time::Duration::ZERO, model.stream("x")).await;
    assert!(call.is_err() && small.calls().len() == 1);
    assert_eq!((small.live(), records.all().len()), (0, 0));

    // In the big one's, streamed and whole.
    let (small, big, records) = (says(&[("a", 0.1)]), stalls(1), Records::default());
    let model = Cascade::new(small.clone(), big.clone())
        .escalate_when(always)
        .log(records.sink());
    let mut chunks = model.stream("x").await.unwrap();
    chunks.next().await.unwrap().unwrap();
    assert_eq!((small.live(), big.live(), records.all().len()), (0, 1, 0));
    drop(chunks);
    assert_eq!((big.live(), records.only().big), (0, None));

    let (big, records) = (stalls(1), Records::default());
    let model = Cascade::new(says(&[("a", 0.1)]), big.clone())
        .escalate_when(always)
        .log(records.sink());
    let call = tokio::time::timeout(std::time::Duration::ZERO, model.invoke("x")).await;
    assert!(call.is_err() && big.calls().len() == 1);
    assert_eq!((big.live(), records.only().escalated), (0, true));
}

/// Keeps the calls that it is given.
#[derive(Clone, Default)]
struct Later(Arc<Mutex<Vec<BoxFuture<'static, ()>>>>);

impl Later {
    fn spawn(&self) -> impl Fn(BoxFuture<'static, ()>) + Send + Sync + 'static {
        let calls = Arc::clone(&self.0);
        move |call| calls.lock().unwrap().push(call)
    }

    fn take(&self) -> Vec<BoxFuture<'static, ()>> {
        std::mem::take(&mut *self.0.lock().unwrap())
    }
}

#[tokio::test]
async fn a_shadow_call_is_made_elsewhere_and_only_the_log_hears_of_it() {
    for stream in [false, true] {
        let (later, records) = (Later::default(), Records::default());
        let big = FakeChatModel::new().say("yes");
        let model = Cascade::new(says(&[("yes", 0.9)]), big.clone())
            .escalate_when(sure())
            .log(records.sink())
            .shadow(1.0, later.spawn());
        call(&model, stream).await;
        assert_eq!((big.calls().len(), records.all().len()), (0, 0));

        for call in later.take() {
            call.await;
        }
        assert_eq!(big.calls()[0].messages, Messages::from("x"));
        let record = records.only();
        let told = (record.escalated, record.shadow, record.agree);
        assert_eq!(told, (false, true, Some(true)));
    }
}

#[tokio::test]
async fn no_more_than_eight_shadow_calls_are_under_way_and_a_dropped_one_makes_room() {
    let (later, records) = (Later::default(), Records::default());
    let model = Cascade::new(says(&[("a", 0.9); 12]), FakeChatModel::new())
        .escalate_when(never)
        .log(records.sink())
        .shadow(1.0, later.spawn());
    for _ in 0..10 {
        model.clone().invoke("x").await.unwrap();
    }
    let calls = later.take();
    assert_eq!((calls.len(), records.all().len()), (8, 2));
    assert!(records.all().iter().all(|record| !record.shadow));
    drop(calls);
    let written = records.all();
    assert_eq!(written.len(), 10);
    assert!(written[2..].iter().all(|it| it.shadow && it.big.is_none()));
    model.invoke("x").await.unwrap();
    assert_eq!(later.take().len(), 1);
}

#[tokio::test]
async fn the_rate_is_a_share_of_the_calls_that_are_not_escalated() {
    fastrand::seed(11);
    let asked = |rate: f64, escalated: bool, logged: bool| async move {
        let (later, mut count) = (Later::default(), 0);
        let mut model = Cascade::new(
            FakeChatModel::new().say_forever("a"),
            FakeChatModel::seeded(1),
        )
        .escalate_when(move |_: &surprisal_core::AiMessage| escalated)
        .shadow(rate, later.spawn());
        if logged {
            model = model.log(|_| ());
        }
        for _ in 0..400 {
            model.invoke("x").await.unwrap();
            count += later.take().len();
        }
        count
    };
    let quarter = asked(0.25, false, true).await;
    assert!((70..130).contains(&quarter), "{quarter}");
    assert_eq!(asked(0.0, false, true).await, 0);
    assert_eq!(asked(f64::NAN, false, true).await, 0);
    assert_eq!(asked(1.0, true, true).await, 0);
    assert_eq!(asked(1.0, false, false).await, 0);
}
