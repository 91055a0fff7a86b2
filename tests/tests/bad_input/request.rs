//! What is asked for arrives, and nothing else does.

use serde_json::{Map, Value, json};
use surprisal::http::BaseUrl;
use surprisal::openai::{ChatOpenAi, OpenAiOptions};
use surprisal::{
    AiMessage, CallOptions, Choice, Content, ContentBlock, InvalidToolCall, Media, Message,
    Messages, ReasoningEffort, ResponseFormat, RunnableExt, ToolCall, ToolChoice, ToolDefinition,
    ToolMessage,
};
use surprisal_openai_compat::{ChatCompletions, Generic};
use surprisal_testing::server::{Reply, Request, Server};

use crate::support::{ANSWER, KEY, builder, quick, served};

/// The request of a call with these messages and options.
async fn sent(messages: impl Into<Messages>, options: CallOptions) -> Request {
    let (server, model) = served([Reply::json(200, ANSWER)]).await;
    model.bind(options).invoke(messages.into()).await.unwrap();
    server.requests().remove(0)
}

/// The messages of a request, as they are on the wire.
async fn messages(messages: impl Into<Messages>) -> Value {
    sent(messages, CallOptions::new()).await.json().unwrap()["messages"].take()
}

#[tokio::test]
async fn a_call_without_options_says_no_more_than_it_must() {
    let request = sent("hi", CallOptions::new()).await;
    assert_eq!(
        (request.method(), request.path()),
        ("POST", "/v1/chat/completions")
    );
    assert_eq!(
        request.json().unwrap(),
        json!({"model": "gpt-4o-mini", "messages": [{"role": "user", "content": "hi"}]})
    );
    assert_eq!(
        request.header("authorization"),
        Some(format!("Bearer {KEY}").as_str())
    );
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert!(
        request
            .header("user-agent")
            .is_some_and(|agent| agent.starts_with("surprisal/"))
    );
}

#[tokio::test]
async fn every_portable_option_arrives() {
    let schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    let options = CallOptions::new()
        .logprobs(true)
        .top_logprobs(0)
        .temperature(0.0)
        .top_p(0.0)
        .max_tokens(7)
        .stop(["a", "b"])
        .seed(0)
        .frequency_penalty(0.0)
        .presence_penalty(-2.0)
        .logit_bias(50256, -100.0)
        .n(2)
        .tools([ToolDefinition::new("f", schema.clone())])
        .tool_choice(ToolChoice::Tool("f".to_owned()))
        .parallel_tool_calls(false)
        .response_format(ResponseFormat::json_schema("answer", schema.clone()))
        .reasoning_effort(ReasoningEffort::Low)
        .metadata("team", "blue")
        .extra("min_p", 0.1)
        .extra("top_p", 0.5);
    let body = sent("hi", options).await.json().unwrap();
    assert_eq!(
        body,
        json!({
            "model": "gpt-4o-mini",
            "messages": [{"role": "user", "content": "hi"}],
            "logprobs": true,
            "top_logprobs": 0,
            "temperature": 0.0,
            "max_completion_tokens": 7,
            "stop": ["a", "b"],
            "seed": 0,
            "frequency_penalty": 0.0,
            "presence_penalty": -2.0,
            "logit_bias": {"50256": -100.0},
            "n": 2,
            "tools": [{"type": "function", "function": {"name": "f", "parameters": schema}}],
            "tool_choice": {"type": "function", "function": {"name": "f"}},
            "parallel_tool_calls": false,
            "response_format": {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": true}},
            "reasoning_effort": "low",
            "metadata": {"team": "blue"},
            "min_p": 0.1,
            // What is given as it is on the wire wins over all else.
            "top_p": 0.5,
        })
    );
}

#[tokio::test]
async fn openais_own_options_arrive_and_those_of_others_do_not() {
    let (server, model) = served([Reply::json(200, ANSWER)]).await;
    let other = Map::from_iter([("top_k".to_owned(), 5.into())]);
    let bound = model
        .bind(OpenAiOptions::new().service_tier("flex").store(false))
        .bind(CallOptions::new().provider("anthropic", other))
        .bind(OpenAiOptions::new().verbosity("low"));
    bound.invoke("hi").await.unwrap();
    let body = server.requests()[0].json().unwrap();
    assert_eq!(
        (&body["service_tier"], &body["store"], &body["verbosity"]),
        (&"flex".into(), &false.into(), &"low".into())
    );
    assert_eq!(body.as_object().unwrap().len(), 5);
}

#[tokio::test]
async fn headers_arrive_and_the_call_wins() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, ANSWER));
    let model = builder(&server)
        .header("openai-organization", "org-1")
        .header("openai-project", "proj-1")
        .header("x-team", "red")
        .header("x-kept", "1")
        .build()
        .unwrap();
    let bound = model.bind(CallOptions::new().header("X-Team", "blue"));
    bound.invoke("hi").await.unwrap();
    let request = server.requests().remove(0);
    for (name, value) in [
        ("openai-organization", "org-1"),
        ("openai-project", "proj-1"),
        ("x-team", "blue"),
        ("x-kept", "1"),
    ] {
        let all: Vec<_> = request
            .headers()
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            .collect();
        assert_eq!(all, [value], "{name}");
    }
}

