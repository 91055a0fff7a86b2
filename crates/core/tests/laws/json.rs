//! Messages in JSON as OpenAI and as LangChain write them.

use serde_json::{Value, json};
use surprisal_core::{
    AiMessage, BaseMessage, ContentBlock, Media, Message, Messages, Role, ToolMessage,
};

fn read(value: Value) -> Messages {
    Messages::try_from(value).unwrap()
}

fn read_ai(value: Value) -> AiMessage {
    match Message::try_from(value).unwrap() {
        Message::Ai(answer) => answer,
        other => panic!("{other:?}"),
    }
}

fn read_tool(value: Value) -> ToolMessage {
    match Message::try_from(value).unwrap() {
        Message::Tool(result) => result,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_text_an_object_and_an_array_are_read() {
    let hi = Messages::from(Message::human("hi"));
    assert_eq!(read(json!("hi")), hi);
    assert_eq!(read(json!({"role": "user", "content": "hi"})), hi);
    assert_eq!(read(json!({"type": "human", "content": "hi"})), hi);
    assert_eq!(read(json!(["hi"])), hi);
    assert_eq!(read(json!([["human", "hi"]])), hi);
    assert_eq!(read(json!([{"role": "user", "content": "hi"}])), hi);
    let roles: Vec<Role> = read(json!(["a", ["ai", "b"], {"role": "system", "content": "c"}]))
        .iter()
        .map(BaseMessage::role)
        .collect();
    assert_eq!(roles, [Role::Human, Role::Ai, Role::System]);
}

#[test]
fn an_array_of_texts_is_one_human_message_each() {
    assert_eq!(read(json!(["human", "hi"])).len(), 2);
}

#[test]
fn names_are_read_for_every_role() {
    for role in ["system", "developer", "user", "assistant", "tool"] {
        let value = json!({"role": role, "content": "x", "name": "bob", "tool_call_id": "1"});
        assert_eq!(Message::try_from(value).unwrap().name(), Some("bob"));
    }
}

#[test]
fn openais_content_parts_are_read() {
    let message = Message::try_from(json!({"role": "user", "content": [
        {"type": "text", "text": "What is this?"},
        {"type": "image_url", "image_url": {"url": "https://example.com/a", "detail": "low"}},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAEC"}},
        {"type": "input_audio", "input_audio": {"data": "AAEC", "format": "wav"}},
        {"type": "file", "file": {"file_id": "file-1"}},
        {"type": "file", "file": {"file_data": "data:application/pdf;base64,AAEC", "filename": "a.pdf"}},
    ]}))
    .unwrap();
    let bytes = |kind: &str| Media::bytes(kind, [0, 1, 2]);
    assert_eq!(
        message.content().blocks(),
        [
            ContentBlock::text("What is this?"),
            ContentBlock::image_url("https://example.com/a").with_detail("low"),
            ContentBlock::image(bytes("image/png")),
            ContentBlock::audio(bytes("audio/wav")),
            ContentBlock::file(Media::FileId("file-1".to_owned()), None),
            ContentBlock::file(bytes("application/pdf"), Some("a.pdf".to_owned())),
        ]
    );
}

#[test]
fn openais_answers_are_read_with_their_tool_calls_and_refusals() {
    let answer = read_ai(json!({"role": "assistant", "content": null, "tool_calls": [
        {"id": "1", "type": "function", "function": {"name": "f", "arguments": "{\"a\":1}"}},
        {"id": "2", "type": "function", "function": {"name": "g", "arguments": "{\"a\":"}},
    ]}));
    assert!(answer.content().is_empty());
    assert_eq!(answer.tool_calls()[0].id, "1");
    assert_eq!(answer.tool_calls()[0].arguments["a"], 1);
    assert_eq!(answer.invalid_tool_calls()[0].name, "g");
    assert_eq!(answer.invalid_tool_calls()[0].arguments, "{\"a\":");

    let refused = read_ai(json!({"role": "assistant", "content": "", "refusal": "No."}));
    assert_eq!(refused.content().refusal(), "No.");
}

#[test]
fn langchains_answers_are_read_with_their_tool_calls_and_metadata() {
    let answer = read_ai(json!({
        "type": "ai", "content": "hi", "id": "run-1", "additional_kwargs": {},
        "tool_calls": [{"type": "tool_call", "id": "1", "name": "f", "args": {"a": 1}}],
        "invalid_tool_calls": [{
            "type": "invalid_tool_call", "id": "2", "name": "g", "args": "{", "error": "cut off",
        }],
        "response_metadata": {
            "model_name": "gpt-4o-mini", "finish_reason": "stop", "token_usage": {},
            "logprobs": {"content": [{
                "token": "hi", "bytes": [104, 105], "logprob": -0.5, "top_logprobs": [],
            }], "refusal": null},
        },
        "usage_metadata": {"input_tokens": 3, "output_tokens": 1, "total_tokens": 4},
    }));
    assert_eq!(answer.tool_calls()[0].arguments["a"], 1);
    assert_eq!(answer.invalid_tool_calls()[0].error, "cut off");
    assert_eq!(answer.finish_reason().unwrap().as_str(), "stop");
    assert_eq!(
        answer.response_metadata().model.as_deref(),
        Some("gpt-4o-mini")
    );
    assert_eq!(answer.usage().total_tokens, Some(4));
    let token = &answer.logprobs().content()[0];
    assert_eq!(
        (token.bytes(), token.logprob()),
        (Some(&b"hi"[..]), Some(-0.5))
    );
    assert_eq!(token.top_logprobs(), Some(&[][..]));
}

#[test]
fn what_langchain_leaves_at_none_is_read_as_nothing() {
    let answer = read_ai(json!({
        "type": "ai", "content": "hi", "id": null, "name": null, "example": false,
        "tool_calls": [{"type": "tool_call", "id": null, "name": "f", "args": {}}],
        "invalid_tool_calls": [{
            "type": "invalid_tool_call", "id": null, "name": null, "args": "{", "error": null,
        }],
        "response_metadata": {"finish_reason": null, "logprobs": null},
        "usage_metadata": null,
    }));
    assert_eq!(answer.tool_calls()[0].id, "");
    assert_eq!(answer.invalid_tool_calls()[0].arguments, "{");
    assert!(answer.usage().is_empty());
    let none = read_ai(json!({
        "type": "ai", "content": "hi", "tool_calls": null, "invalid_tool_calls": null,
        "response_metadata": null,
    }));
    assert_eq!(none, AiMessage::new("hi"));
}

#[test]
fn results_of_tools_are_read_in_either_form() {
    let openai = read_tool(json!({"role": "tool", "tool_call_id": "1", "content": "42"}));
    assert_eq!((openai.tool_call_id(), openai.is_error()), ("1", false));
    let langchain = json!({
        "type": "tool", "tool_call_id": "1", "content": "boom", "status": "error",
    });
    assert!(read_tool(langchain).is_error());
}
