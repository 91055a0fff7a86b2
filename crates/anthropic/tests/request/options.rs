use serde_json::json;
use surprisal_anthropic::{Anthropic, AnthropicOptions, CacheTtl, Thinking};
use surprisal_core::{
    CallOptions, ErrorKind, Messages, Options as _, Policy, ResponseFormat, ToolChoice,
    ToolDefinition,
};
use surprisal_http::{Protocol as _, Provider as _};

use super::{body, encode, refused};

#[test]
fn without_options_there_is_a_limit_and_nothing_else() {
    let plain = json!({
        "model": "claude-test",
        "max_tokens": 4096,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "hi"}]}],
    });
    assert_eq!(body("hi", CallOptions::new()), plain);
    let streamed = Anthropic::new("claude-test".to_owned());
    let streamed = streamed.encode(&Messages::from("hi"), &CallOptions::new(), true);
    assert!(streamed.unwrap().body.ends_with(br#""stream":true}"#));
}

#[test]
fn portable_options_have_their_fields() {
    let options = CallOptions::new()
        .temperature(0.0)
        .top_p(0.5)
        .max_tokens(7)
        .stop(["END", "\n\nHuman:"])
        .extra("inference_geo", "us");
    let body = body("hi", options);
    assert_eq!(body["temperature"], 0.0);
    assert_eq!(body["top_p"], 0.5);
    assert_eq!(body["max_tokens"], 7);
    assert_eq!(body["stop_sequences"], json!(["END", "\n\nHuman:"]));
    assert_eq!(body["inference_geo"], "us");
}

#[test]
fn a_temperature_above_one_is_refused_with_the_range() {
    let message = refused("hi", CallOptions::new().temperature(1.5));
    assert_eq!(message, "temperature is 1.5: Anthropic takes from 0 to 1");
}

#[test]
fn what_anthropic_does_not_have_is_refused_with_what_would_work() {
    for (options, option, advice) in [
        (
            CallOptions::new().logprobs(true),
            "logprobs",
            "use a provider that does",
        ),
        (CallOptions::new().n(2), "n", "make several calls"),
        (
            CallOptions::new().metadata("a", "b"),
            "metadata",
            "AnthropicOptions::user_id",
        ),
        (
            CallOptions::new().response_format(ResponseFormat::JsonObject),
            "response_format",
            "give a JSON schema",
        ),
        (CallOptions::new().seed(1), "seed", "leave it out"),
    ] {
        let error = encode("hi", options.clone()).unwrap_err();
        assert_eq!(
            (error.kind(), error.option()),
            (ErrorKind::Unsupported, Some(option))
        );
        assert!(error.message().contains(advice), "{error}");
        let request = encode("hi", options.on_unsupported(Policy::Warn)).unwrap();
        assert_eq!(request.warnings[0].option, option);
        assert_eq!(request.body, encode("hi", CallOptions::new()).unwrap().body);
    }
}

#[test]
fn effort_is_adaptive_thinking_and_none_is_none() {
    let thinking = |effort: &str| {
        let body = body("hi", CallOptions::new().reasoning_effort(effort));
        (
            body["thinking"]["type"].clone(),
            body["output_config"]["effort"].clone(),
        )
    };
    assert_eq!(thinking("high"), ("adaptive".into(), "high".into()));
    assert_eq!(thinking("minimal"), ("adaptive".into(), "low".into()));
    assert_eq!(thinking("xhigh"), ("adaptive".into(), "xhigh".into()));
    assert_eq!(thinking("none"), ("disabled".into(), json!(null)));
}

#[test]
fn a_budget_wins_over_the_effort_and_raises_the_limit() {
    let own = AnthropicOptions::new().thinking(Thinking::budget(2000).display("omitted"));
    let options = CallOptions::new()
        .reasoning_effort("low")
        .or(&own.clone().into());
    let both = body("hi", options);
    let enabled = json!({"type": "enabled", "budget_tokens": 2000, "display": "omitted"});
    assert_eq!(both["thinking"], enabled);
    assert_eq!(both["output_config"], json!({"effort": "low"}));
    assert_eq!(both["max_tokens"], 6096);
    let limited = CallOptions::new().max_tokens(3000).or(&own.into());
    assert_eq!(body("hi", limited)["max_tokens"], 3000);
}

fn tools() -> CallOptions {
    CallOptions::new().tools([
        ToolDefinition::new("f", json!({"type": "object"}))
            .with_description("does")
            .with_strict(true),
        ToolDefinition::new("g", json!(null)),
    ])
}

#[test]
fn tools_are_followed_by_those_that_anthropic_runs() {
    let search = json!({"type": "web_search_20250305", "name": "web_search"});
    let own = AnthropicOptions::new()
        .tool(search.clone())
        .cache_tools(CacheTtl::OneHour);
    let mut last = search;
    last["cache_control"] = json!({"type": "ephemeral", "ttl": "1h"});
    assert_eq!(
        body("hi", tools().or(&own.into()))["tools"],
        json!([
            {"name": "f", "description": "does", "input_schema": {"type": "object"}, "strict": true},
            {"name": "g", "input_schema": {"type": "object", "properties": {}}},
            last,
        ])
    );
}

#[test]
fn each_choice_of_a_tool_has_its_word_and_parallel_calls_go_with_it() {
    let choice = |options: CallOptions| body("hi", options)["tool_choice"].clone();
    assert_eq!(choice(tools()), json!(null));
    assert_eq!(
        choice(tools().tool_choice(ToolChoice::Auto)),
        json!({"type": "auto"})
    );
    assert_eq!(
        choice(tools().tool_choice(ToolChoice::None)),
        json!({"type": "none"})
    );
    assert_eq!(
        choice(tools().tool_choice(ToolChoice::Required)),
        json!({"type": "any"})
    );
    assert_eq!(
        choice(
            tools()
                .tool_choice(ToolChoice::Tool("g".into()))
                .parallel_tool_calls(false)
        ),
        json!({"type": "tool", "name": "g", "disable_parallel_tool_use": true})
    );
    assert_eq!(
        choice(tools().parallel_tool_calls(true)),
        json!({"type": "auto", "disable_parallel_tool_use": false})
    );
    assert_eq!(
        choice(CallOptions::new().tool_choice(ToolChoice::Auto)),
        json!(null)
    );
}

#[test]
fn a_schema_carries_its_name_and_description() {
    let schema = json!({"type": "object", "description": "theirs", "properties": {}});
    let format = ResponseFormat::json_schema("report", schema).with_description("ours");
    let enforced = body("hi", CallOptions::new().response_format(format.clone()));
    let expected = json!({
        "type": "json_schema",
        "schema": {"title": "report", "description": "ours\ntheirs", "type": "object", "properties": {}},
    });
    assert_eq!(enforced["output_config"]["format"], expected);

    let told = body(
        "hi",
        CallOptions::new().response_format(format.with_strict(false)),
    );
    assert!(told.get("output_config").is_none());
    assert!(
        told["system"][0]["text"]
            .as_str()
            .unwrap()
            .contains(r#""title":"report""#)
    );
}

#[test]
fn betas_are_a_header_and_files_by_id_bring_theirs() {
    use surprisal_core::{ContentBlock, Media, Message};
    let image = ContentBlock::image(Media::FileId("file_1".into()));
    let own = AnthropicOptions::new().beta("context-1m-2025-08-07");
    let request = encode(Messages::from(Message::human(image)), own).unwrap();
    let header = request.headers.get("anthropic-beta").unwrap();
    assert_eq!(header, "context-1m-2025-08-07,files-api-2025-04-14");
    let error = encode("hi", AnthropicOptions::new().beta("a\nb")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[test]
fn what_only_anthropic_has_goes_as_it_is() {
    let own = AnthropicOptions::new()
        .top_k(5)
        .user_id("u")
        .service_tier("standard_only")
        .cache(CacheTtl::FiveMinutes);
    let body = body("hi", own);
    assert_eq!(body["top_k"], 5);
    assert_eq!(body["metadata"], json!({"user_id": "u"}));
    assert_eq!(body["service_tier"], "standard_only");
    assert_eq!(
        body["cache_control"],
        json!({"type": "ephemeral", "ttl": "5m"})
    );
}
