use serde_json::{Value, json};
use surprisal_anthropic::AnthropicOptions;
use surprisal_core::{CallOptions, Content, ContentBlock, ErrorKind, Media, Message, Messages};

use super::{body, encode, refused};

fn human(block: ContentBlock) -> Messages {
    Message::human(Content::from(block)).into()
}

fn written(block: ContentBlock, options: impl Into<CallOptions>) -> Value {
    body(human(block), options)["messages"][0]["content"][0].clone()
}

#[test]
fn pictures_come_by_bytes_address_and_id() {
    let source = |media| written(ContentBlock::image(media), CallOptions::new())["source"].clone();
    assert_eq!(
        source(Media::bytes("image/png", [1, 2, 3])),
        json!({"type": "base64", "media_type": "image/png", "data": "AQID"})
    );
    assert_eq!(
        source(Media::Url("https://h/a.png".into())),
        json!({"type": "url", "url": "https://h/a.png"})
    );
    assert_eq!(
        source(Media::FileId("file_1".into())),
        json!({"type": "file", "file_id": "file_1"})
    );
}

#[test]
fn how_closely_to_look_is_refused_by_its_name() {
    let picture = ContentBlock::image_url("https://h/a.png").with_detail("low");
    let error = encode(human(picture), CallOptions::new()).unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("detail"))
    );
}

#[test]
fn documents_are_pdf_text_or_elsewhere() {
    let file = |media| ContentBlock::file(media, Some("report".to_owned()));
    let cited = AnthropicOptions::new().citations(true);
    assert_eq!(
        written(file(Media::bytes("application/pdf", [1, 2, 3])), cited),
        json!({
            "type": "document",
            "source": {"type": "base64", "media_type": "application/pdf", "data": "AQID"},
            "title": "report",
            "citations": {"enabled": true},
        })
    );
    let source = |media| written(file(media), CallOptions::new())["source"].clone();
    assert_eq!(
        source(Media::bytes("text/markdown", "# a")),
        json!({"type": "text", "media_type": "text/plain", "data": "# a"})
    );
    assert_eq!(
        source(Media::Url("https://h/a.pdf".into())),
        json!({"type": "url", "url": "https://h/a.pdf"})
    );
    assert_eq!(
        source(Media::FileId("file_1".into())),
        json!({"type": "file", "file_id": "file_1"})
    );
}

#[test]
fn what_is_not_taken_is_refused_with_what_would_work() {
    let said = |block| refused(human(block), CallOptions::new());
    let sound = said(ContentBlock::audio(Media::bytes("audio/wav", [1])));
    assert_eq!(
        sound,
        "Anthropic takes no audio: give text, an image or a file"
    );
    let sheet = said(ContentBlock::file(
        Media::bytes("application/zip", [1]),
        None,
    ));
    assert!(
        sheet.starts_with(
            "Anthropic takes no file of the type application/zip: give application/pdf"
        )
    );
    let wrong = said(ContentBlock::file(Media::bytes("text/plain", [0xff]), None));
    assert_eq!(wrong, "the file of the type text/plain is not UTF-8");
    let in_answer = Message::ai(Content::from(ContentBlock::image_url("https://h/a.png")));
    let message = refused(
        Messages::from_iter([Message::human("a"), in_answer]),
        CallOptions::new(),
    );
    assert!(
        message.starts_with("Anthropic takes no image in an answer"),
        "{message}"
    );
}

#[test]
fn blocks_of_its_own_go_as_they_are_and_of_others_not_at_all() {
    let result = json!({"type": "search_result", "source": "s", "title": "t", "content": []});
    let message = Message::human(Content::from_iter([
        ContentBlock::text("a"),
        ContentBlock::opaque("anthropic", result.clone()),
        ContentBlock::opaque("openai", json!({"type": "reasoning"})),
    ]));
    let body = body(Messages::from(message), CallOptions::new());
    assert_eq!(
        body["messages"][0]["content"],
        json!([{"type": "text", "text": "a"}, result])
    );
}