#[tokio::test]
async fn a_server_without_keys_is_sent_none() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, ANSWER));
    let model = ChatOpenAi::builder("m")
        .base_url(format!("{}/v1/", server.url()))
        .client(quick().build().unwrap())
        .build()
        .unwrap();
    model.invoke("hi").await.unwrap();
    let request = server.requests().remove(0);
    assert_eq!(
        (request.path(), request.header("authorization")),
        ("/v1/chat/completions", None)
    );
}

#[tokio::test]
async fn the_query_of_a_base_url_goes_with_each_request() {
    let url: BaseUrl = "http://localhost/openai?api-version=1".parse().unwrap();
    assert_eq!(url.to_string(), "http://localhost/openai");
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, ANSWER));
    let url = format!("{}/openai/?api-version=2025-01-01", server.url());
    builder(&server)
        .base_url(url)
        .build()
        .unwrap()
        .invoke("hi")
        .await
        .unwrap();
    assert_eq!(
        server.requests()[0].target(),
        "/openai/chat/completions?api-version=2025-01-01"
    );
}

#[tokio::test]
async fn every_role_arrives_by_its_name_on_the_wire() {
    let input = Messages::try_from([
        Message::system("s"),
        Message::developer("d"),
        Message::human("h"),
        Message::ai("a"),
        ToolMessage::new("call_1", "t").into(),
    ])
    .unwrap();
    assert_eq!(
        messages(input).await,
        json!([
            {"role": "system", "content": "s"},
            {"role": "developer", "content": "d"},
            {"role": "user", "content": "h"},
            {"role": "assistant", "content": "a"},
            {"role": "tool", "content": "t", "tool_call_id": "call_1"},
        ])
    );
}

#[tokio::test]
async fn a_server_that_is_not_openais_is_asked_in_older_words() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, ANSWER));
    let model = ChatCompletions::<Generic>::builder("m")
        .base_url(server.url())
        .client(quick().build().unwrap())
        .options(CallOptions::new().max_tokens(7))
        .build()
        .unwrap();
    let answer = model.invoke(Message::developer("d")).await.unwrap();
    let provider = answer.response_metadata().provider.as_deref();
    assert_eq!(provider, Some("openai-compatible"));
    assert_eq!(
        server.requests()[0].json().unwrap(),
        json!({"model": "m", "messages": [{"role": "system", "content": "d"}], "max_tokens": 7})
    );
}

#[tokio::test]
async fn images_sounds_and_files_arrive() {
    let content = Content::from(vec![
        ContentBlock::text("what is this?"),
        ContentBlock::image_url("https://example.com/a.png").with_detail("low"),
        ContentBlock::image_bytes("image/png", [1, 2, 3]),
        ContentBlock::audio(Media::bytes("audio/mpeg", [4, 5])),
        ContentBlock::file(
            Media::bytes("application/pdf", [6]),
            Some("a.pdf".to_owned()),
        ),
        ContentBlock::file(Media::FileId("file-1".to_owned()), None),
    ]);
    assert_eq!(
        messages(Message::human(content)).await[0]["content"],
        json!([
            {"type": "text", "text": "what is this?"},
            {"type": "image_url", "image_url": {"url": "https://example.com/a.png", "detail": "low"}},
            {"type": "image_url", "image_url": {"url": "data:image/png;base64,AQID"}},
            {"type": "input_audio", "input_audio": {"data": "BAU=", "format": "mp3"}},
            {"type": "file", "file": {"file_data": "data:application/pdf;base64,Bg==", "filename": "a.pdf"}},
            {"type": "file", "file": {"file_id": "file-1"}},
        ])
    );
}

#[tokio::test]
async fn an_earlier_answer_goes_back_with_its_tool_calls_and_without_its_reasoning() {
    let arguments = Map::from_iter([("city".to_owned(), "Paris".into())]);
    let choice = Choice::new(vec![
        ContentBlock::reasoning("hm"),
        ContentBlock::text("let me see"),
    ])
    .with_tool_calls([ToolCall::new("call_1", "weather", arguments)])
    .with_invalid_tool_calls([InvalidToolCall::new(
        "call_2", "weather", "{\"ci", "cut off",
    )]);
    let message = messages(AiMessage::from(choice)).await[0].take();
    assert_eq!(
        message,
        json!({
            "role": "assistant",
            "content": "let me see",
            "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "weather", "arguments": "{\"city\":\"Paris\"}"}},
                {"id": "call_2", "type": "function", "function": {"name": "weather", "arguments": "{\"ci"}},
            ],
        })
    );
}

#[tokio::test]
async fn an_earlier_refusal_goes_back_as_one() {
    let refusal = AiMessage::new(vec![ContentBlock::refusal("I cannot")]);
    assert_eq!(
        messages(refusal).await,
        json!([{"role": "assistant", "content": null, "refusal": "I cannot"}])
    );
    let calls = Choice::default().with_tool_calls([ToolCall::new("1", "f", Map::new())]);
    let message = messages(AiMessage::from(calls)).await[0].take();
    assert_eq!(message["content"], Value::Null);
}

#[tokio::test]
async fn a_text_of_any_characters_arrives_as_it_is() {
    let text = "\u{0}\u{1f}\"\\\u{7f}\u{2028}\u{feff}💙\n\r\t</script>";
    assert_eq!(messages(text).await[0]["content"], text);
}
