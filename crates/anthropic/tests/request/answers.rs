//! Answers that go back. Those of the service itself are in `tests/recorded`.

use serde_json::{Value, json};
use surprisal_anthropic::Anthropic;
use surprisal_core::{
    AiMessage, CallOptions, Choice, Content, ContentBlock, InvalidToolCall, Message, Messages,
};
use surprisal_http::{Protocol as _, Provider as _};

use super::body;

/// The blocks in which an answer goes back.
fn back(answer: AiMessage) -> Value {
    let messages =
        Messages::from_iter([Message::human("hi"), answer.into(), Message::human("and?")]);
    body(messages, CallOptions::new())["messages"][1]["content"].clone()
}

fn read(content: &Value) -> AiMessage {
    let body = json!({"type": "message", "content": content, "stop_reason": "end_turn"});
    let anthropic = Anthropic::new("claude-test".to_owned());
    anthropic
        .decode(&body.to_string(), &CallOptions::new())
        .unwrap()
}

#[test]
fn each_block_goes_back_in_its_place() {
    let content = json!([
        {"type": "thinking", "thinking": "first", "signature": "s1"},
        {"type": "redacted_thinking", "data": "d"},
        {"type": "thinking", "thinking": "", "signature": "s2"},
        {"type": "text", "text": "one"},
        {"type": "text", "text": " two"},
        {"type": "text", "text": " three", "citations": [{"type": "char_location", "cited_text": "3"}]},
        {"type": "tool_use", "id": "call_a", "name": "f", "input": {"b": 1, "a": 2.5}},
        {"type": "thinking", "thinking": "second", "signature": "s3"},
        {"type": "tool_use", "id": "call_b", "name": "f", "input": {}},
        {"type": "tool_use", "id": "call_c", "name": "f", "input": {}, "caller": {"type": "code_execution_20250825", "tool_id": "t"}},
        {"type": "server_tool_use", "id": "t", "name": "web_search", "input": {"query": "q"}},
        {"type": "web_search_tool_result", "tool_use_id": "t", "content": [{"type": "web_search_result", "encrypted_content": "e"}]},
        {"type": "text", "text": " four"},
        {"type": "tool_use", "id": "call_d", "name": "f", "input": {}},
    ]);
    let answer = read(&content);
    assert_eq!(answer.text(), "one two three four");
    assert_eq!(answer.reasoning(), "firstsecond");
    assert_eq!(answer.tool_calls().len(), 4);
    // Also after it was written down and read again.
    let written = serde_json::to_string(&Message::from(answer.clone())).unwrap();
    let Message::Ai(again) = serde_json::from_str(&written).unwrap() else {
        panic!("{written} is no answer");
    };
    assert_eq!(back(again), content);
    assert_eq!(back(answer), content);
}

#[test]
fn reasoning_without_a_signature_is_left_out() {
    let answer = AiMessage::new(Content::from_iter([
        ContentBlock::reasoning("of another model"),
        ContentBlock::text("four"),
        ContentBlock::refusal(" and no more"),
        ContentBlock::opaque("openai", json!({"type": "reasoning"})),
    ]));
    assert_eq!(
        back(answer),
        json!([{"type": "text", "text": "four and no more"}])
    );
}

#[test]
fn a_call_that_could_not_be_made_goes_back_with_its_text() {
    let call = InvalidToolCall::new("call_a", "f", "{\"a\":", "cut off");
    let answer = AiMessage::from(Choice::new("").with_invalid_tool_calls([call]));
    let input = json!({"INVALID_JSON": "{\"a\":"});
    assert_eq!(
        back(answer),
        json!([{"type": "tool_use", "id": "call_a", "name": "f", "input": input}])
    );
}
