//! Options, one by one.

use std::time::Duration;

use serde_json::{Value, json};
use surprisal_core::{
    CallOptions, ErrorKind, Options as _, Policy, ResponseFormat, ToolChoice, ToolDefinition,
};
use surprisal_ollama::OllamaOptions;

use crate::support::{posted, sent};

#[tokio::test]
async fn each_portable_option_is_where_ollama_has_it() {
    let options = CallOptions::new()
        .logprobs(true)
        .top_logprobs(3)
        .temperature(0.5)
        .top_p(0.9)
        .max_tokens(7)
        .stop(["END"])
        .seed(42)
        .frequency_penalty(0.25)
        .presence_penalty(-0.25)
        .reasoning_effort("high");
    let expected = json!({
        "model": "gemma3",
        "stream": false,
        "messages": [{"role": "user", "content": "hi"}],
        "think": "high",
        "logprobs": true,
        "top_logprobs": 3,
        "options": {
            "temperature": 0.5,
            "top_p": 0.9,
            "num_predict": 7,
            "stop": ["END"],
            "seed": 42,
            "frequency_penalty": 0.25,
            "presence_penalty": -0.25
        }
    });
    assert_eq!(sent("hi", options).await, expected);
}

#[tokio::test]
async fn nothing_is_sent_that_was_not_asked_for() {
    let body = sent("hi", CallOptions::new()).await;
    let fields: Vec<_> = body.as_object().unwrap().keys().cloned().collect();
    assert_eq!(fields, ["model", "stream", "messages"]);
}

#[tokio::test]
async fn an_empty_list_is_none_so_that_the_texts_at_which_a_model_stops_by_itself_hold() {
    let options = CallOptions::new()
        .stop(Vec::<String>::new())
        .tools(Vec::<ToolDefinition>::new());
    let body = sent("hi", options).await;
    assert_eq!((body.get("options"), body.get("tools")), (None, None));
}

#[tokio::test]
async fn thinking_has_the_levels_that_ollama_knows() {
    for (effort, think) in [
        ("none", json!(false)),
        ("minimal", json!("low")),
        ("low", json!("low")),
        ("medium", json!("medium")),
        ("max", json!("max")),
    ] {
        let body = sent("hi", CallOptions::new().reasoning_effort(effort)).await;
        assert_eq!(body["think"], think, "{effort}");
    }
    let both = CallOptions::from(OllamaOptions::new().think(true));
    let body = sent("hi", both.reasoning_effort("low")).await;
    assert_eq!(body["think"], true);
}

#[tokio::test]
async fn its_own_options_add_up_and_go_where_they_belong() {
    let first = CallOptions::from(OllamaOptions::new().num_ctx(4096).top_k(20));
    let second = OllamaOptions::new()
        .top_k(5)
        .min_p(0.125)
        .typical_p(0.5)
        .repeat_penalty(1.5)
        .repeat_last_n(-1)
        .mirostat(0)
        .num_gpu(0)
        .num_thread(2)
        .keep_alive(Duration::from_millis(1500))
        .truncate(false)
        .shift(false)
        .set("num_keep", 4)
        .set("options", json!({"num_batch": 64}));
    let options = CallOptions::from(second).or(&first).temperature(0.0);
    let body = sent("hi", options).await;
    assert_eq!(body["keep_alive"], 1.5);
    assert_eq!(
        (&body["truncate"], &body["shift"]),
        (&json!(false), &json!(false))
    );
    let expected = json!({
        "temperature": 0.0, "num_ctx": 4096, "top_k": 5, "min_p": 0.125, "typical_p": 0.5, "repeat_penalty": 1.5,
        "repeat_last_n": -1, "mirostat": 0, "num_gpu": 0, "num_thread": 2, "num_keep": 4, "num_batch": 64
    });
    assert_eq!(body["options"], expected);
    let kept = sent("hi", OllamaOptions::new().keep_loaded()).await;
    assert_eq!(kept["keep_alive"], -1);
}

