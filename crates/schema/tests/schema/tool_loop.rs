//! How a run goes on and ends.

use serde_json::json;
use surprisal_core::{
    BaseMessage as _, CallOptions, ErrorKind, HasLogprobs as _, Message, Messages, Role,
    RunnableExt as _, ToolChoice, ToolDefinition, Usage,
};
use surprisal_schema::{ToolLoop, ToolRunEnd, ToolVerdict};

use crate::support::{Scripted, call, calls, says, weather};

fn paris() -> surprisal_core::AiMessage {
    calls([call("call_1", "get_weather", json!({ "city": "Paris" }))])
}

fn roles(messages: &Messages) -> Vec<Role> {
    messages.iter().map(|message| message.role()).collect()
}

#[tokio::test]
async fn an_answer_without_calls_ends_the_run() {
    let model = Scripted::new().answer(says("hi"));
    let run = ToolLoop::new(model, [weather()])
        .invoke("hello")
        .await
        .unwrap();
    assert_eq!(run.answer().unwrap().text(), "hi");
    assert_eq!(
        (run.rounds(), run.end(), run.finished()),
        (1, Some(ToolRunEnd::Answered), true)
    );
    assert_eq!(
        run.answer().unwrap().joint_probability(),
        Some((-0.5f64).exp())
    );
}

#[tokio::test]
async fn results_go_back_until_there_is_an_answer() {
    let model = Scripted::new()
        .answer(paris())
        .answer(says("Take an umbrella."));
    let run = ToolLoop::new(model.clone(), [weather()])
        .invoke("Paris?")
        .await
        .unwrap();
    assert_eq!(
        roles(run.messages()),
        [Role::Human, Role::Ai, Role::Tool, Role::Ai]
    );
    assert_eq!(run.messages()[2].text(), "rain in Paris");
    assert_eq!(model.calls()[1].messages[..], run.messages()[..3]);
    assert_eq!(run.answers().count(), 2);
    assert_eq!(run.usage(), Usage::new(20, 6));
}

#[tokio::test]
async fn answers_that_were_given_before_are_not_of_this_run() {
    let model = Scripted::new().answer(says("hi"));
    let asked = [Message::human("a"), Message::ai("b"), Message::human("c")];
    let run = ToolLoop::new(model, []).invoke(asked).await.unwrap();
    assert_eq!((run.rounds(), run.usage()), (1, Usage::new(10, 3)));
}

#[tokio::test]
async fn without_tools_none_are_offered() {
    let model = Scripted::new().answer(says("hi"));
    ToolLoop::new(model.clone(), [])
        .invoke("hello")
        .await
        .unwrap();
    assert_eq!(model.calls()[0].options.tools, None);
}

#[tokio::test]
async fn a_run_that_is_out_of_rounds_keeps_all_and_has_no_answer() {
    let model = Scripted::new().answer(paris()).answer(paris());
    let run = ToolLoop::new(model.clone(), [weather()])
        .max_rounds(2)
        .invoke("Paris?")
        .await
        .unwrap();
    assert_eq!(
        (run.end(), run.finished()),
        (Some(ToolRunEnd::OutOfRounds), false)
    );
    assert_eq!(
        roles(run.messages()),
        [Role::Human, Role::Ai, Role::Tool, Role::Ai]
    );
    assert_eq!(run.usage(), Usage::new(20, 6));
    let error = run.answer().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Truncated);
    assert!(error.message().contains("raise max_rounds"), "{error}");
    assert_eq!(error.partial().unwrap().tool_call_chunks().len(), 1);

    // It goes on from there, with the calls that were due.
    let model = Scripted::new().answer(says("Rain."));
    let rest = ToolLoop::new(model.clone(), [weather()])
        .invoke(run.into_messages())
        .await
        .unwrap();
    assert_eq!(model.calls()[0].messages[4].text(), "rain in Paris");
    assert_eq!(
        (rest.answer().unwrap().text().into_owned(), rest.rounds()),
        ("Rain.".to_owned(), 1)
    );
}

#[tokio::test]
async fn there_are_eight_rounds_unless_it_is_said() {
    let model = (0..8).fold(Scripted::new(), |model, _| model.answer(paris()));
    let run = ToolLoop::new(model.clone(), [weather()])
        .invoke("Paris?")
        .await
        .unwrap();
    assert_eq!(
        (run.rounds(), run.end()),
        (8, Some(ToolRunEnd::OutOfRounds))
    );
}

