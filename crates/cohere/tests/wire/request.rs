//! Options: each is in the JSON, or refused.

use serde_json::{Value, json};
use surprisal_cohere::CohereOptions;
use surprisal_core::{
    CallOptions, ErrorKind, Options as _, Policy, ResponseFormat, ToolChoice, ToolDefinition,
};

use crate::support::{body, request, sent};

#[test]
fn the_portable_options_have_coheres_names() {
    let options = CallOptions::new()
        .logprobs(true)
        .temperature(0.0)
        .top_p(0.5)
        .max_tokens(9)
        .stop(["a", "b"])
        .seed(7)
        .frequency_penalty(0.25)
        .presence_penalty(0.75)
        .extra("strange", true);
    let expected = json!({
        "model": "command-a-03-2025",
        "messages": [{"role": "user", "content": "hi"}],
        "stream": false,
        "logprobs": true,
        "temperature": 0.0,
        "p": 0.5,
        "max_tokens": 9,
        "stop_sequences": ["a", "b"],
        "seed": 7,
        "frequency_penalty": 0.25,
        "presence_penalty": 0.75,
        "strange": true,
    });
    assert_eq!(body("hi", &options), expected);
    assert_eq!(request("hi", &options).unwrap().path, "v2/chat");
}

#[test]
fn alternatives_are_refused_by_name_and_left_out_with_a_warning() {
    let options = CallOptions::new().logprobs(true).top_logprobs(2);
    let error = request("hi", &options).unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("top_logprobs"))
    );
    assert!(error.message().contains("without alternatives"), "{error}");
    let (body, warnings) = sent("hi", &options.on_unsupported(Policy::Warn));
    assert_eq!(body["logprobs"], true);
    assert_eq!(body.get("top_logprobs"), None);
    assert_eq!(warnings[0].option, "top_logprobs");
}

#[test]
fn an_effort_is_a_budget() {
    let thinking = |effort: &str| {
        let options = CallOptions::new().reasoning_effort(effort);
        body("hi", &options)["thinking"].clone()
    };
    assert_eq!(thinking("none"), json!({"type": "disabled"}));
    assert_eq!(
        thinking("minimal"),
        json!({"type": "enabled", "token_budget": 256})
    );
    assert_eq!(
        thinking("low"),
        json!({"type": "enabled", "token_budget": 1024})
    );
    assert_eq!(
        thinking("medium"),
        json!({"type": "enabled", "token_budget": 4096})
    );
    assert_eq!(thinking("high"), json!({"type": "enabled"}));
    let unknown = CallOptions::new().reasoning_effort("xhigh");
    let error = request("hi", &unknown).unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("reasoning_effort"))
    );
    let (body, warnings) = sent("hi", &unknown.on_unsupported(Policy::Warn));
    assert_eq!((body.get("thinking"), warnings.len()), (None, 1));
}

#[test]
fn coheres_own_thinking_wins_whole() {
    let own = CallOptions::from(CohereOptions::new().thinking(false));
    let both = own.or(&CallOptions::new().reasoning_effort("low"));
    assert_eq!(body("hi", &both)["thinking"], json!({"type": "disabled"}));
}

fn tools() -> [ToolDefinition; 2] {
    let schema = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    let weather = ToolDefinition::new("weather", schema).with_description("of a city");
    [weather, ToolDefinition::new("time", Value::Null)]
}

#[test]
fn tools_are_functions() {
    let sent = body("hi", &CallOptions::new().tools(tools()));
    let weather = json!({"type": "function", "function": {
        "name": "weather",
        "description": "of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}},
    }});
    assert_eq!(sent["tools"][0], weather);
    assert_eq!(sent["tools"][1]["function"]["name"], "time");
    assert_eq!(
        (sent.get("tool_choice"), sent.get("strict_tools")),
        (None, None)
    );
    assert_eq!(body("hi", &CallOptions::new().tools([])).get("tools"), None);
}

#[test]
fn of_a_tool_that_must_be_called_the_model_is_told_alone() {
    let choose = |choice| body("hi", &CallOptions::new().tools(tools()).tool_choice(choice));
    let named = choose(ToolChoice::Tool("time".into()));
    assert_eq!(named["tool_choice"], "REQUIRED");
    assert_eq!(named["tools"].as_array().unwrap().len(), 1);
    assert_eq!(named["tools"][0]["function"]["name"], "time");
    let required = choose(ToolChoice::Required);
    assert_eq!(required["tool_choice"], "REQUIRED");
    assert_eq!(required["tools"].as_array().unwrap().len(), 2);
    assert_eq!(choose(ToolChoice::None)["tool_choice"], "NONE");
    assert_eq!(choose(ToolChoice::Auto).get("tool_choice"), None);
}

#[test]
fn all_tools_are_strict_or_none() {
    let [weather, time] = tools();
    let with = |first: Option<bool>, second: Option<bool>| {
        let set = |tool: &ToolDefinition, strict: Option<bool>| match strict {
            Some(strict) => tool.clone().with_strict(strict),
            None => tool.clone(),
        };
        CallOptions::new().tools([set(&weather, first), set(&time, second)])
    };
    let strict = |options: &CallOptions| body("hi", options).get("strict_tools").cloned();
    assert_eq!(strict(&with(Some(true), None)), Some(json!(true)));
    assert_eq!(strict(&with(Some(false), None)), Some(json!(false)));
    let mixed = with(Some(true), Some(false));
    let error = request("hi", &mixed).unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("strict"))
    );
    let (body, warnings) = sent("hi", &mixed.on_unsupported(Policy::Warn));
    assert_eq!((body.get("strict_tools"), warnings.len()), (None, 1));
}

#[test]
fn a_schema_is_enforced_unless_it_is_said_not_to_be() {
    let schema = json!({"type": "object", "title": "Own", "required": ["a"]});
    let format = ResponseFormat::json_schema("report", schema).with_description("what was found");
    let of = |format: ResponseFormat| body("hi", &CallOptions::new().response_format(format));
    let titled = json!({"type": "object", "title": "Own", "required": ["a"], "description": "what was found"});
    let enforced = of(format.clone());
    assert_eq!(
        enforced["response_format"],
        json!({"type": "json_object", "json_schema": titled})
    );
    assert_eq!(enforced["messages"].as_array().unwrap().len(), 1);
    let told = of(format.with_strict(false));
    assert_eq!(told["response_format"], json!({"type": "json_object"}));
    assert_eq!(told["messages"][0]["role"], "system");
    let instruction = told["messages"][0]["content"].as_str().unwrap();
    assert!(instruction.ends_with(&titled.to_string()), "{instruction}");
    assert_eq!(
        of(ResponseFormat::JsonObject)["response_format"],
        json!({"type": "json_object"})
    );
    assert_eq!(
        of(ResponseFormat::Text)["response_format"],
        json!({"type": "text"})
    );
}
