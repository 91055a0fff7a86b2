//! Every request to the Responses API fits OpenAI's schema of it.

use serde_json::{Map, Value, json};
use surprisal::openai::{Api, BuiltInTool, OpenAiOptions};
use surprisal::{
    AiMessage, CallOptions, Choice, Content, ContentBlock, InvalidToolCall, Media, Message,
    ResponseFormat, ToolCall, ToolChoice, ToolDefinition, ToolMessage,
};

use crate::schema::document;
use crate::schema_requests::Requests;

/// Every message that can be sent.
fn messages() -> Vec<Message> {
    let blocks = [
        ContentBlock::text("What is this?"),
        ContentBlock::image_url("https://example.com/a.png"),
        ContentBlock::image_bytes("image/png", [0, 1]).with_detail("low"),
        ContentBlock::image(Media::FileId("file-1".to_owned())),
        ContentBlock::file(Media::FileId("file-1".to_owned()), None),
        ContentBlock::file(
            Media::Url("https://example.com/a.pdf".to_owned()),
            Some("a.pdf".to_owned()),
        ),
        ContentBlock::file(Media::bytes("application/pdf", [0]), None),
    ];
    let arguments = Map::from_iter([("city".to_owned(), json!("Paris"))]);
    let called = Choice::new("")
        .with_tool_calls([ToolCall::new("1", "get_weather", arguments.clone())])
        .with_invalid_tool_calls([InvalidToolCall::new("2", "f", "{\"a\":", "cut off")]);
    let own = |item| ContentBlock::opaque("openai", item);
    let carried = Content::from_iter([
        ContentBlock::reasoning("Hm."),
        own(
            json!({"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "Hm."}], "encrypted_content": "gAAA"}),
        ),
        own(
            json!({"type": "web_search_call", "id": "ws_1", "status": "completed", "action": {"type": "search", "query": "q"}}),
        ),
        own(json!({"type": "message", "id": "msg_1", "phase": "commentary"})),
        ContentBlock::text("Yes."),
        ContentBlock::refusal("No."),
        own(json!({"type": "annotations", "annotations": [1]})),
        own(json!({"type": "function_call", "id": "fc_1", "call_id": "1"})),
    ]);
    let carried =
        Choice::new(carried).with_tool_calls([ToolCall::new("1", "get_weather", arguments)]);
    vec![
        Message::system("Be brief."),
        Message::developer(["a", "b"].map(ContentBlock::text)),
        Message::human(""),
        Message::human(blocks.clone()),
        Message::human([own(json!({"type": "item_reference", "id": "msg_0"}))]),
        Message::ai("hello"),
        Message::ai(""),
        Message::ai([ContentBlock::refusal("No.")]),
        AiMessage::from(called).into(),
        AiMessage::from(carried).into(),
        ToolMessage::new("1", "sunny").into(),
        ToolMessage::new("1", blocks).with_error(true).into(),
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
    let own = OpenAiOptions::new;
    let mut all = vec![
        CallOptions::new().logprobs(true),
        CallOptions::new().logprobs(true).top_logprobs(20),
        CallOptions::new().temperature(2.0),
        CallOptions::new().top_p(0.5),
        CallOptions::new().max_tokens(16),
        CallOptions::new().n(1),
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
        own().service_tier("flex").into(),
        own().verbosity("low").into(),
        own().store(false).into(),
        own().prompt_cache_key("a").into(),
        own().safety_identifier("a").into(),
        own().previous_response_id("resp_0").into(),
        own().include(["reasoning.encrypted_content"]).into(),
        own().reasoning_summary("concise").into(),
        own().truncation("auto").into(),
        own()
            .tools([
                BuiltInTool::web_search().with("search_context_size", "low"),
                BuiltInTool::file_search(["vs_1"]),
                BuiltInTool::code_interpreter(),
                BuiltInTool::mcp("docs", "https://example.com/mcp")
                    .with("require_approval", "never"),
                BuiltInTool::new("image_generation").with("size", "1024x1024"),
            ])
            .into(),
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
        schema: "CreateResponse",
        model: |memory| memory.model().options(Api::Responses).build().unwrap(),
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
    let options = CallOptions::new().logprobs(true);
    let right = requests.sent(vec![Message::human("hi")], options, true);
    let wrong = [
        ("/input", json!(1)),
        ("/input/0", json!({"role": "human", "content": "hi"})),
        ("/input/0/contents", json!("hi")),
        ("/input/0/content", json!([{"type": "text", "text": "hi"}])),
        ("/input/0", json!({"type": "function_call", "name": "f"})),
        ("/input/0", json!({"type": "reasoning", "id": "rs_1"})),
        ("/include", json!(["logprobs"])),
        ("/top_logprobs", json!(21)),
        ("/logprobs", json!(true)),
        ("/max_tokens", json!(16)),
        ("/reasoning", json!({"effort": "a lot"})),
        ("/reasoning", json!({"sumary": "auto"})),
        ("/text", json!({"format": {"type": "json_schema"}})),
        (
            "/tools",
            json!([{"type": "function", "function": {"name": "f"}}]),
        ),
        ("/tool_choice", json!("f")),
        ("/truncation", json!("off")),
    ];
    requests.assert_wrong_do_not_fit(&right, wrong);
}
