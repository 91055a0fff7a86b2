//! Answers that are no value.

use serde_json::json;
use surprisal_core::{
    AiMessage, Choice, ContentBlock, ErrorKind, FinishReason, HasLogprobs as _, InvalidToolCall,
    ResponseMetadata, RunnableExt as _,
};
use surprisal_schema::{StructuredExt as _, StructuredMethod};

use crate::support::{Person, Scripted, ann, call, calls, says, scored};

async fn error(method: StructuredMethod, answer: AiMessage) -> surprisal_core::Error {
    let people = Scripted::new()
        .answer(answer)
        .with_structured_output::<Person>();
    people.with_method(method).invoke("Who?").await.unwrap_err()
}

fn cut(text: &str, reason: FinishReason) -> AiMessage {
    let choice = Choice::new(text)
        .with_finish_reason(reason)
        .with_logprobs(scored(text));
    choice.into()
}

#[tokio::test]
async fn an_answer_that_does_not_fit_is_kept_whole() {
    let answer = says(r#"{"name":7}"#);
    let mut metadata = ResponseMetadata::default();
    metadata.provider = Some("acme".to_owned());
    metadata.request_id = Some("req_1".to_owned());
    let error = error(
        StructuredMethod::JsonSchema,
        answer.with_response_metadata(metadata),
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert!(
        error
            .message()
            .starts_with("the answer is no `Person`: invalid type: integer `7`"),
        "{error}"
    );
    assert_eq!(error.body(), Some(r#"{"name":7}"#));
    assert_eq!(
        (error.provider(), error.request_id()),
        (Some("acme"), Some("req_1"))
    );
    let partial = error.partial().unwrap();
    assert_eq!(partial.text(), r#"{"name":7}"#);
    assert_eq!(partial.joint_probability(), Some((-0.5f64).exp()));
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn an_answer_that_was_cut_off_says_what_to_raise() {
    let text = error(
        StructuredMethod::JsonSchema,
        cut(r#"{"name":"An"#, FinishReason::Length),
    )
    .await;
    let invalid = InvalidToolCall::new("1", "Person", r#"{"name":"An"#, "cut off");
    let choice = Choice::default().with_invalid_tool_calls([invalid]);
    let call = choice.with_finish_reason(FinishReason::Length).into();
    let call = error(StructuredMethod::FunctionCalling, call).await;
    for error in [text, call] {
        assert_eq!(error.kind(), ErrorKind::Truncated);
        assert!(error.message().contains("raise max_tokens"), "{error}");
        assert_eq!(error.body(), Some(r#"{"name":"An"#));
        assert!(error.partial().is_some());
    }
}

#[tokio::test]
async fn a_value_that_is_whole_was_not_cut() {
    let answer = cut("{\"name\":\"Ann\",\"age\":7}\n\n\n", FinishReason::Length);
    let people = Scripted::new()
        .answer(answer)
        .with_structured_output::<Person>();
    assert_eq!(people.invoke("Who?").await.unwrap().value, ann());
}

#[tokio::test]
async fn a_refusal_is_told_in_its_words_and_not_repaired() {
    let answer = AiMessage::new(ContentBlock::refusal("I cannot help with that."));
    let model = Scripted::new().answer(answer);
    let people = model
        .clone()
        .with_structured_output::<Person>()
        .with_repair(3);
    let error = people.invoke("Who?").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ContentFiltered);
    assert_eq!(
        error.message(),
        "the model declined to answer: I cannot help with that."
    );
    assert_eq!(error.body(), Some("I cannot help with that."));
    assert_eq!(
        error.partial().unwrap().refusal(),
        "I cannot help with that."
    );
    assert_eq!(model.calls().len(), 1);
}

#[tokio::test]
async fn an_answer_that_the_filter_stopped_is_filtered() {
    let error = error(
        StructuredMethod::JsonSchema,
        cut("{", FinishReason::ContentFilter),
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::ContentFiltered);
}

#[tokio::test]
async fn no_answer_at_all_is_a_bad_one() {
    let empty = error(StructuredMethod::JsonSchema, says(" ")).await;
    assert_eq!(empty.message(), "the answer is no `Person`: it has no text");
    let text = error(StructuredMethod::FunctionCalling, says("Ann, seven")).await;
    assert_eq!(
        text.message(),
        "the answer is no `Person`: the model did not call `Person`"
    );
    assert_eq!(text.body(), Some("Ann, seven"));
    let other = calls([call("1", "Persona", json!({}))]);
    assert_eq!(
        error(StructuredMethod::FunctionCalling, other).await.kind(),
        ErrorKind::BadResponse
    );
}

#[tokio::test]
async fn arguments_that_do_not_fit_are_the_body() {
    let error = error(
        StructuredMethod::FunctionCalling,
        calls([call("1", "Person", json!({ "age": 7 }))]),
    )
    .await;
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert_eq!(error.body(), Some(r#"{"age":7}"#));
    assert!(error.message().contains("missing field `name`"), "{error}");
}

#[tokio::test]
async fn a_code_fence_is_read_only_where_nothing_keeps_the_model_from_it() {
    let json = r#"{"name":"Ann","age":7}"#;
    for text in [
        format!("```json\n{json}\n```"),
        format!("```{json}```"),
        format!("Here you are:\n```json\n{json}\n```\nIs there anything else?"),
        format!("  \n{json}\n"),
    ] {
        for method in [StructuredMethod::JsonMode, StructuredMethod::Prompt] {
            let people = Scripted::new()
                .answer(says(&text))
                .with_structured_output::<Person>();
            assert_eq!(
                people
                    .with_method(method)
                    .invoke("Who?")
                    .await
                    .unwrap()
                    .value,
                ann()
            );
        }
    }
    let strict = error(
        StructuredMethod::JsonSchema,
        says(&format!("```json\n{json}\n```")),
    )
    .await;
    assert_eq!(strict.kind(), ErrorKind::BadResponse);
}

#[tokio::test]
async fn a_fence_within_a_text_is_part_of_it() {
    let text = r#"{"name":"```json","age":null}"#;
    let people = Scripted::new()
        .answer(says(text))
        .with_structured_output::<Person>();
    let person = people
        .with_method(StructuredMethod::Prompt)
        .invoke("Who?")
        .await
        .unwrap();
    assert_eq!(person.value.name, "```json");
}

#[tokio::test]
async fn what_follows_the_value_is_an_error_where_there_is_no_fence() {
    let text = r#"{"name":"Ann","age":7} or {"name":"Bob","age":8}"#;
    assert_eq!(
        error(StructuredMethod::Prompt, says(text)).await.kind(),
        ErrorKind::BadResponse
    );
}

async fn read(text: &str) -> surprisal_core::Result<Person> {
    let model = Scripted::new().answer(says(text));
    let people = model.with_structured_output::<Person>();
    let people = people.with_method(StructuredMethod::Prompt);
    people.invoke("Who?").await.map(|person| person.value)
}

#[tokio::test]
async fn words_and_thoughts_before_the_json_are_passed_over() {
    let json = r#"{"name":"Ann","age":7}"#;
    for text in [
        format!("Here you are: {json}"),
        format!("Here you are:\n\n{json}\n"),
        format!("<think>\nA person {{Ann}}, ```{{}}``` I think.\n</think>\n\n{json}"),
        format!("<think></think>```json\n{json}\n```"),
        format!("Sure!\n```\nThis is it: {json}\n```\n{{}}"),
    ] {
        assert_eq!(read(&text).await.unwrap(), ann(), "{text}");
    }
    // Thoughts that have not ended, and a list, which is no object.
    for text in [format!("<think> {json}"), format!("[{json}]")] {
        assert_eq!(
            read(&text).await.unwrap_err().kind(),
            ErrorKind::BadResponse,
            "{text}"
        );
    }
}

#[tokio::test]
async fn words_after_the_json_are_passed_over_where_there_is_no_other() {
    let json = r#"{"name":"Ann","age":7}"#;
    assert_eq!(
        read(&format!("{json}\n\nI hope that helps!"))
            .await
            .unwrap(),
        ann()
    );
    let strict = error(
        StructuredMethod::JsonSchema,
        says(&format!("{json} I hope that helps!")),
    )
    .await;
    assert_eq!(strict.kind(), ErrorKind::BadResponse);
}

#[tokio::test]
async fn what_is_not_in_an_object_says_what_is_expected() {
    let model = Scripted::new().answer(says("7"));
    let ages = model.with_structured_output::<Vec<u8>>();
    let error = ages.invoke("Who?").await.unwrap_err();
    assert_eq!(
        error.message(),
        "the answer is no `Array_of_uint8`: invalid type: integer `7`, expected an object with `value` at line 1 column 1"
    );
}
