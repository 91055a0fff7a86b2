//! Which method is taken, and what the model is asked by it.

use futures::TryStreamExt as _;
use serde_json::json;
use surprisal_core::{
    BaseMessage as _, CallOptions, ErrorKind, Feature, Message, Policy, ResponseFormat, Role,
    RunnableExt as _, ToolChoice, Usage, Warning,
};
use surprisal_schema::{StructuredChunk, StructuredExt as _, StructuredMethod};

use crate::support::{Person, Scripted, ann, ann_json, call, calls, refused, says};

fn ann_says() -> surprisal_core::AiMessage {
    says(&ann_json().to_string())
}

#[test]
fn the_first_method_that_is_not_known_to_be_missing_is_taken() {
    let method = |missing: &[Feature]| {
        Scripted::without(missing)
            .with_structured_output::<Person>()
            .method()
    };
    let tools = [Feature::JsonSchema, Feature::Tools];
    let choice = [Feature::JsonSchema, Feature::ToolChoice];
    let all = [Feature::JsonSchema, Feature::Tools, Feature::JsonObject];
    assert_eq!(method(&[]), StructuredMethod::JsonSchema);
    assert_eq!(
        method(&[Feature::JsonSchema]),
        StructuredMethod::FunctionCalling
    );
    assert_eq!(method(&tools), StructuredMethod::JsonMode);
    assert_eq!(method(&choice), StructuredMethod::JsonMode);
    assert_eq!(method(&all), StructuredMethod::Prompt);
    let people = Scripted::without(&all).with_structured_output::<Person>();
    assert_eq!(
        people.with_method(StructuredMethod::JsonSchema).method(),
        StructuredMethod::JsonSchema
    );
}

#[test]
fn methods_have_the_names_of_langchain() {
    let methods = [
        StructuredMethod::JsonSchema,
        StructuredMethod::FunctionCalling,
        StructuredMethod::JsonMode,
        StructuredMethod::Prompt,
    ];
    let names = methods.map(|method| method.to_string());
    assert_eq!(
        names,
        ["json_schema", "function_calling", "json_mode", "prompt"]
    );
}

#[tokio::test]
async fn json_schema_asks_for_a_format() {
    let model = Scripted::new().answer(ann_says());
    let people = model.clone().with_structured_output::<Person>();
    assert_eq!(people.invoke("Who?").await.unwrap().value, ann());
    let sent = &model.calls()[0];
    let format = ResponseFormat::json_schema("Person", people.schema().clone())
        .with_description("Somebody.");
    assert_eq!(sent.options, CallOptions::new().response_format(format));
    assert_eq!(sent.messages.len(), 1);
}

#[tokio::test]
async fn function_calling_forces_one_call() {
    let model = Scripted::new().answer(calls([call("1", "Person", ann_json())]));
    let people = model
        .clone()
        .with_structured_output::<Person>()
        .with_method(StructuredMethod::FunctionCalling);
    let person = people.invoke("Who?").await.unwrap();
    assert_eq!(
        (person.value, person.method),
        (ann(), StructuredMethod::FunctionCalling)
    );
    let options = &model.calls()[0].options;
    let [tool] = options.tools.as_deref().unwrap() else {
        panic!()
    };
    assert_eq!(
        (tool.name(), tool.description(), tool.strict()),
        ("Person", Some("Somebody."), Some(true))
    );
    assert_eq!(tool.parameters(), people.schema());
    assert_eq!(
        options.tool_choice,
        Some(ToolChoice::Tool("Person".to_owned()))
    );
    assert_eq!(options.response_format, None);
}

#[tokio::test]
async fn of_several_calls_the_first_is_the_value() {
    let other = call("2", "Person", json!({ "name": "Bob", "age": null }));
    let model = Scripted::new().answer(calls([call("1", "Person", ann_json()), other]));
    let people = model
        .with_structured_output::<Person>()
        .with_method(StructuredMethod::FunctionCalling);
    let person = people.invoke("Who?").await.unwrap();
    assert_eq!(
        (person.value, person.message.tool_calls().len()),
        (ann(), 2)
    );
}

