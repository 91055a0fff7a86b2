use serde_json::json;
use surprisal_core::{
    BaseMessage as _, CallOptions, Error, Result, RunnableExt as _, ToolChoice, ToolDefinition,
};
use surprisal_schema::{JsonSchema, Tool};

use crate::support::{Person, Place, Scripted, ann, ann_json, call, says, weather};

#[derive(serde::Deserialize, JsonSchema)]
struct Nothing {}

#[test]
fn the_model_is_told_name_description_and_schema() {
    let tool = weather();
    let definition = tool.definition();
    assert_eq!(definition.name(), "get_weather");
    assert_eq!(definition.description(), Some("The weather in a city"));
    assert_eq!(
        definition.parameters(),
        &json!({
            "type": "object",
            "properties": { "city": { "description": "The name of the city.", "type": "string" } },
            "required": ["city"],
        })
    );
    assert_eq!(definition.strict(), None);
    assert_eq!(ToolDefinition::from(&tool), ToolDefinition::from(tool));
}

#[tokio::test]
async fn a_result_answers_its_call() {
    let answer = weather()
        .call(&call("call_1", "get_weather", json!({ "city": "Paris" })))
        .await;
    assert_eq!(answer.text(), "rain in Paris");
    assert_eq!(answer.tool_call_id(), "call_1");
    assert_eq!(answer.name(), Some("get_weather"));
    assert!(!answer.is_error());
}

#[tokio::test]
async fn a_text_goes_as_it_is_and_all_else_as_json() {
    let find = Tool::new("find", "", async |_: Nothing| Ok::<_, Error>(ann()));
    assert_eq!(
        find.call(&call("", "find", json!({}))).await.text(),
        ann_json().to_string()
    );
    let say = Tool::new("say", "", async |_: Nothing| Ok::<_, Error>("a \"text\""));
    assert_eq!(
        say.call(&call("", "say", json!({}))).await.text(),
        "a \"text\""
    );
}

