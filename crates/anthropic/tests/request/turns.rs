use serde_json::json;
use surprisal_core::{
    AiMessage, CallOptions, Choice, ErrorKind, HumanMessage, Message, Messages, ToolCall,
    ToolMessage,
};

use super::{body, encode, refused};

fn messages(messages: impl IntoIterator<Item = Message>) -> Messages {
    messages.into_iter().collect()
}

#[test]
fn system_messages_are_the_system_prompt_and_later_ones_keep_their_place() {
    let body = body(
        messages([
            Message::system("a"),
            Message::developer("b"),
            Message::human("hi"),
            Message::system("c"),
        ]),
        CallOptions::new(),
    );
    assert_eq!(
        body["system"],
        json!([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}])
    );
    assert_eq!(
        body["messages"],
        json!([
            {"role": "user", "content": [{"type": "text", "text": "hi"}]},
            {"role": "system", "content": [{"type": "text", "text": "c"}]},
        ])
    );
}

#[test]
fn results_of_calls_are_in_one_turn_with_what_follows() {
    let calls = ["call_a", "call_b"].map(|id| ToolCall::new(id, "f", serde_json::Map::new()));
    let said = AiMessage::from(Choice::new("").with_tool_calls(calls));
    let body = body(
        messages([
            Message::human("hi"),
            said.into(),
            ToolMessage::new("call_a", "rain").into(),
            ToolMessage::new("call_b", "").with_error(true).into(),
            Message::human("and?"),
        ]),
        CallOptions::new(),
    );
    assert_eq!(
        body["messages"].as_array().unwrap()[1..],
        [
            json!({"role": "assistant", "content": [
                {"type": "tool_use", "id": "call_a", "name": "f", "input": {}},
                {"type": "tool_use", "id": "call_b", "name": "f", "input": {}},
            ]}),
            json!({"role": "user", "content": [
                {"type": "tool_result", "tool_use_id": "call_a", "content": [{"type": "text", "text": "rain"}]},
                {"type": "tool_result", "tool_use_id": "call_b", "is_error": true},
                {"type": "text", "text": "and?"},
            ]}),
        ]
    );
}

#[test]
fn an_answer_that_says_nothing_is_left_out() {
    let body = body(
        messages([Message::human("a"), Message::ai(" \n"), Message::human("b")]),
        CallOptions::new(),
    );
    let texts = json!([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]);
    assert_eq!(
        body["messages"],
        json!([{"role": "user", "content": texts}])
    );
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let blank = refused(messages([Message::human(" ")]), CallOptions::new());
    assert!(
        blank.starts_with("a human message is empty or blank"),
        "{blank}"
    );
    let nothing = refused(messages([Message::system("a")]), CallOptions::new());
    assert!(
        nothing.starts_with("there is nothing to answer"),
        "{nothing}"
    );
    let named = Message::from(HumanMessage::new("hi").with_name("ada"));
    let error = encode(messages([named]), CallOptions::new()).unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("name"))
    );
}
