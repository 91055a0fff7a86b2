//! Tools and their calls.

use serde_json::{Map, Value, json};
use surprisal_core::{
    AiMessage, CallOptions, Choice, FinishReason, Message, Messages, ToolCall, ToolCallChunk,
    ToolChoice, ToolDefinition, ToolMessage,
};

use super::answers::SCRIPTS;
use crate::conformance::check::{Check, ensure, same};
use crate::conformance::lab::Lab;
use crate::conformance::script::{Script, hello};
use crate::conformance::{Answer, Seen};

pub(crate) async fn a_tool_arrives(lab: &Lab<'_>) -> Check {
    let rig = lab.whole(hello()).await?;
    rig.seen()?;
    rig.invoke(with_tools()).await?;
    let request = rig.only()?;
    for text in [
        "get_weather",
        "tells the weather of a place",
        "the place, such as Paris",
        "get_time",
    ] {
        request.says(text)?;
    }
    Ok(())
}

pub(crate) async fn a_call_of_a_tool_arrives(lab: &Lab<'_>) -> Check {
    let call = whole_call(0, "call_a", "get_weather", r#"{"place":"Paris","days":2}"#);
    let answer = invoked(lab, Script::new().call(call).end(FinishReason::ToolCalls)).await?;
    let arguments = object(json!({"place": "Paris", "days": 2}));
    same(
        "the calls",
        answer.tool_calls(),
        [ToolCall::new("call_a", "get_weather", arguments)].as_slice(),
    )?;
    same(
        "the finish reason",
        answer.finish_reason(),
        Some(&FinishReason::ToolCalls),
    )?;
    same("the text", answer.text(), "")
}

pub(crate) async fn several_calls_arrive_in_their_order(lab: &Lab<'_>) -> Check {
    let answer = invoked(lab, two_calls()).await?;
    check_two_calls(&answer)
}

pub(crate) async fn a_call_without_arguments_arrives(lab: &Lab<'_>) -> Check {
    let call = whole_call(0, "call_a", "get_time", "{}");
    let answer = invoked(lab, Script::new().call(call).end(FinishReason::ToolCalls)).await?;
    same(
        "the calls",
        answer.tool_calls(),
        [ToolCall::new("call_a", "get_time", Map::new())].as_slice(),
    )
}

pub(crate) async fn a_call_in_pieces_adds_up(lab: &Lab<'_>) -> Check {
    let script = Script::new()
        .call(whole_call(0, "call_a", "get_weather", ""))
        .call(ToolCallChunk::new(0, r#"{"pla"#))
        .call(ToolCallChunk::new(0, r#"ce":"Par"#))
        .call(ToolCallChunk::new(0, r#"is"}"#));
    let answer = streamed(lab, script.end(FinishReason::ToolCalls)).await?;
    let arguments = object(json!({"place": "Paris"}));
    same(
        "the calls",
        answer.tool_calls(),
        [ToolCall::new("call_a", "get_weather", arguments)].as_slice(),
    )?;
    same(
        "the finish reason",
        answer.finish_reason(),
        Some(&FinishReason::ToolCalls),
    )
}

pub(crate) async fn calls_in_pieces_are_kept_apart(lab: &Lab<'_>) -> Check {
    check_two_calls(&streamed(lab, two_calls()).await?)
}

pub(crate) async fn arguments_that_are_no_json_are_kept(lab: &Lab<'_>) -> Check {
    for text in [r#"{"place": Paris}"#, "[1, 2]"] {
        let call = whole_call(0, "call_a", "get_weather", text);
        let answer = invoked(lab, Script::new().call(call).end(FinishReason::ToolCalls)).await?;
        check_invalid(&answer, text)?;
    }
    Ok(())
}

pub(crate) async fn arguments_that_are_cut_off_are_kept(lab: &Lab<'_>) -> Check {
    let script = Script::new()
        .call(whole_call(0, "call_a", "get_weather", ""))
        .call(ToolCallChunk::new(0, r#"{"place":"#));
    let answer = streamed(lab, script.end(FinishReason::Length)).await?;
    check_invalid(&answer, r#"{"place":"#)?;
    same(
        "the finish reason",
        answer.finish_reason(),
        Some(&FinishReason::Length),
    )
}

pub(crate) async fn arguments_of_every_script_arrive(lab: &Lab<'_>) -> Check {
    let arguments = object(json!({"place": SCRIPTS}));
    let text = Value::Object(arguments.clone()).to_string();
    let call = whole_call(0, "call_a", "get_weather", &text);
    let answer = Script::new().call(call).end(FinishReason::ToolCalls);
    for answer in [
        invoked(lab, answer.clone()).await?,
        streamed(lab, answer).await?,
    ] {
        let place = answer
            .tool_calls()
            .first()
            .map(|call| call.arguments.clone());
        same("the arguments", place, Some(arguments.clone()))?;
    }
    Ok(())
}

pub(crate) async fn each_choice_of_a_tool_arrives(lab: &Lab<'_>) -> Check {
    let choices = [
        ToolChoice::Auto,
        ToolChoice::None,
        ToolChoice::Required,
        ToolChoice::Tool("get_time".into()),
    ];
    let mut bodies: Vec<(ToolChoice, String)> = Vec::new();
    for choice in choices {
        let rig = lab.whole(hello()).await?;
        rig.seen()?;
        rig.invoke(with_tools().tool_choice(choice.clone())).await?;
        let body = rig.only()?.body;
        let same = bodies.iter().find(|(_, other)| *other == body);
        ensure(same.is_none(), || {
            format!(
                "{choice:?} is sent as {:?} is: {body}",
                same.map(|(choice, _)| choice)
            )
        })?;
        bodies.push((choice, body));
    }
    Ok(())
}

pub(crate) async fn the_result_of_a_call_goes_back(lab: &Lab<'_>) -> Check {
    let result = ToolMessage::new(ID, "rain in the evening");
    let request = sent_back(lab, result).await?;
    request.says_in_order(&["weather in Paris?", "get_weather", "rain in the evening"])?;
    let ids = request.words().matches(ID).count();
    ensure(ids >= 2, || {
        format!(
            "call and result do not both name the call: {}",
            request.body
        )
    })
}

pub(crate) async fn the_error_of_a_call_goes_back(lab: &Lab<'_>) -> Check {
    let result = ToolMessage::new(ID, "the station is closed").with_error(true);
    sent_back(lab, result).await?.says("the station is closed")
}

/// An id that every service takes: Mistral wants nine letters and digits.
const ID: &str = "callA1234";

/// The request that brings a result back.
async fn sent_back(lab: &Lab<'_>, result: ToolMessage) -> Check<Seen> {
    let call = ToolCall::new(ID, "get_weather", object(json!({"place": "Paris"})));
    let said = Choice::new("").with_tool_calls([call]);
    let messages = [
        Message::human("weather in Paris?"),
        AiMessage::from(said).into(),
        result.into(),
    ];
    let rig = lab.whole(hello()).await?;
    rig.seen()?;
    rig.model
        .invoke_opts(Messages::from_iter(messages), with_tools())
        .await?;
    rig.only()
}

async fn invoked(lab: &Lab<'_>, answer: Answer) -> Check<AiMessage> {
    Ok(lab.whole(answer).await?.invoke(with_tools()).await?)
}

async fn streamed(lab: &Lab<'_>, answer: Answer) -> Check<AiMessage> {
    Ok(lab.streamed(answer).await?.collect(with_tools()).await?)
}

fn check_invalid(answer: &AiMessage, text: &str) -> Check {
    same("the valid calls", answer.tool_calls().len(), 0)?;
    let kept = answer.invalid_tool_calls().first();
    let kept = kept.map(|call| {
        (
            call.id.as_str(),
            call.name.as_str(),
            call.arguments.as_str(),
        )
    });
    same(
        "the invalid call",
        kept,
        Some(("call_a", "get_weather", text)),
    )
}

/// Two calls, the second of which begins when the first is whole.
fn two_calls() -> Answer {
    Script::new()
        .call(whole_call(0, "call_a", "get_weather", ""))
        .call(ToolCallChunk::new(0, r#"{"place":"#))
        .call(ToolCallChunk::new(0, r#""Paris"}"#))
        .call(whole_call(1, "call_b", "get_time", ""))
        .call(ToolCallChunk::new(1, r#"{"zone":"CET"}"#))
        .end(FinishReason::ToolCalls)
}

fn check_two_calls(answer: &AiMessage) -> Check {
    let expected = [
        ToolCall::new("call_a", "get_weather", object(json!({"place": "Paris"}))),
        ToolCall::new("call_b", "get_time", object(json!({"zone": "CET"}))),
    ];
    same("the calls", answer.tool_calls(), expected.as_slice())
}

fn whole_call(index: u32, id: &str, name: &str, arguments: &str) -> ToolCallChunk {
    ToolCallChunk::new(index, arguments)
        .with_id(id)
        .with_name(name)
}

pub(super) fn tools() -> [ToolDefinition; 2] {
    let place = json!({"type": "string", "description": "the place, such as Paris"});
    let schema = json!({"type": "object", "properties": {"place": place}, "required": ["place"]});
    [
        ToolDefinition::new("get_weather", schema).with_description("tells the weather of a place"),
        ToolDefinition::new("get_time", Value::Null),
    ]
}

fn with_tools() -> CallOptions {
    CallOptions::new().tools(tools())
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    }
}