#[tokio::test]
async fn arguments_that_do_not_fit_are_answered_by_what_would() {
    let answer = weather()
        .call(&call("call_1", "get_weather", json!({ "town": "Paris" })))
        .await;
    assert!(answer.is_error());
    assert_eq!(answer.tool_call_id(), "call_1");
    let text = answer.text();
    assert!(
        text.starts_with("the arguments do not fit: missing field `city`"),
        "{text}"
    );
    assert!(text.contains(r#""required":["city"]"#), "{text}");
}

#[tokio::test]
async fn an_error_of_any_kind_goes_to_the_model() {
    let of_ours = Tool::new("a", "", async |_: Nothing| -> Result<()> {
        Err(Error::invalid_input("no such city"))
    });
    let text = Tool::new("b", "", async |_: Nothing| Err::<(), _>("out of order"));
    let io = Tool::new("c", "", async |_: Nothing| {
        Err::<(), _>(std::io::Error::other("broken"))
    });
    for (tool, expected) in [
        (of_ours, "invalid input: no such city"),
        (text, "out of order"),
        (io, "broken"),
    ] {
        let answer = tool.call(&call("", tool.name(), json!({}))).await;
        assert_eq!((answer.is_error(), &*answer.text()), (true, expected));
    }
}

#[tokio::test]
async fn a_function_may_hold_something_and_take_what_is_no_struct() {
    let greeting = "hello ".to_owned();
    let greet = Tool::new("greet", "", move |name: String| {
        let greeting = greeting.clone();
        async move { Ok::<_, Error>(greeting + &name) }
    });
    let schema = json!({
        "type": "object",
        "properties": { "value": { "type": "string" } },
        "required": ["value"],
    });
    assert_eq!(greet.definition().parameters(), &schema);
    let clone = greet.clone();
    let answer = clone
        .call(&call("", "greet", json!({ "value": "Ann" })))
        .await;
    assert_eq!(answer.text(), "hello Ann");
}

#[tokio::test]
async fn a_function_without_arguments_takes_nothing() {
    #[derive(serde::Deserialize, JsonSchema)]
    struct Nothing;

    let schema = json!({ "type": "object", "properties": {} });
    let now = Tool::new("now", "The time", async |(): ()| Ok::<_, Error>("noon"));
    let unit = Tool::new("now", "The time", async |_: Nothing| Ok::<_, Error>("noon"));
    for tool in [now, unit] {
        assert_eq!(tool.definition().parameters(), &schema);
        for arguments in [json!({}), json!({ "zone": "UTC" })] {
            let answer = tool.call(&call("", "now", arguments)).await;
            assert_eq!((answer.is_error(), &*answer.text()), (false, "noon"));
        }
        let strict = tool.strict(true);
        assert_eq!(strict.definition().strict(), Some(true));
        let no_others = json!(false);
        assert_eq!(
            strict.definition().parameters()["additionalProperties"],
            no_others
        );
    }
}

#[test]
fn a_tool_is_strict_where_it_is_asked_to_be_and_can() {
    let find = Tool::new("find", "Finds", async |person: Person| {
        Ok::<_, Error>(person)
    });
    let strict = find.clone().strict(true);
    assert_eq!(strict.definition().strict(), Some(true));
    assert_eq!(strict.definition().description(), Some("Finds"));
    assert_eq!(
        strict.definition().parameters()["required"],
        json!(["name", "age"])
    );
    assert_eq!(find.definition().parameters()["required"], json!(["name"]));
    assert_eq!(
        strict.strict(false).definition().parameters(),
        find.definition().parameters()
    );

    let any = Tool::new("any", "", async |any: serde_json::Value| {
        Ok::<_, Error>(any)
    });
    assert_eq!(any.strict(true).definition().strict(), Some(false));
}

#[test]
fn a_tool_tells_what_it_is_and_not_what_it_holds() {
    let shown = format!("{:?}", weather());
    assert!(
        shown.starts_with("Tool { definition: ToolDefinition { name: \"get_weather\""),
        "{shown}"
    );
}

#[tokio::test]
async fn options_that_are_bound_stay_where_tools_are_bound_after_them() {
    let model = Scripted::new().answer(says("hi"));
    let bound = model
        .clone()
        .bind(CallOptions::new().logprobs(true).top_logprobs(3))
        .bind_tools([weather()])
        .bind(CallOptions::new().tool_choice(ToolChoice::Required));
    bound.invoke("hi").await.unwrap();
    let options = &model.calls()[0].options;
    assert_eq!(
        (options.logprobs, options.top_logprobs),
        (Some(true), Some(3))
    );
    assert_eq!(options.tools.as_deref(), Some(&[weather().into()][..]));
    assert_eq!(options.tool_choice, Some(ToolChoice::Required));
}

#[tokio::test]
async fn tools_are_bound_by_reference_or_value_also_to_any_model() {
    let model = Scripted::new().answer(says("hi"));
    let any: std::sync::Arc<dyn surprisal_core::ChatModel> = std::sync::Arc::new(model.clone());
    let tools = [
        weather(),
        Tool::new("other", "", async |place: Place| Ok::<_, Error>(place.city)),
    ];
    any.bind_tools(&tools).invoke("hi").await.unwrap();
    let offered = model.calls()[0].options.tools.clone().unwrap();
    assert_eq!(
        offered.iter().map(|tool| tool.name()).collect::<Vec<_>>(),
        ["get_weather", "other"]
    );
}

#[tokio::test]
async fn a_number_is_written_as_short_as_it_is() {
    let tenth = Tool::new("tenth", "", async |_: Nothing| Ok::<_, Error>(0.1_f32));
    let huge = Tool::new("huge", "", async |_: Nothing| Ok::<_, Error>(u128::MAX));
    for (tool, expected) in [
        (tenth, "0.1"),
        (huge, "340282366920938463463374607431768211455"),
    ] {
        let answer = tool.call(&call("", tool.name(), json!({}))).await;
        assert_eq!((&*answer.text(), answer.is_error()), (expected, false));
    }
}

#[tokio::test]
async fn a_result_that_json_cannot_hold_is_an_error_that_says_so() {
    let tool = Tool::new("pairs", "", async |_: Nothing| {
        Ok::<_, Error>(std::collections::HashMap::from([((1, 2), 3)]))
    });
    let answer = tool.call(&call("", "pairs", json!({}))).await;
    assert!(answer.is_error());
    assert_eq!(
        answer.text(),
        "the result cannot be written as JSON: key must be a string"
    );
}

#[derive(serde::Deserialize, JsonSchema)]
#[allow(dead_code)]
struct Numbers {
    count: u32,
    share: f64,
    small: Option<i8>,
    list: Vec<u64>,
    format: String,
    at: std::net::Ipv4Addr,
}

/// Gemini refuses formats that it does not know, and none of JSON Schema's is for numbers.
#[test]
fn rust_s_types_of_numbers_are_not_told() {
    let tool = Tool::new("f", "", async |numbers: Numbers| {
        Ok::<_, Error>(numbers.count)
    });
    let expected = json!({
        "count": { "type": "integer", "minimum": 0 },
        "share": { "type": "number" },
        "small": { "type": ["integer", "null"], "minimum": -128, "maximum": 127 },
        "list": { "type": "array", "items": { "type": "integer", "minimum": 0 } },
        "format": { "type": "string" },
        "at": { "type": "string", "format": "ipv4" },
    });
    assert_eq!(tool.definition().parameters()["properties"], expected);
}
