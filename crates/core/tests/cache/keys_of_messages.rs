//! What counts of the messages: what they say.

use std::collections::BTreeSet;

use proptest::collection::vec;
use proptest::option;
use proptest::strategy::{Just, Strategy};
use proptest::{prop_assert_eq, prop_oneof, proptest};
use serde_json::{Map, json};
use surprisal_core::{
    AiMessage, CacheKey, CallOptions, Channel, Choice, Content, ContentBlock, DeveloperMessage,
    FinishReason, HumanMessage, InvalidToolCall, Logprobs, Media, Message, Messages, Profile,
    ResponseMetadata, SystemMessage, TokenLogprob, ToolCall, ToolMessage, Usage,
};

use crate::arbitrary::{content, word};

fn key(messages: impl Into<Messages>) -> CacheKey {
    let profile = Profile::new("acme", "acme-large");
    CacheKey::new(profile, &messages.into(), &CallOptions::new(), None).unwrap()
}

fn message() -> impl Strategy<Value = Message> {
    (0..4, content(), option::of(word())).prop_map(|(kind, content, name)| match (kind, name) {
        (0, None) => SystemMessage::new(content).into(),
        (0, Some(name)) => SystemMessage::new(content).with_name(name).into(),
        (1, None) => HumanMessage::new(content).into(),
        (1, Some(name)) => HumanMessage::new(content).with_name(name).into(),
        (2, None) => AiMessage::new(content).into(),
        (2, Some(name)) => AiMessage::new(content).with_name(name).into(),
        (_, None) => ToolMessage::new("", content).into(),
        (_, Some(name)) => ToolMessage::new("call_1", content)
            .with_error(name.len() > 2)
            .into(),
    })
}

/// One message, and another that often is the same.
fn pair() -> impl Strategy<Value = (Message, Message)> {
    (message(), message()).prop_flat_map(|(one, other)| {
        let same = one.clone();
        (Just(one), prop_oneof![Just(other), Just(same)])
    })
}

proptest! {
    #[test]
    fn one_changed_message_changes_the_key(before in vec(message(), 0..2), (one, other) in pair(), after in vec(message(), 0..2)) {
        let all = |message: &Message| -> Messages {
            before.iter().chain([message]).chain(&after).cloned().collect()
        };
        prop_assert_eq!(key(all(&one)) == key(all(&other)), one == other);
    }
}

#[test]
fn near_messages_differ() {
    let image = |media| Content::from(ContentBlock::image(media));
    let bytes = |kind, data: &[u8]| Media::bytes(kind, data);
    let call = |id, name, arguments| {
        AiMessage::from(Choice::new("").with_tool_calls([ToolCall::new(id, name, arguments)]))
    };
    let fields = |value| Map::from_iter([("a".to_owned(), value)]);
    let invalid =
        Choice::new("").with_invalid_tool_calls([InvalidToolCall::new("", "f", "{", "?")]);
    let all: Vec<Messages> = vec![
        Messages::default(),
        Message::human("").into(),
        Message::human([ContentBlock::text("")]).into(),
        Message::human("ab").into(),
        Message::system("ab").into(),
        DeveloperMessage::new("ab").into(),
        Message::ai("ab").into(),
        HumanMessage::new("ab").with_name("").into(),
        Message::human([ContentBlock::reasoning("ab")]).into(),
        Message::human([ContentBlock::refusal("ab")]).into(),
        Message::human([ContentBlock::text("a"), ContentBlock::text("b")]).into(),
        Messages::from_iter([Message::human("a"), Message::human("b")]),
        Message::human(image(Media::Url("ab".into()))).into(),
        Message::human(image(Media::FileId("ab".into()))).into(),
        Message::human(image(bytes("image/png", b"ab"))).into(),
        Message::human(image(bytes("image/gif", b"ab"))).into(),
        Message::human(image(bytes("image/png", b"ac"))).into(),
        Message::human(ContentBlock::image(Media::Url("ab".into())).with_detail("low")).into(),
        Message::human(ContentBlock::audio(Media::Url("ab".into()))).into(),
        Message::human(ContentBlock::file(Media::Url("ab".into()), None)).into(),
        Message::human(ContentBlock::file(
            Media::Url("ab".into()),
            Some("n".into()),
        ))
        .into(),
        Message::human(ContentBlock::opaque("p", json!(1))).into(),
        Message::human(ContentBlock::opaque("q", json!(1))).into(),
        Message::tool("1", "ab").into(),
        Message::tool("2", "ab").into(),
        ToolMessage::new("1", "ab").with_error(true).into(),
        call("", "f", Map::new()).into(),
        call("1", "f", Map::new()).into(),
        call("", "g", Map::new()).into(),
        call("", "f", fields(json!(1))).into(),
        call("", "f", fields(json!("1"))).into(),
        AiMessage::from(invalid).into(),
        AiMessage::from_choices([Choice::new("ab"), Choice::new("").with_index(1)]).into(),
    ];
    let keys: BTreeSet<CacheKey> = all.iter().cloned().map(key).collect();
    assert_eq!(keys.len(), all.len());
}

#[test]
fn what_is_known_of_an_earlier_answer_beside_what_it_says_does_not_count() {
    let mut metadata = ResponseMetadata::default();
    metadata.cached = true;
    metadata.id = Some("answer-2".to_owned());
    let token = TokenLogprob::new("Hello", -0.1);
    let choice = Choice::new("Hello")
        .with_finish_reason(FinishReason::Stop)
        .with_logprobs(Logprobs::new(Channel::Content, [token]));
    let answer = AiMessage::from(choice)
        .with_usage(Usage::new(1, 2))
        .with_response_metadata(metadata);
    let conversation = |answer: AiMessage| {
        Messages::from_iter([Message::human("hi"), answer.into(), Message::human("and?")])
    };
    assert_eq!(
        key(conversation(answer)),
        key(conversation(AiMessage::new("Hello")))
    );
    assert_ne!(
        key(conversation(AiMessage::new("Hello"))),
        key(conversation(AiMessage::new("Hallo")))
    );
}
