//! What is said to the model.

use serde_json::{Value, json};
use surprisal_core::{
    CallOptions, Content, ContentBlock, ErrorKind, Media, Message, Messages, ToolMessage,
};

use crate::support::{body, request};

fn turns(messages: impl Into<Messages>) -> Value {
    body(messages, &CallOptions::new())["messages"].clone()
}

#[test]
fn each_role_has_its_word() {
    let messages = Messages::from_iter([
        Message::system("a"),
        Message::developer("b"),
        Message::human("c"),
        Message::ai("d"),
        ToolMessage::new("call_1", "e").with_name("weather").into(),
    ]);
    let expected = json!([
        {"role": "system", "content": "a"},
        {"role": "system", "content": "b"},
        {"role": "user", "content": "c"},
        {"role": "assistant", "content": "d"},
        {"role": "tool", "tool_call_id": "call_1", "content": "e"},
    ]);
    assert_eq!(turns(messages), expected);
}

#[test]
fn pictures_go_by_address_or_as_data() {
    let content = Content::from_iter([
        ContentBlock::text("what is this?"),
        ContentBlock::image_url("https://a.example/b.png").with_detail("low"),
        ContentBlock::image_bytes("image/png", b"abc".to_vec()),
    ]);
    let expected = json!([
        {"type": "text", "text": "what is this?"},
        {"type": "image_url", "image_url": {"url": "https://a.example/b.png", "detail": "low"}},
        {"type": "image_url", "image_url": {"url": "data:image/png;base64,YWJj"}},
    ]);
    assert_eq!(turns(Message::human(content))[0]["content"], expected);
}

#[test]
fn documents_of_a_tools_result_are_parts_in_coheres_own_form() {
    let document = json!({"type": "document", "document": {"id": "1", "data": {"text": "rain"}}});
    let content = Content::from(ContentBlock::opaque("cohere", document.clone()));
    let message = Message::from(ToolMessage::new("call_1", content));
    assert_eq!(turns(message)[0]["content"], json!([document]));
}

#[test]
fn what_other_providers_and_models_said_to_themselves_is_passed_over() {
    let content = Content::from_iter([
        ContentBlock::text("a"),
        ContentBlock::reasoning("hm"),
        ContentBlock::opaque("openai", json!({"type": "reasoning"})),
        ContentBlock::refusal("b"),
    ]);
    let expected = json!([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]);
    assert_eq!(turns(Message::human(content))[0]["content"], expected);
}

#[test]
fn what_cannot_be_read_is_refused_by_its_kind() {
    let picture = || ContentBlock::image_url("https://a.example/b.png");
    let bytes = || Media::bytes("audio/wav", b"abc".to_vec());
    for (message, words) in [
        (
            Message::human(Content::from(ContentBlock::audio(bytes()))),
            "no audio",
        ),
        (
            Message::human(Content::from(ContentBlock::file(bytes(), None))),
            "no file",
        ),
        (
            Message::system(Content::from(picture())),
            "an image in a human message alone",
        ),
        (
            Message::ai(Content::from(picture())),
            "an image in a human message alone",
        ),
        (
            Message::from(ToolMessage::new("a", Content::from(picture()))),
            "an image in a human message alone",
        ),
        (
            Message::human(Content::from(ContentBlock::image(Media::FileId(
                "f".into(),
            )))),
            "no image of that id",
        ),
    ] {
        let error = request(message, &CallOptions::new()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.message().contains(words), "{error}");
    }
}