#[tokio::test]
async fn a_plain_hook_refuses_a_call_and_the_model_goes_on() {
    let model = Scripted::new()
        .answer(paris())
        .answer(says("I may not know."));
    let agent = ToolLoop::new(model, [weather()]).before_call(|call| {
        ToolVerdict::Refuse(format!("no weather of {}", call.arguments["city"]))
    });
    let run = agent.invoke("Paris?").await.unwrap();
    let Message::Tool(result) = &run.messages()[2] else {
        panic!()
    };
    assert_eq!(
        (result.is_error(), &*result.text()),
        (true, "no weather of \"Paris\"")
    );
    assert_eq!(
        (result.tool_call_id(), result.name()),
        ("call_1", Some("get_weather"))
    );
    assert!(run.finished());
}

#[tokio::test]
async fn an_async_hook_stops_the_run_before_any_call_of_the_answer() {
    let both =
        calls(["Paris", "Rome"].map(|city| call(city, "get_weather", json!({ "city": city }))));
    let model = Scripted::new().answer(both);
    let agent = ToolLoop::new(model.clone(), [weather()]).before_call(async |call| {
        tokio::task::yield_now().await;
        match call.id.as_str() {
            "Rome" => ToolVerdict::Stop,
            _ => ToolVerdict::Run,
        }
    });
    let run = agent.invoke("Paris and Rome?").await.unwrap();
    assert_eq!(run.end(), Some(ToolRunEnd::Stopped));
    assert_eq!(roles(run.messages()), [Role::Human, Role::Ai]);
    assert_eq!(run.answer().unwrap_err().kind(), ErrorKind::Truncated);
    assert_eq!(model.calls().len(), 1);
}

#[tokio::test]
async fn options_go_to_every_round_with_the_tools_of_both() {
    let model = Scripted::new().answer(paris()).answer(says("Rain."));
    let besides = ToolDefinition::new("besides", json!({ "type": "object" }));
    let bound = model
        .clone()
        .bind(CallOptions::new().logprobs(true).tools([besides.clone()]));
    let agent = ToolLoop::new(bound, [weather()]).bind(CallOptions::new().temperature(0.0));
    agent.invoke("Paris?").await.unwrap();
    for call in model.calls() {
        assert_eq!(
            (call.options.logprobs, call.options.temperature),
            (Some(true), Some(0.0))
        );
        assert_eq!(
            call.options.tools,
            Some(vec![besides.clone(), weather().into()])
        );
    }
}

#[tokio::test]
async fn a_tool_that_is_bound_already_is_offered_once() {
    let model = Scripted::new().answer(says("hi"));
    let agent = ToolLoop::new(model.clone().bind_tools([weather()]), [weather()]);
    agent.invoke("hello").await.unwrap();
    assert_eq!(model.calls()[0].options.tools, Some(vec![weather().into()]));
}

#[tokio::test]
async fn a_call_of_a_tool_of_the_caller_stops_the_run() {
    let model = Scripted::new().answer(calls([call("1", "besides", json!({}))]));
    let besides = ToolDefinition::new("besides", json!({ "type": "object" }));
    let run = ToolLoop::new(model.bind_tools([besides]), [weather()])
        .invoke("hi")
        .await
        .unwrap();
    assert_eq!(run.end(), Some(ToolRunEnd::Stopped));
}

#[tokio::test]
async fn a_choice_that_demands_a_call_holds_for_the_first_round_alone() {
    for choice in [
        ToolChoice::Required,
        ToolChoice::Tool("get_weather".to_owned()),
    ] {
        let model = Scripted::new().answer(paris()).answer(says("Rain."));
        let bound = model
            .clone()
            .bind(CallOptions::new().tool_choice(choice.clone()));
        ToolLoop::new(bound, [weather()])
            .invoke("Paris?")
            .await
            .unwrap();
        let choices: Vec<_> = model
            .calls()
            .into_iter()
            .map(|call| call.options.tool_choice)
            .collect();
        assert_eq!(choices, [Some(choice), Some(ToolChoice::Auto)]);
    }
    let model = Scripted::new().answer(says("hi"));
    let bound = model
        .clone()
        .bind(CallOptions::new().tool_choice(ToolChoice::None));
    ToolLoop::new(bound, [weather()])
        .invoke("Paris?")
        .await
        .unwrap();
    assert_eq!(model.calls()[0].options.tool_choice, Some(ToolChoice::None));
}

#[tokio::test]
async fn the_loop_tells_the_profile_of_its_model() {
    let model = Scripted::without(&[]);
    assert_eq!(ToolLoop::new(model.clone(), []).profile(), model.profile());
}
