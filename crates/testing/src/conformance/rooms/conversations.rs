//! What is said to a model.

use surprisal_core::{CallOptions, ErrorKind, HumanMessage, Message, Messages, RunnableExt as _};

use super::answers::SCRIPTS;
use crate::conformance::check::{Check, ensure, failed, same};
use crate::conformance::lab::Lab;
use crate::conformance::script::hello;
use crate::conformance::{Part, Scenario, Seen};

pub(crate) async fn an_empty_conversation_is_refused_without_a_request(lab: &Lab<'_>) -> Check {
    for streamed in [false, true] {
        let rig = lab.example(hello(), streamed).await?;
        let (nothing, options) = (Messages::default(), CallOptions::new());
        let outcome = match streamed {
            true => rig.model.stream_opts(nothing, options).await.map(|_| ()),
            false => rig.model.invoke_opts(nothing, options).await.map(|_| ()),
        };
        let error = failed("nothing was said", outcome)?;
        same(
            "the kind of the error",
            error.kind(),
            ErrorKind::InvalidInput,
        )?;
        same("the number of requests", rig.requests(), 0)?;
    }
    Ok(())
}

pub(crate) async fn a_long_conversation_arrives_whole(lab: &Lab<'_>) -> Check {
    let texts: Vec<String> = (0..200)
        .map(|turn| format!("turn number {turn:03}."))
        .collect();
    let turns = texts.iter().enumerate().map(|(turn, text)| match turn % 2 {
        0 => Message::human(text.as_str()),
        _ => Message::ai(text.as_str()),
    });
    sent(lab, turns).await?.says_in_order(&texts)
}

pub(crate) async fn several_messages_of_one_role_arrive_in_their_order(lab: &Lab<'_>) -> Check {
    let messages = [
        Message::human("the first question"),
        Message::human("the second question"),
        Message::ai("the first answer"),
        Message::ai("the second answer"),
        Message::human("the third question"),
    ];
    let texts: Vec<_> = messages.iter().map(text).collect();
    sent(lab, messages.clone()).await?.says_in_order(&texts)
}

pub(crate) async fn a_system_message_is_told_from_a_human_one(lab: &Lab<'_>) -> Check {
    told_apart(lab, Message::system("you are terse")).await
}

pub(crate) async fn a_developer_message_is_told_from_a_human_one(lab: &Lab<'_>) -> Check {
    told_apart(lab, Message::developer("you are terse")).await
}

pub(crate) async fn an_earlier_answer_is_told_from_a_human_message(lab: &Lab<'_>) -> Check {
    told_apart(lab, Message::ai("you are terse")).await
}

async fn told_apart(lab: &Lab<'_>, message: Message) -> Check {
    let human = sent(
        lab,
        [Message::human("you are terse"), Message::human("hello")],
    )
    .await?;
    let other = sent(lab, [message, Message::human("hello")]).await?;
    other.says("you are terse")?;
    other.says("hello")?;
    ensure(human.body != other.body, || {
        format!("both are sent as {}", other.body)
    })
}

pub(crate) async fn a_name_arrives_or_is_refused(lab: &Lab<'_>) -> Check {
    let rig = lab.example(hello(), false).await?;
    let named = Messages::from(HumanMessage::new("who am I?").with_name("ada-lovelace"));
    match rig
        .model
        .invoke_opts(named, CallOptions::new().max_tokens(4))
        .await
    {
        Ok(_) => {
            lab.needs_part(Part::Names)?;
            rig.only()?.says("ada-lovelace")
        }
        Err(error) => {
            same(
                "the kind of the error",
                error.kind(),
                ErrorKind::Unsupported,
            )?;
            same("the option", error.option(), Some("name"))?;
            same("the number of requests", rig.requests(), 0)
        }
    }
}

pub(crate) async fn characters_of_every_script_are_sent(lab: &Lab<'_>) -> Check {
    sent(lab, [Message::human(SCRIPTS)]).await?.says(SCRIPTS)
}

/// The request for these messages.
async fn sent(lab: &Lab<'_>, messages: impl IntoIterator<Item = Message>) -> Check<Seen> {
    let rig = lab.rig(Scenario::whole(hello()).example()).await?;
    rig.seen()?;
    let messages: Messages = messages.into_iter().collect();
    rig.model.invoke(messages).await?;
    rig.only()
}

fn text(message: &Message) -> String {
    surprisal_core::BaseMessage::text(message).into_owned()
}
