//! What is said to the model.

use serde_json::json;
use surprisal_core::{
    CallOptions, Content, ContentBlock, ErrorKind, HumanMessage, Media, Message, Messages,
};

use crate::support::{sent, unsent};

fn human(block: ContentBlock) -> Messages {
    Message::human(Content::from_iter([
        ContentBlock::text("what is this?"),
        block,
    ]))
    .into()
}

#[tokio::test]
async fn each_kind_of_content_is_a_part_of_its_own() {
    let png = Media::bytes("image/png", [1, 2, 3]);
    let pdf = || Media::bytes("application/pdf", [1, 2, 3]);
    let address = |url: &str| Media::Url(url.into());
    let name = Some("a.pdf".to_owned());
    let cases = [
        (
            ContentBlock::image(png).with_detail("low"),
            json!({"type": "image_url", "image_url": {"url": "data:image/png;base64,AQID", "detail": "low"}}),
        ),
        (
            ContentBlock::image_url("https://e.example/a.png"),
            json!({"type": "image_url", "image_url": {"url": "https://e.example/a.png"}}),
        ),
        (
            ContentBlock::audio(Media::bytes("audio/mp3", [1, 2, 3])),
            json!({"type": "input_audio", "input_audio": "AQID"}),
        ),
        (
            ContentBlock::audio(address("https://e.example/a.mp3")),
            json!({"type": "input_audio", "input_audio": "https://e.example/a.mp3"}),
        ),
        (
            ContentBlock::file(pdf(), name),
            json!({"type": "document_url", "document_url": "data:application/pdf;base64,AQID", "document_name": "a.pdf"}),
        ),
        (
            ContentBlock::file(address("https://e.example/a.pdf"), None),
            json!({"type": "document_url", "document_url": "https://e.example/a.pdf"}),
        ),
        (
            ContentBlock::file(Media::FileId("f-1".into()), None),
            json!({"type": "file", "file_id": "f-1"}),
        ),
        (
            ContentBlock::opaque(
                "mistral",
                json!({"type": "reference", "reference_ids": [1]}),
            ),
            json!({"type": "reference", "reference_ids": [1]}),
        ),
    ];
    for (block, part) in cases {
        let sent = sent(human(block), CallOptions::new()).await;
        let text = json!({"type": "text", "text": "what is this?"});
        assert_eq!(
            sent["messages"],
            json!([{"role": "user", "content": [text, part]}])
        );
    }
}

#[tokio::test]
async fn what_has_no_place_is_refused_without_a_request() {
    let id = || Media::FileId("f-1".into());
    for (block, kind) in [
        (ContentBlock::image(id()), "image"),
        (ContentBlock::audio(id()), "audio"),
    ] {
        let error = unsent(human(block)).await;
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        let expected = format!("Mistral takes no {kind} by file id: give its URL or its bytes");
        assert_eq!(error.message(), expected);
    }
    let named = Messages::from(HumanMessage::new("hi").with_name("ada"));
    let error = unsent(named).await;
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("name"))
    );
}

#[tokio::test]
async fn instructions_are_system_messages() {
    let messages = [
        Message::system("a"),
        Message::developer("b"),
        Message::human("c"),
    ];
    let sent = sent(Messages::from_iter(messages), CallOptions::new()).await;
    let expected = json!([
        {"role": "system", "content": "a"},
        {"role": "system", "content": "b"},
        {"role": "user", "content": "c"},
    ]);
    assert_eq!(sent["messages"], expected);
}
