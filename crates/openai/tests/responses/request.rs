//! What is sent.

use serde_json::{Map, Value, json};
use surprisal_core::{
    AiMessage, CallOptions, Choice, ContentBlock, ErrorKind, HumanMessage, InvalidToolCall, Media,
    Message, Messages, Policy, ResponseFormat, Runnable as _, ToolCall, ToolChoice, ToolDefinition,
};
use surprisal_openai::{Api, BuiltInTool, OpenAiOptions};
use surprisal_testing::server::{Reply, Server};

use crate::support::{Builder, builder, response, sent};

fn responses(builder: Builder) -> Builder {
    builder.options(Api::Responses)
}

/// The input that these messages become.
async fn input(messages: impl IntoIterator<Item = Message>) -> Value {
    let messages = Messages::from_iter(messages);
    let (_, body) = sent(responses, messages, CallOptions::new()).await.unwrap();
    body["input"].clone()
}

#[tokio::test]
async fn portable_options_are_translated() {
    let tool = ToolDefinition::new("f", json!({"type": "object"})).with_description("d");
    let schema = ResponseFormat::json_schema("answer", json!({"type": "object"}));
    let options = CallOptions::new()
        .logprobs(true)
        .top_logprobs(0)
        .temperature(0.0)
        .top_p(0.5)
        .max_tokens(16)
        .n(1)
        .tools([tool])
        .tool_choice(ToolChoice::Tool("f".to_owned()))
        .parallel_tool_calls(false)
        .response_format(schema)
        .reasoning_effort("low")
        .metadata("a", "b")
        .extra("background", false);
    let (_, mut body) = sent(responses, "hi", options).await.unwrap();
    body.as_object_mut().unwrap().remove("input");
    let expected = json!({
        "model": "gpt-5-mini",
        "include": ["message.output_text.logprobs"],
        "top_logprobs": 0,
        "temperature": 0.0,
        "top_p": 0.5,
        "max_output_tokens": 16,
        "tools": [{"type": "function", "name": "f", "description": "d", "parameters": {"type": "object"}, "strict": false}],
        "tool_choice": {"type": "function", "name": "f"},
        "parallel_tool_calls": false,
        "text": {"format": {"type": "json_schema", "name": "answer", "schema": {"type": "object"}, "strict": true}},
        "reasoning": {"effort": "low"},
        "metadata": {"a": "b"},
        "background": false,
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn own_options_join_the_portable_ones() {
    let options = CallOptions::from(
        OpenAiOptions::new()
            .previous_response_id("resp_0")
            .include([
                "reasoning.encrypted_content",
                "message.output_text.logprobs",
            ])
            .tools([BuiltInTool::file_search(["vs_1"]).with("max_num_results", 3)])
            .reasoning_summary("auto")
            .truncation("auto")
            .service_tier("flex")
            .verbosity("low")
            .store(false)
            .prompt_cache_key("k")
            .safety_identifier("s"),
    )
    .logprobs(true)
    .reasoning_effort("high")
    .response_format(ResponseFormat::JsonObject)
    .tools([ToolDefinition::new("f", Value::Null)]);
    let (_, mut body) = sent(|builder| builder, "hi", options).await.unwrap();
    body.as_object_mut().unwrap().remove("input");
    let expected = json!({
        "model": "gpt-5-mini",
        "previous_response_id": "resp_0",
        "include": ["message.output_text.logprobs", "reasoning.encrypted_content"],
        "tools": [
            {"type": "function", "name": "f", "parameters": {"type": "object", "properties": {}}, "strict": false},
            {"type": "file_search", "vector_store_ids": ["vs_1"], "max_num_results": 3},
        ],
        "reasoning": {"effort": "high", "summary": "auto"},
        "text": {"format": {"type": "json_object"}, "verbosity": "low"},
        "truncation": "auto",
        "service_tier": "flex",
        "store": false,
        "prompt_cache_key": "k",
        "safety_identifier": "s",
    });
    assert_eq!(body, expected);
}

#[tokio::test]
async fn options_that_only_chat_completions_has_are_named() {
    let missing = [
        ("stop", CallOptions::new().stop(["a"])),
        ("seed", CallOptions::new().seed(0)),
        (
            "frequency_penalty",
            CallOptions::new().frequency_penalty(0.0),
        ),
        ("presence_penalty", CallOptions::new().presence_penalty(0.0)),
        ("logit_bias", CallOptions::new().logit_bias(1, 0.0)),
        ("n", CallOptions::new().n(2)),
        ("prediction", OpenAiOptions::new().prediction("a").into()),
    ];
    for (option, options) in missing {
        let error = sent(responses, "hi", options.clone()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unsupported);
        assert_eq!(error.option(), Some(option));
        let message = format!(
            "openai has no option `{option}`: only Chat Completions has it; leave it out, or leave out what chose or needs the Responses API"
        );
        assert_eq!(error.message(), message);

        let server = Server::start().await.unwrap();
        server.reply(Reply::json(200, response(json!([])).to_string()));
        let model = builder(&server).options(Api::Responses).build().unwrap();
        let options = options.on_unsupported(Policy::Warn);
        let answer = model.invoke_opts("hi".into(), options).await.unwrap();
        let warnings = &answer.response_metadata().warnings;
        assert_eq!((warnings.len(), &*warnings[0].option), (1, option));
        assert_eq!(server.requests()[0].json().unwrap().get(option), None);
    }
    let taken_back = CallOptions::new().stop(Vec::<String>::new());
    assert!(sent(responses, "hi", taken_back).await.is_ok());
}

#[tokio::test]
async fn each_kind_of_message_is_an_item() {
    let arguments = Map::from_iter([("city".to_owned(), "Paris".into())]);
    let called = Choice::new("One moment.")
        .with_tool_calls([ToolCall::new("call_1", "f", arguments)])
        .with_invalid_tool_calls([InvalidToolCall::new("call_2", "g", "{\"a", "cut off")]);
    let input = input([
        Message::system("Be brief."),
        Message::developer(["a", "b"].map(ContentBlock::text)),
        Message::human(""),
        AiMessage::from(called).into(),
        Message::tool("call_1", "sunny"),
        Message::tool("call_2", ["a", "b"].map(ContentBlock::text)),
        Message::ai([ContentBlock::reasoning("hm"), ContentBlock::refusal("No.")]),
        Message::ai(""),
    ])
    .await;
    let expected = json!([
        {"type": "message", "role": "system", "content": "Be brief."},
        {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}]},
        {"type": "message", "role": "user", "content": ""},
        {"type": "message", "role": "assistant", "content": "One moment."},
        {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{\"city\":\"Paris\"}"},
        {"type": "function_call", "call_id": "call_2", "name": "g", "arguments": "{\"a"},
        {"type": "function_call_output", "call_id": "call_1", "output": "sunny"},
        {"type": "function_call_output", "call_id": "call_2", "output": [{"type": "input_text", "text": "a"}, {"type": "input_text", "text": "b"}]},
        {"type": "message", "role": "assistant", "content": "No."},
        {"type": "message", "role": "assistant", "content": ""},
    ]);
    assert_eq!(input, expected);
}

#[tokio::test]
async fn images_and_files_are_parts() {
    let file = |media| ContentBlock::file(media, Some("a.pdf".to_owned()));
    let blocks = [
        ContentBlock::text("?"),
        ContentBlock::image_url("https://example.com/a.png").with_detail("low"),
        ContentBlock::image_bytes("image/png", [1]),
        ContentBlock::image(Media::FileId("file-1".to_owned())),
        file(Media::bytes("application/pdf", [1])),
        file(Media::Url("https://example.com/a.pdf".to_owned())),
        ContentBlock::file(Media::FileId("file-2".to_owned()), None),
    ];
    let input = input([Message::human(blocks)]).await;
    let expected = json!([
        {"type": "input_text", "text": "?"},
        {"type": "input_image", "detail": "low", "image_url": "https://example.com/a.png"},
        {"type": "input_image", "detail": "auto", "image_url": "data:image/png;base64,AQ=="},
        {"type": "input_image", "detail": "auto", "file_id": "file-1"},
        {"type": "input_file", "file_data": "data:application/pdf;base64,AQ==", "filename": "a.pdf"},
        {"type": "input_file", "file_url": "https://example.com/a.pdf", "filename": "a.pdf"},
        {"type": "input_file", "file_id": "file-2"},
    ]);
    assert_eq!(input[0]["content"], expected);
}

#[tokio::test]
async fn an_item_of_ones_own_goes_where_it_is() {
    let output = json!({"type": "computer_call_output", "call_id": "call_1", "output": {"type": "computer_screenshot", "file_id": "file-1"}});
    let input = input([Message::human([
        ContentBlock::text("See:"),
        ContentBlock::opaque("openai", output.clone()),
        ContentBlock::opaque("another", json!({"type": "x"})),
        ContentBlock::text("Go on."),
    ])])
    .await;
    assert_eq!(input[0]["content"], "See:");
    assert_eq!(input[1], output);
    assert_eq!(
        input[2]["content"],
        json!([{"type": "input_text", "text": "Go on."}])
    );
}

#[tokio::test]
async fn what_the_interface_cannot_take_is_said() {
    let audio = ContentBlock::audio(Media::bytes("audio/wav", [1]));
    let picture = ContentBlock::image_bytes("image/png", [1]);
    let named = HumanMessage::new("hi").with_name("bob");
    let cases = [
        (
            Message::human([audio]),
            "the Responses API has no content block of the kind audio: use text, image or file",
        ),
        (
            Message::ai([picture]),
            "the Responses API takes no image in an answer of an earlier turn: give it in a human message",
        ),
        (
            named.into(),
            "openai has no option `name`: messages of the Responses API have no names; say it in the text",
        ),
    ];
    for (message, expected) in cases {
        let error = sent(responses, message, CallOptions::new())
            .await
            .unwrap_err();
        assert_eq!(error.message(), expected);
    }
}
