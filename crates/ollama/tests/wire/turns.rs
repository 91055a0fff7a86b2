//! What is said, by whom.

use serde_json::{Value, json};
use surprisal_core::{
    AiMessage, CallOptions, Choice, Content, ContentBlock, ErrorKind, InvalidToolCall, Media,
    Message, Messages, Policy, ToolCall, ToolDefinition, ToolMessage,
};

use crate::support::{posted, sent, whole};

async fn turns(messages: impl IntoIterator<Item = Message>) -> Value {
    let messages: Messages = messages.into_iter().collect();
    sent(messages, CallOptions::new()).await["messages"].take()
}

#[tokio::test]
async fn roles_are_ollamas() {
    let said = turns([
        Message::system("a"),
        Message::developer("b"),
        Message::human("c"),
        Message::ai("d"),
        Message::human("e"),
    ])
    .await;
    let expected = json!([
        {"role": "system", "content": "a"},
        {"role": "system", "content": "b"},
        {"role": "user", "content": "c"},
        {"role": "assistant", "content": "d"},
        {"role": "user", "content": "e"},
    ]);
    assert_eq!(said, expected);
}

#[tokio::test]
async fn pictures_and_sounds_go_by_their_bytes() {
    let blocks = [
        ContentBlock::text("what is "),
        ContentBlock::image_bytes("image/png", *b"png"),
        ContentBlock::text("this?"),
        ContentBlock::image_url("data:image/jpeg;base64,anBn"),
        ContentBlock::audio(Media::bytes("audio/wav", *b"wav")),
    ];
    let said = turns([Message::human(Content::from_iter(blocks))]).await;
    let expected =
        json!([{"role": "user", "content": "what is this?", "images": ["cG5n", "anBn", "d2F2"]}]);
    assert_eq!(said, expected);
}

#[tokio::test]
async fn what_has_no_place_is_refused_by_its_kind() {
    for (block, words) in [
        (
            ContentBlock::image_url("https://example.com/a.png"),
            "image",
        ),
        (ContentBlock::image(Media::FileId("f".into())), "image"),
        (
            ContentBlock::audio(Media::Url("https://example.com/a.wav".into())),
            "audio",
        ),
        (
            ContentBlock::file(Media::bytes("application/pdf", *b"pdf"), None),
            "file",
        ),
        (ContentBlock::opaque("ollama", json!({})), "opaque"),
    ] {
        let message = Message::human(Content::from(block));
        let error = posted(message, CallOptions::new()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.message().contains(words), "{error}");
    }
    let looked = ContentBlock::image_bytes("image/png", *b"png").with_detail("low");
    let message = || Message::human(Content::from(looked.clone()));
    let error = posted(message(), CallOptions::new()).await.unwrap_err();
    assert_eq!(error.option(), Some("detail"));
    let warned = CallOptions::new().on_unsupported(Policy::Warn);
    assert!(posted(message(), warned).await.is_ok());
}

#[tokio::test]
async fn what_other_providers_left_is_passed_over() {
    let blocks = [
        ContentBlock::opaque("openai", json!({"type": "reasoning"})),
        ContentBlock::text("four"),
    ];
    let said = turns([Message::ai(Content::from_iter(blocks))]).await;
    assert_eq!(said, json!([{"role": "assistant", "content": "four"}]));
}

#[tokio::test]
async fn an_answer_goes_back_with_its_thinking_and_its_calls() {
    let body = r#"{"model":"qwen3","message":{"role":"assistant","content":"","thinking":"I must look.","tool_calls":[{"id":"call_a1","function":{"index":0,"name":"get_weather","arguments":{"place":"Paris","days":2}}},{"id":"call_b2","function":{"index":1,"name":"get_time","arguments":{}}}]},"done":true,"done_reason":"stop"}"#;
    let answer = whole(body, CallOptions::new()).await.unwrap();
    let said = turns([
        answer.into(),
        ToolMessage::new("call_b2", "noon").into(),
        ToolMessage::new("call_a1", "rain").with_error(true).into(),
    ])
    .await;
    let expected = json!([
        {"role": "assistant", "content": "", "thinking": "I must look.", "tool_calls": [
            {"id": "call_a1", "type": "function",
             "function": {"index": 0, "name": "get_weather", "arguments": {"place": "Paris", "days": 2}}},
            {"id": "call_b2", "type": "function", "function": {"index": 1, "name": "get_time", "arguments": {}}}
        ]},
        {"role": "tool", "content": "noon", "tool_name": "get_time", "tool_call_id": "call_b2"},
        {"role": "tool", "content": "rain", "tool_name": "get_weather", "tool_call_id": "call_a1"},
    ]);
    assert_eq!(said, expected);
}

#[tokio::test]
async fn results_of_calls_without_ids_are_in_the_calls_order() {
    let calls = ["first", "second"].map(|name| ToolCall::new("", name, Default::default()));
    let said = turns([
        AiMessage::from(Choice::new("").with_tool_calls(calls)).into(),
        ToolMessage::new("", "1").into(),
        ToolMessage::new("", "2").into(),
        ToolMessage::new("", "3").with_name("third").into(),
    ])
    .await;
    let names: Vec<_> = (1..4).map(|at| said[at]["tool_name"].clone()).collect();
    assert_eq!(names, ["first", "second", "third"]);
    assert!(said[1].get("tool_call_id").is_none());
}

#[tokio::test]
async fn a_call_that_could_not_be_made_is_seen_by_the_model() {
    let invalid = InvalidToolCall::new("call_a", "get_weather", "{\"place\":", "cut off");
    let choice = Choice::new("").with_invalid_tool_calls([invalid]);
    let said = turns([AiMessage::from(choice).into()]).await;
    let function = &said[0]["tool_calls"][0]["function"];
    assert_eq!(
        function["arguments"],
        json!({"INVALID_JSON": "{\"place\":"})
    );
}

#[tokio::test]
async fn tools_are_functions() {
    let schema = json!({"type": "object", "properties": {"place": {"type": "string"}}});
    let tool = ToolDefinition::new("get_weather", schema.clone()).with_description("the weather");
    let body = sent("hi", CallOptions::new().tools([tool])).await;
    let function =
        json!({"name": "get_weather", "description": "the weather", "parameters": schema});
    assert_eq!(
        body["tools"],
        json!([{"type": "function", "function": function}])
    );
}
