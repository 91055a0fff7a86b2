//! What reaches the model, and what comes back with the value.

use serde_json::json;
use surprisal_core::{
    AiMessage, CallOptions, ErrorKind, HasLogprobs as _, ResponseFormat, RunnableExt as _,
    ToolChoice,
};
use surprisal_schema::{StructuredExt as _, StructuredMethod};
use surprisal_testing::{FakeChatModel, token};

use crate::support::{Person, Scripted, ann, ann_json, call, calls, says, weather};

/// LangChain's binding passes `with_structured_output` to the model below it and loses what is bound.
#[tokio::test]
async fn options_that_are_bound_before_structured_output_reach_the_model() {
    let model = Scripted::new().answer(says(&ann_json().to_string()));
    let acme = serde_json::Map::from_iter([("a".to_owned(), json!(1))]);
    let bound = model.clone().bind(
        CallOptions::new()
            .logprobs(true)
            .top_logprobs(2)
            .temperature(0.5)
            .provider("acme", acme.clone()),
    );
    let people = bound
        .with_structured_output::<Person>()
        .bind(CallOptions::new().seed(7));
    people.invoke("Who?").await.unwrap();
    let options = &model.calls()[0].options;
    assert_eq!(
        (options.logprobs, options.top_logprobs),
        (Some(true), Some(2))
    );
    assert_eq!((options.temperature, options.seed), (Some(0.5), Some(7)));
    assert_eq!(options.provider["acme"], acme);
    assert!(matches!(
        options.response_format,
        Some(ResponseFormat::JsonSchema { .. })
    ));
}

#[tokio::test]
async fn tools_that_are_bound_reach_the_model_with_every_method() {
    for method in [
        StructuredMethod::JsonSchema,
        StructuredMethod::FunctionCalling,
        StructuredMethod::JsonMode,
        StructuredMethod::Prompt,
    ] {
        let answer = match method {
            StructuredMethod::FunctionCalling => calls([call("1", "Person", ann_json())]),
            _ => says(&ann_json().to_string()),
        };
        let model = Scripted::new().answer(answer);
        let bound = model
            .clone()
            .bind_tools([weather()])
            .bind(CallOptions::new().logprobs(true));
        let people = bound.with_structured_output::<Person>().with_method(method);
        assert_eq!(people.invoke("Who?").await.unwrap().value, ann());
        let options = &model.calls()[0].options;
        let offered = options.tools.as_ref().unwrap();
        assert_eq!(offered[0], weather().into());
        assert_eq!(
            offered.len(),
            if method == StructuredMethod::FunctionCalling {
                2
            } else {
                1
            }
        );
        assert_eq!(options.logprobs, Some(true));
    }
}

/// LangChain's default discards the message, and its log probabilities with it.
#[tokio::test]
async fn the_value_comes_with_its_answer_and_log_probabilities() {
    let model = FakeChatModel::new().say([
        token(r#"{"name":"Ann","age":"#),
        token("7").p(0.5).alternative("8", 0.25),
        token("}"),
    ]);
    let asked = model.bind(CallOptions::new().logprobs(true).top_logprobs(2));
    let person = asked
        .with_structured_output::<Person>()
        .invoke("Who?")
        .await
        .unwrap();
    assert_eq!(person.value, ann());
    assert_eq!(
        (person.method, person.rejected.len()),
        (StructuredMethod::JsonSchema, 0)
    );
    assert_eq!(person.message.text(), r#"{"name":"Ann","age":7}"#);
    assert_eq!(person.joint_probability(), Some(0.5));
    assert_eq!(
        person.logprobs().content()[1].top_logprobs().unwrap().len(),
        2
    );
    assert_eq!(person.usage(), *person.message.usage());
}

#[tokio::test]
async fn the_choice_of_the_caller_gives_way_to_the_function() {
    let model = Scripted::new().answer(calls([call("1", "Person", ann_json())]));
    let bound = model
        .clone()
        .bind_tools([weather()])
        .bind(CallOptions::new().tool_choice(ToolChoice::Auto));
    let people = bound
        .with_structured_output::<Person>()
        .with_method(StructuredMethod::FunctionCalling);
    people.invoke("Who?").await.unwrap();
    assert_eq!(
        model.calls()[0].options.tool_choice,
        Some(ToolChoice::Tool("Person".to_owned()))
    );
}

#[tokio::test]
async fn a_call_in_place_of_an_answer_says_so() {
    let model = Scripted::new().answer(calls([call("1", "get_weather", json!({}))]));
    let people = model
        .bind_tools([weather()])
        .with_structured_output::<Person>();
    let error = people.invoke("Who?").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::BadResponse);
    assert!(
        error.message().contains("called the tool `get_weather`"),
        "{error}"
    );
    let answer = AiMessage::from(error.partial().unwrap().clone());
    assert_eq!(answer.tool_calls()[0].name, "get_weather");
}

#[test]
fn what_holds_no_value_is_cloned_and_shown() {
    // Neither `Clone` nor `Debug`.
    #[derive(serde::Deserialize, surprisal_schema::JsonSchema)]
    struct Bare {}
    let output = Scripted::new()
        .with_structured_output::<Bare>()
        .with_repair(2);
    let shown = format!("{:?}", output.clone());
    assert!(
        shown.ends_with(r#"type: "Bare", method: JsonSchema, strict: true, repairs: 2 }"#),
        "{shown}"
    );
}
