//! What can be said to a model, and what is made of it.

use surprisal_core::{
    AiMessage, BaseMessage, Content, ContentBlock, DeveloperMessage, Error, HumanMessage, Message,
    Messages, Role, SystemMessage, ToolMessage,
};

/// The messages, each as its role and its text.
fn said(input: impl TryInto<Messages, Error: Into<Error>>) -> Vec<(Role, String)> {
    let messages = input.try_into().map_err(Into::into).unwrap();
    messages
        .iter()
        .map(|message| (message.role(), message.text().into_owned()))
        .collect()
}

fn human(text: &str) -> Vec<(Role, String)> {
    vec![(Role::Human, text.to_owned())]
}

fn dialogue() -> Vec<(Role, String)> {
    vec![
        (Role::System, "Be brief.".to_owned()),
        (Role::Human, "hi".to_owned()),
    ]
}

#[test]
fn a_text_is_one_human_message() {
    let owned = String::from("hi");
    assert_eq!(said("hi"), human("hi"));
    assert_eq!(said(&owned), human("hi"));
    assert_eq!(said(owned), human("hi"));
    assert_eq!(said(Content::from("hi")), human("hi"));
}

#[test]
fn a_pair_is_one_message_with_its_role() {
    assert_eq!(said(("human", "hi")), human("hi"));
    assert_eq!(said(("human", "hi".to_owned())), human("hi"));
    assert_eq!(said(("human".to_owned(), "hi")), human("hi"));
    assert_eq!(said((Role::Human, "hi")), human("hi"));
    assert_eq!(said((Role::Human, Content::from("hi"))), human("hi"));
    assert_eq!(
        said((Role::Human, vec![ContentBlock::text("hi")])),
        human("hi")
    );
    assert_eq!(said(("human", "system")), human("system"));
}

#[test]
fn every_synonym_of_a_role_is_known() {
    for (names, role) in [
        (&["human", "user"][..], Role::Human),
        (&["ai", "assistant"], Role::Ai),
        (&["system"], Role::System),
        (&["developer"], Role::Developer),
    ] {
        for name in names {
            assert_eq!(said((*name, "x")), [(role, "x".to_owned())]);
        }
        assert_eq!(names[0], role.as_str());
    }
    assert_eq!("tool".parse::<Role>().unwrap(), Role::Tool);
}

#[test]
fn a_message_of_any_kind_is_itself() {
    assert_eq!(
        said(SystemMessage::new("x")),
        [(Role::System, "x".to_owned())]
    );
    assert_eq!(
        said(DeveloperMessage::new("x")),
        [(Role::Developer, "x".to_owned())]
    );
    assert_eq!(said(HumanMessage::new("x")), human("x"));
    assert_eq!(said(AiMessage::new("x")), [(Role::Ai, "x".to_owned())]);
    assert_eq!(
        said(ToolMessage::new("1", "x")),
        [(Role::Tool, "x".to_owned())]
    );
    let message = Message::human("x");
    assert_eq!(said(&message), human("x"));
    assert_eq!(said(message), human("x"));
    let messages = Messages::from(Message::human("x"));
    assert_eq!(said(&messages), human("x"));
    assert_eq!(said(messages), human("x"));
}

#[test]
fn arrays_vectors_and_slices_are_one_message_each() {
    let pairs = [("system", "Be brief."), ("user", "hi")];
    assert_eq!(said(pairs), dialogue());
    assert_eq!(said(pairs.to_vec()), dialogue());
    assert_eq!(said(&pairs[..]), dialogue());
    assert_eq!(said(&pairs.to_vec()), dialogue());
    assert_eq!(said(["a", "b"]).len(), 2);
    assert_eq!(said(vec!["a".to_owned(), "b".to_owned()]).len(), 2);
    let messages = [Message::system("Be brief."), Message::human("hi")];
    assert_eq!(said(&messages[..]), dialogue());
    assert_eq!(said(messages.iter().collect::<Vec<_>>()), dialogue());
    assert_eq!(said(messages), dialogue());
}

#[test]
fn mixtures_are_arrays_of_messages() {
    let mixture: [Message; 4] = [
        SystemMessage::new("Be brief.").into(),
        "hi".into(),
        ("ai", "hello").try_into().unwrap(),
        Message::tool("1", "42"),
    ];
    let roles: Vec<Role> = said(mixture).into_iter().map(|(role, _)| role).collect();
    assert_eq!(roles, [Role::System, Role::Human, Role::Ai, Role::Tool]);
}

#[test]
fn a_conversation_grows() {
    let mut messages = Messages::try_from([("system", "Be brief.")]).unwrap();
    messages.push("hi");
    assert_eq!(said(&messages), dialogue());
    messages.push(AiMessage::new("hello"));
    messages.extend([Message::human("bye")]);
    assert_eq!(messages.len(), 4);
}
