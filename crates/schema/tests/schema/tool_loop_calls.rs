//! What becomes of the calls of an answer.

use std::time::Duration;

use serde_json::json;
use surprisal_core::{
    AiMessage, BaseMessage as _, Choice, Error, FinishReason, InvalidToolCall, Message,
    RunnableExt as _, ToolMessage,
};
use surprisal_schema::{JsonSchema, Tool, ToolLoop, ToolRun};
use tokio::time::{Instant, sleep};

use crate::support::{Scripted, call, calls, says, weather};

#[derive(serde::Deserialize, JsonSchema)]
struct Wait {
    seconds: u64,
}

fn wait() -> Tool {
    Tool::new("wait", "Waits", async |wait: Wait| {
        sleep(Duration::from_secs(wait.seconds)).await;
        Ok::<_, Error>(wait.seconds)
    })
}

fn results(run: &ToolRun) -> Vec<&ToolMessage> {
    let messages = run.messages().iter();
    messages
        .filter_map(|message| match message {
            Message::Tool(result) => Some(result),
            _ => None,
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn calls_of_one_answer_run_at_once_and_are_answered_in_their_order() {
    let waits =
        [3, 1, 2].map(|seconds| call(&seconds.to_string(), "wait", json!({ "seconds": seconds })));
    let model = Scripted::new().answer(calls(waits)).answer(says("done"));
    let start = Instant::now();
    let run = ToolLoop::new(model, [wait()]).invoke("wait").await.unwrap();
    assert_eq!(start.elapsed(), Duration::from_secs(3));
    let results = results(&run);
    let ids: Vec<_> = results.iter().map(|result| result.tool_call_id()).collect();
    assert_eq!(ids, ["3", "1", "2"]);
}

#[tokio::test]
async fn a_tool_that_there_is_not_is_answered_by_those_that_there_are() {
    let model = Scripted::new()
        .answer(calls([call("1", "get_wether", json!({}))]))
        .answer(says("sorry"));
    let run = ToolLoop::new(model, [weather(), wait()])
        .invoke("hi")
        .await
        .unwrap();
    let [result] = results(&run)[..] else {
        panic!()
    };
    assert!(result.is_error());
    assert_eq!(
        result.text(),
        "there is no tool `get_wether`: the tools are get_weather, wait"
    );
    assert!(run.finished());
}

#[tokio::test]
async fn an_invalid_call_is_kept_and_answered() {
    let invalid = InvalidToolCall::new(
        "2",
        "get_weather",
        "[1]",
        "the arguments are no JSON object",
    );
    let choice = Choice::default()
        .with_tool_calls([call("1", "get_weather", json!({ "city": "Rome" }))])
        .with_invalid_tool_calls([invalid.clone()])
        .with_finish_reason(FinishReason::ToolCalls);
    let model = Scripted::new()
        .answer(AiMessage::from(choice))
        .answer(says("sorry"));
    let run = ToolLoop::new(model.clone(), [weather()])
        .invoke("hi")
        .await
        .unwrap();
    let [good, bad] = results(&run)[..] else {
        panic!()
    };
    assert_eq!((good.tool_call_id(), &*good.text()), ("1", "rain in Rome"));
    assert_eq!((bad.tool_call_id(), bad.is_error()), ("2", true));
    assert_eq!(
        bad.text(),
        "the call cannot be made: the arguments are no JSON object; the tools are get_weather"
    );
    let Message::Ai(kept) = &model.calls()[1].messages[1] else {
        panic!()
    };
    assert_eq!(kept.invalid_tool_calls(), [invalid]);
}

#[tokio::test]
async fn arguments_that_do_not_fit_can_be_mended() {
    let model = Scripted::new()
        .answer(calls([call("1", "get_weather", json!({ "town": "Rome" }))]))
        .answer(calls([call("2", "get_weather", json!({ "city": "Rome" }))]))
        .answer(says("Rain."));
    let run = ToolLoop::new(model, [weather()])
        .invoke("Rome?")
        .await
        .unwrap();
    let [bad, good] = results(&run)[..] else {
        panic!()
    };
    assert!(bad.is_error() && bad.text().contains("missing field `city`"));
    assert_eq!(good.text(), "rain in Rome");
}

#[tokio::test]
async fn tools_of_the_same_name_are_an_error_before_a_request() {
    let model = Scripted::new();
    let error = ToolLoop::new(model.clone(), [weather(), weather()])
        .invoke("hi")
        .await
        .unwrap_err();
    assert!(
        error
            .message()
            .contains("two tools have the name \"get_weather\""),
        "{error}"
    );
    assert!(model.calls().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_tool_that_has_a_time_limit_tells_the_model_of_it() {
    type Anything = Box<dyn std::error::Error + Send + Sync>;
    let endless = Tool::new("wait", "", async |_: Wait| -> Result<String, Anything> {
        let work = std::future::pending();
        Ok(tokio::time::timeout(Duration::from_secs(9), work).await?)
    });
    let model = Scripted::new()
        .answer(calls([call("1", "wait", json!({ "seconds": 1 }))]))
        .answer(says("sorry"));
    let run = ToolLoop::new(model, [endless])
        .invoke("wait")
        .await
        .unwrap();
    let [result] = results(&run)[..] else {
        panic!()
    };
    assert_eq!(
        (&*result.text(), result.is_error()),
        ("deadline has elapsed", true)
    );
    assert!(run.finished());
}

#[tokio::test]
async fn a_panic_of_a_tool_is_told_to_the_model_where_it_has_a_task_of_its_own() {
    async fn breaks() -> String {
        panic!("a defect")
    }
    let apart = Tool::new("wait", "", async |_: Wait| tokio::spawn(breaks()).await);
    let within = Tool::new("wait", "", async |_: Wait| Ok::<_, Error>(breaks().await));
    let model = || {
        Scripted::new()
            .answer(calls([call("1", "wait", json!({ "seconds": 1 }))]))
            .answer(says("sorry"))
    };
    let run = ToolLoop::new(model(), [apart]).invoke("wait").await;
    let run = run.unwrap();
    assert!(results(&run)[0].is_error() && results(&run)[0].text().contains("a defect"));

    let agent = ToolLoop::new(model(), [within]);
    let run = tokio::spawn(async move { agent.invoke("wait").await });
    assert!(run.await.unwrap_err().is_panic(), "a defect is not hidden");
}

#[tokio::test]
async fn calls_without_an_id_and_with_the_same_are_all_answered() {
    let city = |id, city| call(id, "get_weather", json!({ "city": city }));
    let model = Scripted::new()
        .answer(calls([
            city("", "Rome"),
            city("", "Oslo"),
            city("a", "Bonn"),
            city("a", "Bern"),
        ]))
        .answer(says("Rain."));
    let run = ToolLoop::new(model, [weather()])
        .invoke("hi")
        .await
        .unwrap();
    let answers: Vec<_> = results(&run)
        .into_iter()
        .map(|result| (result.tool_call_id(), result.text().into_owned()))
        .collect();
    let rain = |id, city| (id, format!("rain in {city}"));
    assert_eq!(
        answers,
        [
            rain("", "Rome"),
            rain("", "Oslo"),
            rain("a", "Bonn"),
            rain("a", "Bern")
        ]
    );
}
