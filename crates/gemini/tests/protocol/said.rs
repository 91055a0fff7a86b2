use serde_json::{Value, json};
use surprisal_core::{
    AiMessage, Choice, Content, ContentBlock, ErrorKind, HumanMessage, InvalidToolCall, Media,
    Message, Messages, ToolCall, ToolMessage,
};
use surprisal_http::Protocol as _;

use crate::support::{gemini, said};

fn refusal(messages: impl IntoIterator<Item = Message>) -> surprisal_core::Error {
    let messages: Messages = messages.into_iter().collect();
    let request = gemini().encode(&messages, &Default::default(), false);
    request.unwrap_err()
}

#[test]
fn instructions_are_apart_and_what_one_side_says_is_one_turn() {
    let body = said([
        Message::system("be terse"),
        Message::human("a"),
        Message::human("b"),
        Message::developer("and kind"),
        Message::ai("c"),
        Message::ai(""),
        Message::human("d"),
    ]);
    let parts = json!([{"text": "be terse"}, {"text": "and kind"}]);
    assert_eq!(body["systemInstruction"], json!({ "parts": parts }));
    let contents = json!([
        {"role": "user", "parts": [{"text": "a"}, {"text": "b"}]},
        {"role": "model", "parts": [{"text": "c"}]},
        {"role": "user", "parts": [{"text": "d"}]},
    ]);
    assert_eq!(body["contents"], contents);
    let error = refusal([Message::system("be terse")]);
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[test]
fn media_go_by_their_bytes_their_address_or_their_name_with_the_service() {
    let url = |url: &str| Media::Url(url.into());
    let blocks = [
        ContentBlock::image_bytes("image/png", *b"hi").with_detail("high"),
        ContentBlock::image_url("https://x.example/A.JPG?size=3"),
        ContentBlock::audio(Media::bytes("audio/wav", *b"hi")),
        ContentBlock::file(
            Media::bytes("application/pdf", *b"hi"),
            Some("a.pdf".into()),
        ),
        ContentBlock::file(Media::FileId("files/abc".into()), None),
        ContentBlock::file(Media::FileId("gs://bucket/film.mp4".into()), None),
        ContentBlock::file(url("https://www.youtube.com/watch?v=x"), None),
    ];
    let body = said([Message::human(Content::from_iter(blocks))]);
    let parts = json!([
        {"inlineData": {"mimeType": "image/png", "data": "aGk="}, "mediaResolution": {"level": "MEDIA_RESOLUTION_HIGH"}},
        {"fileData": {"mimeType": "image/jpeg", "fileUri": "https://x.example/A.JPG?size=3"}},
        {"inlineData": {"mimeType": "audio/wav", "data": "aGk="}},
        {"inlineData": {"mimeType": "application/pdf", "data": "aGk="}},
        {"fileData": {"fileUri": "https://generativelanguage.googleapis.com/v1beta/files/abc"}},
        {"fileData": {"mimeType": "video/mp4", "fileUri": "gs://bucket/film.mp4"}},
        {"fileData": {"fileUri": "https://www.youtube.com/watch?v=x"}},
    ]);
    assert_eq!(body["contents"][0]["parts"], parts);
}

#[test]
fn what_other_providers_and_models_left_in_a_message_is_passed_over() {
    let content = Content::from_iter([
        ContentBlock::reasoning("hm"),
        ContentBlock::text("a"),
        ContentBlock::opaque("openai", json!({"type": "reasoning"})),
        ContentBlock::refusal("no"),
    ]);
    let body = said([
        Message::human("q"),
        Message::ai(content.clone()),
        Message::human(content),
    ]);
    assert_eq!(body["contents"][1]["parts"], json!([{"text": "ano"}]));
    assert_eq!(
        body["contents"][2]["parts"],
        json!([{"text": "a"}, {"text": "no"}])
    );
}

#[test]
fn a_named_speaker_is_refused_by_name() {
    let error = refusal([HumanMessage::new("hi").with_name("ada").into()]);
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("name"))
    );
}

fn called(calls: &[(&str, &str)]) -> Message {
    let calls = calls
        .iter()
        .map(|(id, name)| ToolCall::new(*id, *name, Default::default()));
    AiMessage::from(Choice::new("").with_tool_calls(calls)).into()
}

/// The name, id and response of each result.
fn results(body: &Value) -> Vec<(Value, Value, Value)> {
    let parts = body["contents"].as_array().unwrap().last().unwrap()["parts"]
        .as_array()
        .unwrap();
    let results = parts.iter().map(|part| &part["functionResponse"]);
    let of = |result: &Value, key: &str| result[key].clone();
    results
        .map(|one| (of(one, "name"), of(one, "id"), of(one, "response")))
        .collect()
}

#[test]
fn results_go_by_the_name_of_their_tool_and_by_the_id_where_there_is_one() {
    let body = said([
        Message::human("q"),
        called(&[("1", "f"), ("2", "g")]),
        Message::tool("2", "two"),
        ToolMessage::new("1", "one").with_error(true).into(),
    ]);
    assert_eq!(
        results(&body),
        [
            (json!("g"), json!("2"), json!({"output": "two"})),
            (json!("f"), json!("1"), json!({"error": "one"})),
        ]
    );
    // The calls and both results are one turn each.
    assert_eq!(body["contents"].as_array().unwrap().len(), 3);
}

#[test]
fn without_ids_the_order_of_the_calls_counts_and_a_name_helps() {
    let body = said([
        Message::human("q"),
        called(&[("", "f"), ("", "g"), ("", "h")]),
        ToolMessage::new("", "of g").with_name("g").into(),
        Message::tool("", "of f"),
        Message::tool("", "of h"),
    ]);
    let names: Vec<_> = results(&body)
        .into_iter()
        .map(|(name, id, _)| (name, id))
        .collect();
    let null = Value::Null;
    assert_eq!(
        names,
        [("g", &null), ("f", &null), ("h", &null)].map(|(a, b)| (json!(a), b.clone()))
    );
    let error = refusal([Message::human("q"), Message::tool("9", "x")]);
    assert!(
        error.message().contains("ToolMessage::with_name"),
        "{error}"
    );
}

#[test]
fn a_result_may_be_a_picture() {
    let content = Content::from_iter([
        ContentBlock::text("see"),
        ContentBlock::image_bytes("image/png", *b"hi"),
    ]);
    let result = ToolMessage::new("1", content);
    let body = said([Message::human("q"), called(&[("1", "f")]), result.into()]);
    let part = &body["contents"][2]["parts"][0]["functionResponse"];
    assert_eq!(part["response"], json!({"output": "see"}));
    let data = json!({"inlineData": {"mimeType": "image/png", "data": "aGk="}});
    assert_eq!(part["parts"], json!([data]));
}

#[test]
fn a_call_that_could_not_be_made_goes_back_with_what_was_written() {
    let choice =
        Choice::new("").with_invalid_tool_calls([InvalidToolCall::new("1", "f", "{x", "no")]);
    let body = said([
        Message::human("q"),
        AiMessage::from(choice).into(),
        Message::tool("1", "no"),
    ]);
    let call = json!({"name": "f", "args": {"invalid_arguments": "{x"}, "id": "1"});
    assert_eq!(
        body["contents"][1]["parts"],
        json!([{ "functionCall": call }])
    );
    assert_eq!(results(&body)[0].0, "f");
}
