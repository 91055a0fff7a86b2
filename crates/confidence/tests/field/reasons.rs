//! Why there are no fields, and where they are taken from.

use std::error::Error as _;

use serde_json::{Map, Value, json};
use surprisal_confidence::{Fields, FieldsError};
use surprisal_core::{
    AiMessage, Availability, CallOptions, Channel, Choice, Error, ErrorKind, Logprobs, RunnableExt,
    TokenLogprob, ToolCall, ToolDefinition,
};
use surprisal_testing::{FakeAnswer, FakeChatModel, token};

use crate::common::{choice, reason, tokens};

fn call(name: &str, arguments: Value) -> ToolCall {
    let arguments: Map<String, Value> = serde_json::from_value(arguments).unwrap();
    ToolCall::new("call_0", name, arguments)
}

#[test]
fn a_text_without_log_probabilities_says_what_is_known_of_why() {
    let with = |availability| {
        let mut logprobs = Logprobs::default();
        logprobs.set_availability(availability);
        reason(Choice::new("{}").with_logprobs(logprobs))
    };
    assert_eq!(with(Availability::NotRequested), FieldsError::NotRequested);
    assert_eq!(with(Availability::RequestedButAbsent), FieldsError::Absent);
    assert_eq!(with(Availability::Refused), FieldsError::Refused);
    assert_eq!(reason(Choice::new("")), FieldsError::NoText);
    let error = Error::from(FieldsError::NotRequested);
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    assert!(error.message().contains("logprobs(true)"));
    let source = error
        .source()
        .and_then(|source| source.downcast_ref::<FieldsError>());
    assert_eq!(source, Some(&FieldsError::NotRequested));
}

#[tokio::test]
async fn a_tool_call_without_log_probabilities_says_what_would_work() {
    let model = FakeChatModel::new()
        .say(FakeAnswer::new().tool_call("invoice", json!({"total": 12})))
        .bind_tools([ToolDefinition::new("invoice", json!({}))])
        .bind(CallOptions::new().logprobs(true));
    let message = model.invoke("Read it.").await.unwrap();
    let reason = Fields::of(&message).unwrap_err();
    assert!(matches!(&reason, FieldsError::ToolCall { name, .. } if name == "invoice"));
    let error = Error::from(reason);
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    assert!(
        error.message().contains("response_format json_schema"),
        "{error}"
    );
}

#[tokio::test]
async fn tokens_of_a_tool_call_are_used_where_they_came() {
    let arguments = [token("{\"total\": "), token("12").p(0.5), token("}")];
    let answer = FakeAnswer::new()
        .tool_call_tokens("first", arguments.clone())
        .tool_call_tokens(
            "second",
            [token("{\"total\": "), token("7").p(0.25), token(" }")],
        );
    let model = FakeChatModel::new()
        .say(answer)
        .bind_tools([
            ToolDefinition::new("first", json!({})),
            ToolDefinition::new("second", json!({})),
        ])
        .bind(CallOptions::new().logprobs(true));
    let message = model.invoke("Read it.").await.unwrap();
    let probability = |fields: &Fields<'_>| {
        let field = fields.field("/total").unwrap();
        (field.raw().to_owned(), field.content().joint_probability())
    };
    let fields = Fields::of(&message).unwrap();
    assert_eq!(probability(&fields), ("12".into(), Some(0.5)));
    let choice = message.choices().next().unwrap();
    let fields = Fields::of_tool_call(choice, 1).unwrap();
    assert_eq!(probability(&fields), ("7".into(), Some(0.25)));
    let reason = Fields::of_tool_call(choice, 2).unwrap_err();
    assert!(matches!(
        reason,
        FieldsError::NoSuchCall {
            index: 2,
            count: 2,
            ..
        }
    ));
}

#[test]
fn tokens_of_other_arguments_are_refused() {
    let tokens = tokens([("{\"total\":", 0.0), ("12}", -1.0)]);
    let choice = Choice::new("")
        .with_tool_calls([call("invoice", json!({"total": 13}))])
        .with_logprobs(Logprobs::new(Channel::ToolCalls, tokens));
    assert!(matches!(reason(choice), FieldsError::Unaligned { .. }));
}

#[test]
fn tokens_that_are_not_the_text_are_refused_with_the_place() {
    let message = |text: &str, tokens| match reason(choice(text, tokens)) {
        FieldsError::Unaligned { message, .. } => message,
        other => panic!("{other}"),
    };
    let one = || tokens([("{\"a\":", 0.0), ("1}", -1.0)]);
    assert_eq!(
        message("{\"a\":2}", one()),
        "token 1 is not what the text has at byte 5"
    );
    assert_eq!(
        message("{\"a\":1} ", one()),
        "the tokens have 7 bytes and the text has 8"
    );
    assert_eq!(
        message("{\"a\":1", one()),
        "the tokens have 7 bytes and the text has 6"
    );
    let lost = vec![TokenLogprob::new("\u{fffd}", -1.0)];
    assert_eq!(message("x", lost), "the bytes of token 0 are not known");
    let half = [crate::common::bytes(b"\xf0\x9f", -1.0)];
    assert!(matches!(
        Fields::of_tokens(&half),
        Err(FieldsError::Unaligned { .. })
    ));
}

#[test]
fn a_choice_is_read_by_itself() {
    let one = choice("[1]", tokens([("[", 0.0), ("1", -1.0), ("]", 0.0)]));
    let two = choice("[2]", tokens([("[", 0.0), ("2", -2.0), ("]", 0.0)])).with_index(1);
    let message = AiMessage::from_choices([one, two]);
    let sums: Vec<_> = message
        .choices()
        .map(|choice| {
            Fields::of_choice(choice)
                .unwrap()
                .field("/0")
                .unwrap()
                .content()
                .sum()
        })
        .collect();
    assert_eq!(sums, [Some(-1.0), Some(-2.0)]);
}

#[test]
fn a_text_beside_a_tool_call_is_what_is_read() {
    let choice = choice("[1]", tokens([("[1]", -1.0)])).with_tool_calls([call("f", json!({}))]);
    assert_eq!(Fields::of_choice(&choice).unwrap().iter().count(), 1);
}
