//! What comes goes back.

use serde_json::{Value, json};
use surprisal_core::{AiMessage, CallOptions, Choice, InvalidToolCall, Message};

use crate::support::{answer, body, delta, end, stream, whole};

fn back(message: AiMessage) -> Value {
    body(Message::from(message), &CallOptions::new())["messages"][0].clone()
}

#[test]
fn thoughts_plans_calls_and_citations_go_back_as_they_came() {
    let citation =
        json!({"start": 0, "end": 2, "text": "It", "sources": [], "type": "TEXT_CONTENT"});
    let message = json!({
        "role": "assistant",
        "content": [{"type": "thinking", "thinking": "hm"}, {"type": "text", "text": "It rains."}],
        "tool_plan": "I will look.",
        "tool_calls": [{"id": "c", "type": "function", "function": {"name": "look", "arguments": "{\"at\":1}"}}],
        "citations": [citation],
    });
    let read = whole(&answer(&message, "TOOL_CALL")).unwrap();
    assert_eq!(read.reasoning(), "hmI will look.");
    assert_eq!(read.text(), "It rains.");
    assert_eq!(back(read), message);
}

#[test]
fn a_streamed_answer_is_the_whole_one_and_goes_back_as_it() {
    let citation =
        |start: u32| json!({"start": start, "end": start + 1, "text": "x", "sources": []});
    let message = json!({
        "role": "assistant",
        "content": [{"type": "thinking", "thinking": "hm so"}, {"type": "text", "text": "It rains."}],
        "tool_plan": "I look.",
        "citations": [citation(0), citation(3)],
    });
    let events = [
        json!({"id": "a", "type": "message-start", "delta": {"message": {"role": "assistant", "content": [], "tool_plan": "", "tool_calls": [], "citations": []}}}),
        delta(
            "content-start",
            &json!({"content": {"type": "thinking", "thinking": ""}}),
        ),
        delta("content-delta", &json!({"content": {"thinking": "hm"}})),
        delta("content-delta", &json!({"content": {"thinking": " so"}})),
        delta("tool-plan-delta", &json!({"tool_plan": "I "})),
        delta("tool-plan-delta", &json!({"tool_plan": "look."})),
        delta("content-delta", &json!({"content": {"text": "It "}})),
        delta("citation-start", &json!({"citations": citation(0)})),
        json!({"type": "citation-end", "index": 0}),
        delta("content-delta", &json!({"content": {"text": "rains."}})),
        delta("citation-start", &json!({"citations": citation(3)})),
        end("COMPLETE"),
    ];
    let streamed = stream(&events).unwrap();
    assert_eq!(streamed, whole(&answer(&message, "COMPLETE")).unwrap());
    assert_eq!(back(streamed), message);
}

#[test]
fn an_answer_of_calls_alone_has_no_content() {
    let call = InvalidToolCall::new("c", "look", "{\"at\":", "cut off");
    let message = AiMessage::from(Choice::new("").with_invalid_tool_calls([call]));
    let function = json!({"name": "look", "arguments": "{\"at\":"});
    let expected = json!({
        "role": "assistant",
        "tool_calls": [{"id": "c", "type": "function", "function": function}],
    });
    assert_eq!(back(message), expected);
}

#[test]
fn an_empty_answer_is_an_empty_text() {
    assert_eq!(
        back(AiMessage::new("")),
        json!({"role": "assistant", "content": ""})
    );
}

#[test]
fn the_reasoning_of_any_model_goes_back_as_thinking() {
    let thought = surprisal_core::Content::from(surprisal_core::ContentBlock::reasoning("hm"));
    let expected = json!([{"type": "thinking", "thinking": "hm"}]);
    assert_eq!(back(AiMessage::new(thought))["content"], expected);
}
