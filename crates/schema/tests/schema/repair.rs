//! Asking again.

use serde_json::json;
use surprisal_core::{
    AiMessage, BaseMessage as _, CallOptions, Choice, Error, ErrorKind, FinishReason,
    InvalidToolCall, Message, Role, RunnableExt as _, Usage,
};
use surprisal_schema::{StructuredExt as _, StructuredMethod, rejected_answers};

use crate::support::{Person, Scripted, ann, ann_json, call, calls, refused, says};

#[tokio::test]
async fn without_repair_it_is_asked_once() {
    let model = Scripted::new().answer(says("{}"));
    model
        .clone()
        .with_structured_output::<Person>()
        .invoke("Who?")
        .await
        .unwrap_err();
    assert_eq!(model.calls().len(), 1);
}

#[tokio::test]
async fn an_answer_that_does_not_fit_goes_back_with_what_is_wrong() {
    let model = Scripted::new()
        .fail(refused("response_format"))
        .answer(calls([call("1", "Person", json!({ "name": 7 }))]))
        .answer(calls([call("2", "Person", ann_json())]));
    let people = model
        .clone()
        .with_structured_output::<Person>()
        .with_repair(2);
    let person = people
        .bind(CallOptions::new().logprobs(true))
        .invoke("Who?")
        .await
        .unwrap();
    assert_eq!(
        (person.value, person.method),
        (ann(), StructuredMethod::FunctionCalling)
    );

    // The method that was found is kept, and so are the options. A call must have its answer.
    let [_, first, second] = &model.calls()[..] else {
        panic!()
    };
    assert_eq!(first.options, second.options);
    let [human, Message::Ai(bad), Message::Tool(correction)] = &second.messages[..] else {
        panic!()
    };
    assert_eq!((human.text().as_ref(), bad), ("Who?", &person.rejected[0]));
    assert_eq!(
        (correction.tool_call_id(), correction.is_error()),
        ("1", true)
    );
    assert!(
        correction.text().contains("invalid type: integer `7`"),
        "{}",
        correction.text()
    );
}

#[tokio::test]
async fn a_text_is_answered_by_the_user() {
    let model = Scripted::new()
        .answer(says("{}"))
        .answer(says(&ann_json().to_string()));
    model
        .clone()
        .with_structured_output::<Person>()
        .with_repair(1)
        .invoke("Who?")
        .await
        .unwrap();
    let sent = &model.calls()[1].messages;
    assert_eq!(
        sent.iter().map(|one| one.role()).collect::<Vec<_>>(),
        [Role::Human, Role::Ai, Role::Human]
    );
    assert!(
        sent[2].text().contains("missing field `name`"),
        "{}",
        sent[2].text()
    );
}

#[tokio::test]
async fn an_invalid_call_is_answered_too() {
    let invalid = InvalidToolCall::new("1", "Person", "{", "the arguments are not JSON");
    let choice = Choice::default().with_invalid_tool_calls([invalid]);
    let model = Scripted::new()
        .answer(AiMessage::from(
            choice.with_finish_reason(FinishReason::ToolCalls),
        ))
        .answer(calls([call("2", "Person", ann_json())]));
    let people = model
        .clone()
        .with_structured_output::<Person>()
        .with_method(StructuredMethod::FunctionCalling);
    people.with_repair(1).invoke("Who?").await.unwrap();
    let Message::Tool(correction) = &model.calls()[1].messages[2] else {
        panic!()
    };
    assert_eq!(correction.tool_call_id(), "1");
}

#[tokio::test]
async fn the_cost_of_all_rounds_is_kept() {
    let good = || says(&ann_json().to_string());
    let model = Scripted::new()
        .answer(says("{}"))
        .answer(says("[]"))
        .answer(good());
    let people = model.with_structured_output::<Person>().with_repair(2);
    let person = people.invoke("Who?").await.unwrap();
    assert_eq!(
        (person.rejected.len(), person.usage()),
        (2, Usage::new(30, 9))
    );
    assert_eq!(person.message, good());

    let model = Scripted::new().answer(says("{}")).answer(says("[]"));
    let people = model
        .clone()
        .with_structured_output::<Person>()
        .with_repair(1);
    let error = people.invoke("Who?").await.unwrap_err();
    assert_eq!(
        (error.kind(), model.calls().len()),
        (ErrorKind::BadResponse, 2)
    );
    assert_eq!(error.partial().unwrap().text(), "[]");
    assert_eq!(error.partial().unwrap().usage(), Some(&Usage::new(20, 6)));
}

#[tokio::test]
async fn an_error_of_the_model_while_it_is_repaired_keeps_what_came() {
    let model = Scripted::new()
        .answer(says("{}"))
        .fail(Error::new(ErrorKind::Server, "down"));
    let people = model.with_structured_output::<Person>().with_repair(1);
    let error = people.invoke("Who?").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert_eq!(error.partial().unwrap().usage(), Some(&Usage::new(10, 3)));
}

#[tokio::test]
async fn an_error_has_the_answers_that_were_rejected_before_it() {
    let rounds = || Scripted::new().answer(says("{}")).answer(says("[]"));
    let broken = Error::new(ErrorKind::Truncated, "broken off").with_partial("{".into());
    assert!(rejected_answers(&broken).is_empty());
    for (model, last, rejected) in [
        (rounds().answer(says("7")), "7", 2),
        (
            rounds().fail(Error::new(ErrorKind::Server, "down")),
            "[]",
            1,
        ),
        (rounds().fail(broken), "{", 2),
    ] {
        let people = model.with_structured_output::<Person>().with_repair(2);
        let error = people.invoke("Who?").await.unwrap_err();
        assert_eq!(error.partial().unwrap().text(), last);
        let texts: Vec<_> = rejected_answers(&error)
            .iter()
            .map(|answer| answer.text().into_owned())
            .collect();
        assert_eq!(texts, ["{}", "[]"][..rejected]);
    }
}

#[tokio::test]
async fn an_answer_that_was_cut_off_is_not_asked_for_again() {
    let cut = Choice::new("{").with_finish_reason(FinishReason::Length);
    let model = Scripted::new().answer(cut.into());
    let people = model
        .clone()
        .with_structured_output::<Person>()
        .with_repair(3);
    assert_eq!(
        people.invoke("Who?").await.unwrap_err().kind(),
        ErrorKind::Truncated
    );
    assert_eq!(model.calls().len(), 1);
}
