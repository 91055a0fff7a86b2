//! The faults that are planned, one after the other.

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};
use surprisal::{CallOptions, ErrorKind, RunnableExt as _, ToolDefinition};
use tokio::time::sleep;

use crate::judged::{ATTEMPTS, IDLE, Judged, PATIENT, asked, assert_kind, streamed};

fn fail(status: u16) -> Value {
    json!({"type": "fail", "status": status})
}

/// With a wait, which the server would else set to a second.
fn fail_for(status: u16) -> Value {
    json!({"type": "fail", "status": status, "retry_after": 0.3})
}

fn busy(wait: f64, times: u32) -> Value {
    json!({"type": "fail", "status": 429, "retry_after": wait, "times": times})
}

/// What the library mends by itself.
pub(crate) async fn assert_mended(judged: &Judged) {
    let model = judged.model("sk-mended");
    for (prompt, faults) in [
        ("limited", vec![busy(0.4, 2)]),
        ("down", vec![fail_for(503), fail_for(504)]),
        ("overloaded", vec![fail_for(529)]),
        ("broken", vec![fail(500), fail(502), fail(500)]),
        ("conflict", vec![fail(409)]),
        (
            "late",
            vec![fail(408), json!({"type": "delay", "seconds": 0.2})],
        ),
    ] {
        judged.plan(&faults);
        let answer = asked(&model, prompt).await;
        assert!(!answer.unwrap().text().is_empty(), "{prompt}");
        judged.plan(&faults);
        let answer = streamed(&model, &format!("{prompt}, streamed"), PATIENT).await;
        assert!(!answer.unwrap().text().is_empty(), "{prompt}");
    }
}

/// What no second request mends.
pub(crate) async fn assert_told_at_once(judged: &Judged) {
    let model = judged.model("sk-told");
    for (status, kind) in [
        (400, ErrorKind::InvalidInput),
        (401, ErrorKind::Authentication),
        (402, ErrorKind::QuotaExhausted),
        (403, ErrorKind::PermissionDenied),
        (404, ErrorKind::NotFound),
        (413, ErrorKind::InvalidInput),
        (422, ErrorKind::InvalidInput),
    ] {
        let context = format!("status {status}");
        judged.plan(&[fail(status)]);
        assert_kind(&asked(&model, &context).await.unwrap_err(), kind, &context);
    }
}

/// Limits that outlast the attempts, for one call and for several at once.
pub(crate) async fn assert_not_hammered(judged: &Judged) {
    let model = judged.model("sk-storm");
    judged.plan(&[busy(0.1, ATTEMPTS)]);
    let error = asked(&model, "limited for long").await.unwrap_err();
    assert_kind(&error, ErrorKind::RateLimited, "limited for long");
    assert!(error.retries_spent());

    judged.plan(&[busy(0.3, 12)]);
    let prompts: Vec<String> = (0..5).map(|n| format!("one of many, {n}")).collect();
    let outcomes = join_all(prompts.iter().map(|prompt| asked(&model, prompt))).await;
    for error in outcomes.into_iter().filter_map(Result::err) {
        assert_kind(&error, ErrorKind::RateLimited, "one of many");
    }
}

/// What is told to the caller, who asks again.
pub(crate) async fn assert_told_within_streams(judged: &Judged) {
    let model = judged.model("sk-streams");
    for (fault, kind) in [
        ("disconnect", ErrorKind::Truncated),
        ("truncate", ErrorKind::Truncated),
        ("malformed", ErrorKind::BadResponse),
        ("stall", ErrorKind::Timeout),
    ] {
        judged.plan_stream(json!({
            "type": "stream_fault", "kind": fault, "after_chunks": 2, "stall_seconds": 12.0,
        }));
        let idle = if fault == "stall" { IDLE } else { PATIENT };
        let error = streamed(&model, fault, idle).await.unwrap_err();
        assert_kind(&error, kind, fault);
        let partial = error.partial().unwrap().text().into_owned();
        // The server is told that the connection is closed before it is asked again.
        sleep(Duration::from_millis(500)).await;
        let whole = streamed(&model, fault, PATIENT).await.unwrap();
        assert!(whole.text().starts_with(&partial), "{fault}: {partial:?}");
    }
    // Before anything has come.
    judged.plan_stream(json!({"type": "stream_fault", "kind": "truncate", "after_chunks": 0}));
    let error = streamed(&model, "nothing", PATIENT).await.unwrap_err();
    assert_kind(&error, ErrorKind::Truncated, "nothing");
    streamed(&model, "nothing", PATIENT).await.unwrap();
}

/// A first token that takes its time is waited for, as long as that is within the limit.
pub(crate) async fn assert_patient(judged: &Judged) {
    let model = judged.model("sk-patient");
    let slow = |seconds: f64| json!({"type": "slow_first_token", "seconds": seconds});
    judged.plan_stream(slow(1.0));
    let answer = streamed(&model, "slow", PATIENT).await;
    assert!(!answer.unwrap().text().is_empty());

    judged.plan_stream(slow(12.0));
    let error = streamed(&model, "slower", IDLE).await.unwrap_err();
    assert_kind(&error, ErrorKind::Timeout, "slower");
    sleep(Duration::from_millis(500)).await;
    streamed(&model, "slower", PATIENT).await.unwrap();
}

/// Tool calls that are none.
pub(crate) async fn assert_tools_are_told_apart(judged: &Judged) {
    let tools = [ToolDefinition::new("get_weather", Value::Null)];
    let options = CallOptions::new().tools(tools).max_tokens(100);
    let model = judged.model("sk-tools").bind(options);
    let faulty = |kind: &str| json!({"type": "tool_fault", "kind": kind, "match": {"tools": true}});
    judged.plan(&[faulty("malformed_arguments")]);
    let message = model.invoke("call a tool").await.unwrap();
    let calls = message.tool_calls().len();
    assert_eq!(calls, usize::from(!judged.arguments_are_text));
    assert_eq!(calls + message.invalid_tool_calls().len(), 1);

    // That it does not exist is for whoever runs it to say.
    judged.plan(&[faulty("unknown_tool")]);
    let message = model.invoke("call another tool").await.unwrap();
    assert_eq!(message.tool_calls().len(), 1);
    assert_ne!(message.tool_calls()[0].name, "get_weather");
}
