//! Every request fits OpenAI's schema of it.
//!
//! The schema is no part of the repository. It is looked for in `../shared/schemas` beside the workspace,
//! or where `SURPRISAL_SCHEMAS` says: a folder that holds `openai.json`.

use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::{Map, Value, json};
use surprisal::openai::OpenAiOptions;
use surprisal::{
    AiMessage, CallOptions, Choice, Content, ContentBlock, DeveloperMessage, HumanMessage,
    InvalidToolCall, Media, Message, ResponseFormat, SystemMessage, ToolCall, ToolChoice,
    ToolDefinition, ToolMessage,
};
use surprisal_tests::skip::skipped;

use crate::schema_check::Document;
use crate::schema_requests::Requests;

/// `None`, with a line printed, where there is no schema.
pub(crate) fn document() -> Option<Document> {
    let folder = match env::var_os("SURPRISAL_SCHEMAS") {
        Some(path) => PathBuf::from(path),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/schemas"),
    };
    let Ok(text) = fs::read_to_string(folder.join("openai.json")) else {
        skipped("no schema; set SURPRISAL_SCHEMAS to the folder that holds openai.json");
        return None;
    };
    Some(Document::new(serde_json::from_str(&text).unwrap()))
}

/// Every message that can be sent.
fn messages() -> Vec<Message> {
    let blocks = [
        ContentBlock::text("What is this?"),
        ContentBlock::image_url("https://example.com/a.png"),
        ContentBlock::image_bytes("image/png", [0, 1]).with_detail("low"),
        ContentBlock::audio(Media::bytes("audio/wav", [0, 1])),
        ContentBlock::audio(Media::bytes("audio/mpeg", [0, 1])),
        ContentBlock::file(Media::FileId("file-1".to_owned()), None),
        ContentBlock::file(
            Media::bytes("application/pdf", [0]),
            Some("a.pdf".to_owned()),
        ),
    ];
    let arguments = Map::from_iter([("city".to_owned(), json!("Paris"))]);
    let called = Choice::new("")
        .with_tool_calls([ToolCall::new("1", "get_weather", arguments)])
        .with_invalid_tool_calls([InvalidToolCall::new("2", "f", "{\"a\":", "cut off")]);
    let declined = Content::from_iter([ContentBlock::refusal("No.")]);
    let thought = Content::from_iter([ContentBlock::reasoning("Hm."), ContentBlock::text("Yes.")]);
    vec![
        SystemMessage::new("Be brief.").with_name("it").into(),
        DeveloperMessage::new(["a", "b"].map(ContentBlock::text)).into(),
        HumanMessage::new("").into(),
        HumanMessage::new("hi").with_name("bob").into(),
        HumanMessage::new(blocks).into(),
        AiMessage::new("hello").with_name("it").into(),
        AiMessage::new("").into(),
        AiMessage::new(declined).into(),
        AiMessage::new(thought).into(),
        AiMessage::from(called).into(),
        ToolMessage::new("1", "sunny").into(),
        ToolMessage::new("1", ["sunny", "warm"].map(ContentBlock::text))
            .with_error(true)
            .into(),
    ]
}

/// Every option that can be sent, with values of each kind.
fn options() -> Vec<CallOptions> {
    let tool = ToolDefinition::new("f", json!({"type": "object", "properties": {}}));
    let tools = [
        tool.clone()
            .with_description("what it is for")
            .with_strict(true),
        ToolDefinition::new("g", Value::Null),
    ];
    let choose = |choice| CallOptions::new().tools([tool.clone()]).tool_choice(choice);
    let schema = ResponseFormat::json_schema("answer", json!({"type": "object"}));
    let mut all = vec![
        CallOptions::new().logprobs(true),
        CallOptions::new().logprobs(true).top_logprobs(20),
        CallOptions::new().temperature(0.0),
        CallOptions::new().temperature(2.0),
        CallOptions::new().top_p(0.5),
        CallOptions::new().max_tokens(1),
        CallOptions::new().stop(["a"]),
        CallOptions::new().stop(["a", "b", "c", "d"]),
        CallOptions::new().seed(i64::MIN),
        CallOptions::new().seed(i64::MAX),
        CallOptions::new().frequency_penalty(-2.0),
        CallOptions::new().presence_penalty(2.0),
        CallOptions::new().logit_bias(50256, -100.0),
        CallOptions::new().n(128),
        CallOptions::new().tools(tools),
        choose(ToolChoice::Auto),
        choose(ToolChoice::None),
        choose(ToolChoice::Required),
        choose(ToolChoice::Tool("f".to_owned())),
        CallOptions::new().parallel_tool_calls(false),
        CallOptions::new().response_format(ResponseFormat::Text),
        CallOptions::new().response_format(ResponseFormat::JsonObject),
        CallOptions::new().response_format(schema.clone().with_strict(None)),
        CallOptions::new().response_format(schema.with_description("what it is for")),
        CallOptions::new().metadata("a", "b"),
        OpenAiOptions::new().service_tier("flex").into(),
        OpenAiOptions::new().verbosity("low").into(),
        OpenAiOptions::new().store(true).into(),
        OpenAiOptions::new().prompt_cache_key("a").into(),
        OpenAiOptions::new().safety_identifier("a").into(),
        OpenAiOptions::new().prediction("a").into(),
    ];
    for effort in ["none", "minimal", "low", "medium", "high"] {
        all.push(CallOptions::new().reasoning_effort(effort));
    }
    all
}

/// `None` where there is no schema.
fn requests() -> Option<Requests> {
    Some(Requests {
        document: document()?,
        schema: "CreateChatCompletionRequest",
        model: |memory| memory.model().build().unwrap(),
        messages: messages(),
        options: options(),
    })
}

#[test]
fn each_message_and_each_option_fits_the_schema() {
    let Some(requests) = requests() else { return };
    requests.assert_each_fits();
}

#[test]
fn any_conversation_with_any_options_fits_the_schema() {
    let Some(requests) = requests() else { return };
    requests.assert_any_conversation_fits();
}

#[test]
fn wrong_requests_do_not_fit_the_schema() {
    let Some(requests) = requests() else { return };
    let options = CallOptions::new().logprobs(true).stop(["a"]);
    let right = requests.sent(vec![Message::human("hi")], options, true);
    let wrong = [
        ("/messages", json!([])),
        ("/messages", json!("hi")),
        ("/messages/0", json!({"role": "human", "content": "hi"})),
        ("/messages/0", json!({"role": "user"})),
        ("/messages/0/content", json!([{"type": "text"}])),
        (
            "/messages/0/content",
            json!([{"type": "image_url", "image_url": "https://a"}]),
        ),
        ("/messages/0/contents", json!("hi")),
        ("/logprobs", json!("true")),
        ("/top_logprobs", json!(21)),
        ("/top_logprobs", json!(1.5)),
        ("/top_logprob", json!(1)),
        ("/stop", json!(["a", "b", "c", "d", "e"])),
        ("/temperature", json!(2.5)),
        ("/n", json!(0)),
        ("/reasoning_effort", json!("a lot")),
        ("/logit_bias", json!({"1": "2"})),
        ("/metadata", json!({"a": 1})),
        ("/stream_options/include_usages", json!(true)),
        ("/response_format", json!({"type": "json_schema"})),
        ("/tools", json!([{"type": "function", "name": "f"}])),
        ("/tool_choice", json!("f")),
    ];
    requests.assert_wrong_do_not_fit(&right, wrong);
}
