use serde_json::json;
use surprisal_core::{
    CallOptions, ErrorKind, Policy, ResponseFormat, Runnable as _, ToolChoice, ToolDefinition,
};
use surprisal_mistral::MistralOptions;
use surprisal_testing::server::Reply;

use crate::support::{body, sent, served};

#[tokio::test]
async fn portable_options_are_put_as_mistral_wants_them() {
    let schema = json!({"type": "object", "properties": {}});
    let options = CallOptions::new()
        .seed(7)
        .n(2)
        .max_tokens(9)
        .stop(["\n"])
        .presence_penalty(0.5)
        .frequency_penalty(0.25)
        .temperature(0.1)
        .top_p(0.9)
        .parallel_tool_calls(false)
        .tools([ToolDefinition::new("f", schema.clone())])
        .tool_choice(ToolChoice::Required)
        .response_format(ResponseFormat::json_schema("s", schema.clone()))
        .reasoning_effort("high")
        .metadata("team", "a");
    let sent = sent("hi", options).await;
    let format = &sent["response_format"];
    assert_eq!(format["type"], "json_schema");
    assert_eq!(format["json_schema"]["schema"], schema);
    for (field, value) in [
        ("random_seed", json!(7)),
        ("n", json!(2)),
        ("max_tokens", json!(9)),
        ("stop", json!(["\n"])),
        ("presence_penalty", json!(0.5)),
        ("frequency_penalty", json!(0.25)),
        ("parallel_tool_calls", json!(false)),
        ("tool_choice", json!("any")),
        ("reasoning_effort", json!("high")),
        ("metadata", json!({"team": "a"})),
        ("seed", json!(null)),
        ("stream_options", json!(null)),
    ] {
        assert_eq!(sent[field], value, "{field}");
    }
}

#[tokio::test]
async fn a_single_tool_can_be_chosen() {
    let tool = ToolDefinition::new("f", json!({"type": "object"}));
    let options = CallOptions::new()
        .tools([tool])
        .tool_choice(ToolChoice::Tool("f".into()));
    let sent = sent("hi", options).await;
    let function = json!({"type": "function", "function": {"name": "f"}});
    assert_eq!(sent["tool_choice"], function);
}

#[tokio::test]
async fn mistrals_own_options_go_on_the_wire_under_their_names() {
    let guardrail = json!({"block_on_error": true, "moderation_llm_v2": {"action": "block"}});
    let options = MistralOptions::new()
        .safe_prompt(true)
        .prompt_mode("reasoning")
        .prediction("fn main() {}")
        .guardrails([guardrail.clone()])
        .prompt_cache_key("chat-7")
        .prompt_logprobs(true)
        .top_prompt_logprobs(2);
    let sent = sent("hi", options.into()).await;
    assert_eq!(sent["safe_prompt"], true);
    assert_eq!(sent["prompt_mode"], "reasoning");
    assert_eq!(
        sent["prediction"],
        json!({"type": "content", "content": "fn main() {}"})
    );
    assert_eq!(sent["guardrails"], json!([guardrail]));
    assert_eq!(sent["prompt_cache_key"], "chat-7");
    assert_eq!(
        (&sent["prompt_logprobs"], &sent["top_prompt_logprobs"]),
        (&json!(true), &json!(2))
    );
}

#[tokio::test]
async fn biases_are_refused_without_a_request_or_left_out_with_a_warning() {
    let (server, model) =
        served(Reply::json(200, body(json!({"content": "hi"})).to_string())).await;
    let options = CallOptions::new().logit_bias(5, 1.0);
    let error = model
        .invoke_opts("hi".into(), options.clone())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.option()),
        (ErrorKind::Unsupported, Some("logit_bias"))
    );
    assert_eq!(server.requests().len(), 0);

    let answer = model
        .invoke_opts("hi".into(), options.on_unsupported(Policy::Warn))
        .await;
    assert_eq!(answer.unwrap().response_metadata().warnings.len(), 1);
}
