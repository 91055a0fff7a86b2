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
fn ids_that_anthropic_does_not_take_are_spelled_by_what_it_takes() {
    let sent = |ids: [&str; 3]| {
        let calls = ids.map(|id| ToolCall::new(id, "f", serde_json::Map::new()));
        let said = AiMessage::from(Choice::new("").with_tool_calls(calls));
        let results = ids.map(|id| ToolMessage::new(id, "rain").into());
        let talk = [Message::human("hi"), said.into()]
            .into_iter()
            .chain(results);
        let body = body(messages(talk), CallOptions::new());
        let ids = |turn: usize, key: &str| {
            let blocks = body["messages"][turn]["content"].as_array().unwrap();
            blocks
                .iter()
                .map(|block| block[key].clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(ids(1, "id"), ids(2, "tool_use_id"));
        ids(1, "id")
    };
    assert_eq!(
        sent(["toolu_01", "call-a", "B9"]),
        ["toolu_01", "call-a", "B9"]
    );
    assert_eq!(
        sent(["functions.f:0", "a|b", "é"]),
        ["functions_2ef_3a0", "a_7cb", "_c3_a9"]
    );
    // Gemini gives none.
    assert_eq!(sent(["", "a", ""]), ["call-1", "a", "call-2"]);
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
