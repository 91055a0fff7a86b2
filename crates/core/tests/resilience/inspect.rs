//! Being told what happens.

use std::sync::{Arc, Mutex};

use futures::StreamExt as _;
use surprisal_core::{
    BaseMessage as _, CallEvent, CallOptions, ChatModel, RetryPolicy, RunnableExt as _,
};
use tokio::time::timeout;

use crate::double::{Double, Script, Step, fail, say};
use crate::support::{drain, millis, server};

type Log = Arc<Mutex<Vec<String>>>;

/// Writes what is told, in words.
fn log<R: ChatModel>(log: Log) -> impl Fn(u64, CallEvent<'_, R>) {
    move |_, event| {
        let line = match event {
            CallEvent::Started {
                input,
                options,
                stream,
            } => format!("started {} {:?} {stream}", input[0].text(), options.seed),
            CallEvent::Output(output) => format!("output {}", output.text()),
            CallEvent::Chunk(chunk) => format!("chunk {}", chunk.text()),
            CallEvent::Failed(error) => format!("failed {}", error.message()),
            other => format!("{other:?}").to_lowercase(),
        };
        log.lock().unwrap().push(line);
    }
}

fn watched(script: Script) -> (impl ChatModel, Log, Double) {
    let lines = Log::default();
    let double = Double::new([script]);
    let model = double.clone().inspect(log(Arc::clone(&lines)));
    (model.bind(CallOptions::new().seed(7)), lines, double)
}

fn lines(log: &Log) -> Vec<String> {
    std::mem::take(&mut log.lock().unwrap())
}

#[tokio::test(start_paused = true)]
async fn a_call_tells_its_input_its_options_its_output_and_its_end() {
    let (model, log, double) = watched(vec![say("a"), say("b")]);
    assert_eq!(model.invoke("hi").await.unwrap().text(), "ab");
    assert_eq!(
        lines(&log),
        ["started hi Some(7) false", "output ab", "ended"]
    );
    assert_eq!(double.calls()[0].options, CallOptions::new().seed(7));
}

#[tokio::test(start_paused = true)]
async fn a_stream_tells_each_chunk_and_its_end_once() {
    let (model, log, _) = watched(vec![say("a"), say("b")]);
    let mut stream = model.stream("hi").await.unwrap();
    assert_eq!(lines(&log), ["started hi Some(7) true"]);
    stream.next().await.unwrap().unwrap();
    assert_eq!(lines(&log), ["chunk a"]);
    while stream.next().await.is_some() {}
    assert!(stream.next().await.is_none());
    drop(stream);
    assert_eq!(lines(&log), ["chunk b", "ended"]);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_told_once_wherever_it_is() {
    let (model, log, _) = watched(vec![fail(server())]);
    model.invoke("hi").await.unwrap_err();
    assert_eq!(lines(&log), ["started hi Some(7) false", "failed down"]);

    let (model, log, _) = watched(vec![fail(server()), Step::Head]);
    assert!(model.stream("hi").await.is_err());
    assert_eq!(lines(&log), ["started hi Some(7) true", "failed down"]);

    let (model, log, _) = watched(vec![say("a"), fail(server())]);
    drain(model.stream("hi").await.unwrap()).await;
    assert_eq!(lines(&log)[1..], ["chunk a", "failed down"]);
}

#[tokio::test(start_paused = true)]
async fn what_is_dropped_before_its_end_is_cancelled_and_the_work_is_gone_by_then() {
    let (model, log, double) = watched(vec![Step::Hang]);
    assert!(timeout(millis(5), model.invoke("hi")).await.is_err());
    assert_eq!(lines(&log)[1..], ["cancelled"]);

    let (model, log, _) = watched(vec![Step::Hang, Step::Head]);
    assert!(timeout(millis(5), model.stream("hi")).await.is_err());
    assert_eq!(lines(&log)[1..], ["cancelled"]);

    let (model, log, _) = watched(vec![say("a"), say("b")]);
    let mut stream = model.stream("hi").await.unwrap();
    stream.next().await.unwrap().unwrap();
    drop(stream);
    assert_eq!(lines(&log)[1..], ["chunk a", "cancelled"]);

    // A call that was never begun was never started.
    let (model, log, _) = watched(vec![]);
    drop(model.invoke("hi"));
    assert!(lines(&log).is_empty());
    assert_eq!(double.live(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_work_is_dropped_before_that_is_told() {
    let double = Double::new([vec![say("a"), Step::Hang]]);
    let live = Arc::new(Mutex::new(None));
    let (seen, watched) = (Arc::clone(&live), double.clone());
    let model = double.inspect(move |_, event| {
        if let CallEvent::Cancelled = event {
            *seen.lock().unwrap() = Some(watched.live());
        }
    });
    drop(model.stream("hi").await.unwrap());
    assert_eq!(*live.lock().unwrap(), Some(0));
}

#[tokio::test(start_paused = true)]
async fn who_panics_when_told_is_not_told_of_the_end_of_that() {
    let told = Arc::new(Mutex::new(0));
    let count = Arc::clone(&told);
    let model = Double::new([vec![say("a")]]).inspect(move |_, _| {
        *count.lock().unwrap() += 1;
        panic!("a defect of the caller");
    });
    // A second panic while the first unwinds would end the process.
    let call = tokio::spawn(async move { model.invoke("hi").await.map(drop) });
    assert!(call.await.unwrap_err().is_panic());
    assert_eq!(*told.lock().unwrap(), 1);
}

#[tokio::test(start_paused = true)]
async fn within_a_retry_each_attempt_is_told_and_clones_tell_the_same() {
    let log_of = Log::default();
    let model = Double::new([vec![fail(server())]])
        .inspect(log(Arc::clone(&log_of)))
        .with_retry(RetryPolicy::default());
    model.clone().invoke("hi").await.unwrap();
    assert_eq!(
        lines(&log_of),
        [
            "started hi None false",
            "failed down",
            "started hi None false",
            "output ok",
            "ended",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn calls_at_once_are_told_apart() {
    let numbers = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&numbers);
    let script = || vec![say("a"), say("b")];
    let model = Double::new([script(), script()]).inspect(move |call, event| {
        if let CallEvent::Chunk(chunk) = event {
            seen.lock().unwrap().push(format!("{call}{}", chunk.text()));
        }
    });
    let mut first = model.stream("hi").await.unwrap();
    let mut second = model.clone().stream("hi").await.unwrap();
    for _ in 0..2 {
        first.next().await.unwrap().unwrap();
        second.next().await.unwrap().unwrap();
    }
    assert_eq!(*numbers.lock().unwrap(), ["0a", "1a", "0b", "1b"]);
}
