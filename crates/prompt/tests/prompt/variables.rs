use std::collections::BTreeMap;

use serde_json::{Map, json};
use surprisal_core::{BaseMessage, Message, Messages, RunnableExt};
use surprisal_prompt::{ChatPrompt, PromptPart, Variables};

#[derive(serde::Serialize)]
struct Input {
    name: &'static str,
    history: Messages,
}

fn prompt() -> ChatPrompt {
    ChatPrompt::new([
        PromptPart::template("system", "{{ name }}").unwrap(),
        PromptPart::optional_placeholder("history"),
    ])
    .unwrap()
}

#[tokio::test]
async fn whatever_has_names_can_be_given() {
    let prompt = prompt();
    let map = Map::from_iter([("name".to_owned(), json!("Ada"))]);
    let sorted = BTreeMap::from([("name", "Ada")]);
    for messages in [
        prompt.invoke([("name", "Ada")]).await,
        prompt.invoke(vec![("name".to_owned(), json!("Ada"))]).await,
        prompt.invoke(map).await,
        prompt.invoke(json!({"name": "Ada"})).await,
        prompt.invoke(Variables::of(&sorted).unwrap()).await,
        prompt.invoke(Variables::new().with("name", "Ada")).await,
    ] {
        assert_eq!(messages.unwrap()[0].text(), "Ada");
    }
}

#[test]
fn a_struct_can_hold_the_conversation() {
    let history = Messages::try_from([("human", "hello"), ("ai", "hi")]).unwrap();
    let input = Input {
        name: "Ada",
        history: history.clone(),
    };
    let messages = prompt().format(Variables::of(&input).unwrap()).unwrap();
    assert_eq!(messages[1..], history[..]);
}

#[test]
fn a_variable_that_no_template_uses_is_passed_over() {
    let messages = prompt().format([("name", "Ada"), ("age", "36")]);
    assert_eq!(messages.unwrap().len(), 1);
}

#[test]
fn a_call_wins_over_what_is_set_beforehand() {
    let prompt = prompt().partial("name", "Bob").partial("name", "Eve");
    assert_eq!(prompt.format(Variables::new()).unwrap()[0].text(), "Eve");
    assert_eq!(prompt.format([("name", "Ada")]).unwrap()[0].text(), "Ada");

    let history = prompt.partial("history", json!([["human", "of Eve"]]));
    let given = Variables::new().with_messages("history", [Message::human("of Ada")]);
    assert_eq!(history.format(given).unwrap()[1].text(), "of Ada");
}

#[test]
fn the_variables_are_those_that_have_to_be_given() {
    let prompt = ChatPrompt::new([
        PromptPart::template("system", "{{ b }} {% for x in list %}{{ x.y }}{% endfor %}").unwrap(),
        PromptPart::placeholder("history"),
        PromptPart::optional_placeholder("examples"),
        PromptPart::template("human", "{% set c = a.d %}{{ c }} {{ b }}").unwrap(),
    ])
    .unwrap();
    let names = ["a", "b", "history", "list"].map(String::from);
    assert_eq!(prompt.variables(), names.into());
    let names = ["a", "history", "list"].map(String::from);
    assert_eq!(prompt.partial("b", 1).variables(), names.into());
}