#[tokio::test]
async fn json_mode_and_prompt_tell_the_schema_in_front() {
    for (method, format) in [
        (StructuredMethod::JsonMode, Some(ResponseFormat::JsonObject)),
        (StructuredMethod::Prompt, None),
    ] {
        let model = Scripted::new().answer(ann_says());
        let people = model
            .clone()
            .with_structured_output::<Person>()
            .with_method(method);
        assert_eq!(people.invoke("Who?").await.unwrap().value, ann());
        let sent = &model.calls()[0];
        assert_eq!(sent.options.response_format, format);
        let [system, human] = &sent.messages[..] else {
            panic!()
        };
        assert_eq!(
            (system.role(), human),
            (Role::System, &Message::human("Who?"))
        );
        // Not the strict one: an age may be left out.
        assert!(
            system.text().contains(r#""required":["name"]"#),
            "{}",
            system.text()
        );
        assert!(system.text().contains("JSON"));
    }
}

#[tokio::test]
async fn a_system_message_that_there_is_gets_the_schema_and_stays_the_only_one() {
    for first in [
        Message::system("Be brief."),
        Message::developer("Be brief."),
    ] {
        let model = Scripted::new().answer(ann_says());
        let people = model
            .clone()
            .with_structured_output::<Person>()
            .with_method(StructuredMethod::Prompt);
        people
            .invoke([first.clone(), Message::human("Who?")])
            .await
            .unwrap();
        let [system, human] = &model.calls()[0].messages[..] else {
            panic!()
        };
        assert_eq!(
            (system.role(), human.text().as_ref()),
            (first.role(), "Who?")
        );
        assert!(
            system
                .text()
                .starts_with("Be brief.\n\nAnswer with one JSON object")
        );
    }
}

#[tokio::test]
async fn a_method_that_the_service_refuses_gives_way_to_the_next() {
    let model = Scripted::new()
        .fail(refused("response_format"))
        .fail(refused("tool_choice"))
        .fail(refused("response_format"))
        .answer(ann_says());
    let people = model.clone().with_structured_output::<Person>();
    let person = people
        .bind(CallOptions::new().logprobs(true))
        .invoke("Who?")
        .await
        .unwrap();
    assert_eq!(person.method, StructuredMethod::Prompt);
    let sent = model.calls();
    assert!(matches!(
        sent[0].options.response_format,
        Some(ResponseFormat::JsonSchema { .. })
    ));
    assert!(sent[1].options.response_format.is_none() && sent[1].options.tools.is_some());
    assert!(sent[2].options.tools.is_none());
    assert_eq!(
        sent[2].options.response_format,
        Some(ResponseFormat::JsonObject)
    );
    assert_eq!(sent[3].options, CallOptions::new().logprobs(true));
    assert!(sent.iter().all(|call| call.options.logprobs == Some(true)));
}

/// An answer that came without what was asked for.
fn warned(option: &'static str) -> surprisal_core::AiMessage {
    let mut answer = says("Ann is 7.").with_usage(Usage::new(3, 4));
    let warning = Warning::new(option, "acme has no such option");
    answer.response_metadata_mut().warnings.push(warning);
    answer
}

#[tokio::test]
async fn a_method_that_the_service_warns_that_it_has_not_gives_way_to_the_next() {
    let model = Scripted::new()
        .answer(warned("response_format"))
        .answer(warned("tools"))
        .answer(warned("response_format"))
        .answer(ann_says().with_usage(Usage::new(3, 4)));
    let people = model.clone().with_structured_output::<Person>();
    let warn = CallOptions::new().on_unsupported(Policy::Warn);
    let person = people.bind(warn).invoke("Who?").await.unwrap();
    assert_eq!(
        (person.value.clone(), person.method),
        (ann(), StructuredMethod::Prompt)
    );
    assert_eq!(person.rejected.len(), 3);
    assert_eq!(person.usage().output_tokens, Some(16));
    assert_eq!(model.calls().len(), 4);

    // A warning about something else says nothing of the method.
    let model = Scripted::new().answer(warned("seed"));
    let warn = CallOptions::new().on_unsupported(Policy::Warn);
    let people = model.clone().bind(warn).with_structured_output::<Person>();
    assert!(people.invoke("Who?").await.is_err());
    assert_eq!(model.calls().len(), 1);
}

#[tokio::test]
async fn a_stream_without_its_method_gives_way_to_the_next() {
    let model = Scripted::new()
        .answer(warned("response_format"))
        .answer(calls([call("1", "Person", ann_json())]));
    let warn = CallOptions::new().on_unsupported(Policy::Warn);
    let people = model.clone().bind(warn).with_structured_output::<Person>();
    let chunks: Vec<StructuredChunk<Person>> = people
        .stream("Who?")
        .await
        .unwrap()
        .try_collect()
        .await
        .unwrap();
    let mut whole = StructuredChunk::default();
    whole.extend(chunks);
    assert_eq!(whole.method(), Some(StructuredMethod::FunctionCalling));
    assert_eq!(whole.finish().unwrap().value, ann());
    assert_eq!(model.calls().len(), 2);
}

#[tokio::test]
async fn methods_that_are_known_to_be_missing_are_not_tried_on_the_way() {
    let model = Scripted::without(&[Feature::Tools, Feature::JsonObject])
        .fail(refused("response_format"))
        .answer(ann_says());
    let people = model.with_structured_output::<Person>();
    assert_eq!(
        people.invoke("Who?").await.unwrap().method,
        StructuredMethod::Prompt
    );
}

#[tokio::test]
async fn what_is_refused_and_is_no_part_of_the_method_is_an_error() {
    for error in [
        refused("logprobs"),
        refused("tools"),
        surprisal_core::Error::new(ErrorKind::InvalidInput, "no").with_option("response_format"),
    ] {
        let kind = error.kind();
        let model = Scripted::new().fail(error);
        let error = model
            .clone()
            .with_structured_output::<Person>()
            .invoke("Who?")
            .await
            .unwrap_err();
        assert_eq!((error.kind(), model.calls().len()), (kind, 1));
    }
}

#[tokio::test]
async fn a_method_that_was_set_is_the_only_one() {
    let model = Scripted::new().fail(refused("response_format"));
    let people = model
        .clone()
        .with_structured_output::<Person>()
        .with_method(StructuredMethod::JsonSchema);
    let error = people.invoke("Who?").await.unwrap_err();
    assert_eq!(
        (error.kind(), model.calls().len()),
        (ErrorKind::Unsupported, 1)
    );
}

#[tokio::test]
async fn a_type_that_is_no_object_is_taken_out_of_one() {
    let text = json!({ "value": [ann_json()] });
    for method in [
        StructuredMethod::JsonSchema,
        StructuredMethod::FunctionCalling,
        StructuredMethod::Prompt,
    ] {
        let answer = match method {
            StructuredMethod::FunctionCalling => {
                calls([call("1", "Array_of_Person", text.clone())])
            }
            _ => says(&text.to_string()),
        };
        let people = Scripted::new()
            .answer(answer)
            .with_structured_output::<Vec<Person>>();
        assert_eq!(
            people
                .with_method(method)
                .invoke("Who?")
                .await
                .unwrap()
                .value,
            [ann()]
        );
    }
}

#[tokio::test]
async fn a_schema_that_cannot_be_enforced_is_sent_without_strict() {
    type Ages = std::collections::HashMap<String, u32>;
    let model = Scripted::new().answer(says(r#"{"Ann":7}"#));
    let ages = model.clone().with_structured_output::<Ages>();
    assert_eq!(ages.invoke("Who?").await.unwrap().value["Ann"], 7);
    let format = model.calls()[0].options.response_format.clone().unwrap();
    let ResponseFormat::JsonSchema { strict, name, .. } = format else {
        panic!()
    };
    assert_eq!((strict, &*name), (Some(false), "Map_of_uint32"));
}

#[test]
fn a_model_with_structured_output_tells_its_profile() {
    let model = Scripted::without(&[]);
    assert_eq!(
        model.clone().with_structured_output::<Person>().profile(),
        model.profile()
    );
}