#[tokio::test]
async fn extra_fields_win_over_all_others() {
    let options = CallOptions::from(OllamaOptions::new().num_ctx(4096)).temperature(0.5);
    let options = options
        .extra("options", json!({"seed": 1}))
        .extra("think", Value::Null);
    let body = sent("hi", options).await;
    assert_eq!(body["options"], json!({"seed": 1}));
    assert!(body["think"].is_null());
}

#[tokio::test]
async fn answers_have_a_form() {
    let format = |format| sent("hi", CallOptions::new().response_format(format));
    assert_eq!(format(ResponseFormat::JsonObject).await["format"], "json");
    assert!(format(ResponseFormat::Text).await.get("format").is_none());
    let schema = json!({"type": "object", "properties": {"b": {"type": "string"}, "a": {"type": "integer"}}, "title": "Mine"});
    let asked = ResponseFormat::json_schema("report", schema).with_description("what was found");
    let body = format(asked).await;
    let expected = r#"{"type":"object","properties":{"b":{"type":"string"},"a":{"type":"integer"}},"title":"Mine","description":"what was found"}"#;
    assert_eq!(body["format"].to_string(), expected);
}

#[tokio::test]
async fn what_ollama_does_not_have_is_refused_by_its_name_or_left_out_with_a_warning() {
    let tool = || [ToolDefinition::new("f", Value::Null)];
    for (option, options) in [
        ("logit_bias", CallOptions::new().logit_bias(7, 1.0)),
        ("n", CallOptions::new().n(2)),
        (
            "tool_choice",
            CallOptions::new()
                .tools(tool())
                .tool_choice(ToolChoice::Auto),
        ),
        (
            "parallel_tool_calls",
            CallOptions::new().tools(tool()).parallel_tool_calls(true),
        ),
        ("metadata", CallOptions::new().metadata("a", "b")),
    ] {
        let error = posted("hi", options.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(error.option(), Some(option));
        let warned = posted("hi", options.on_unsupported(Policy::Warn)).await;
        assert!(warned.unwrap().1.get(option).is_none());
    }
    let error = posted("hi", CallOptions::new().logprobs(true).top_logprobs(21)).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn a_raw_prompt_goes_to_generate() {
    let options = CallOptions::from(OllamaOptions::new().raw(true));
    let options = options.logprobs(true).max_tokens(3);
    let (path, body) = posted("The sky is", options).await.unwrap();
    let expected = json!({
        "model": "gemma3", "stream": false, "prompt": "The sky is", "logprobs": true,
        "options": {"num_predict": 3}, "raw": true
    });
    assert_eq!((path.as_str(), body), ("/generate", expected));
    let off = OllamaOptions::new().raw(false);
    assert_eq!(posted("hi", off).await.unwrap().0, "/chat");
}

#[tokio::test]
async fn a_gap_is_filled_by_generate() {
    let options = OllamaOptions::new().suffix("    return result");
    let messages = [("system", "python"), ("human", "def f(a):")];
    let messages = surprisal_core::Messages::try_from(messages).unwrap();
    let (path, body) = posted(messages, options).await.unwrap();
    let expected = json!({
        "model": "gemma3", "stream": false, "system": "python", "prompt": "def f(a):",
        "suffix": "    return result"
    });
    assert_eq!((path.as_str(), body), ("/generate", expected));
}

#[tokio::test]
async fn a_prompt_is_one_message_without_tools() {
    let raw = || CallOptions::from(OllamaOptions::new().raw(true));
    for messages in [
        vec![("human", "a"), ("human", "b")],
        vec![("system", "a"), ("human", "b")],
        vec![("ai", "a")],
    ] {
        let messages = surprisal_core::Messages::try_from(messages).unwrap();
        let error = posted(messages, raw()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.message().contains("one human message"), "{error}");
    }
    let tools = raw().tools([ToolDefinition::new("f", Value::Null)]);
    let error = posted("a", tools).await.unwrap_err();
    assert_eq!(error.option(), Some("tools"));
}
