//! A model in front of a loopback server, and answers in the forms of OpenAI's schema.

use serde_json::{Value, json};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Messages, Result, RetryPolicy, Runnable as _,
};
use surprisal_http::{HttpChatModelBuilder, HttpClient};
use surprisal_openai::{Api, ChatOpenAi, OpenAi, OpenAiProtocol};
use surprisal_testing::server::{Reply, Server};

pub(crate) type Builder = HttpChatModelBuilder<OpenAiProtocol<OpenAi>>;

/// No output may hold it.
pub(crate) const KEY: &str = "sk-secret-4fd2c81b";

pub(crate) fn builder(server: &Server) -> Builder {
    let client = HttpClient::builder().retry(RetryPolicy::none());
    ChatOpenAi::builder("gpt-5-mini")
        .api_key(KEY)
        .base_url(format!("{}/v1", server.url()))
        .client(client.build().unwrap())
}

/// Server-sent events as OpenAI frames them.
pub(crate) fn events(events: &[Value]) -> String {
    let frame = |event: &Value| {
        let kind = event["type"].as_str().unwrap();
        format!("event: {kind}\ndata: {event}\n\n")
    };
    events.iter().map(frame).collect()
}

/// What a stream of these bytes is read as: its chunks, and their sum.
pub(crate) async fn streamed(
    bytes: impl Into<Vec<u8>>,
    options: CallOptions,
) -> (Vec<AiMessageChunk>, Result<AiMessage>) {
    let server = Server::start().await.unwrap();
    server.reply(Reply::sse(bytes.into()));
    let model = builder(&server).options(Api::Responses).build().unwrap();
    let mut stream = model
        .stream_opts(Messages::from("hi"), options)
        .await
        .unwrap();
    let mut chunks = Vec::new();
    loop {
        match futures::TryStreamExt::try_next(&mut stream).await {
            Ok(Some(chunk)) => chunks.push(chunk),
            Ok(None) => {
                let sum: AiMessageChunk = chunks.iter().cloned().sum();
                return (chunks, Ok(sum.into()));
            }
            Err(error) => return (chunks, Err(error)),
        }
    }
}

/// What a body is read as.
pub(crate) async fn whole(body: impl ToString, options: CallOptions) -> Result<AiMessage> {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, body.to_string()));
    let model = builder(&server).options(Api::Responses).build().unwrap();
    model.invoke_opts(Messages::from("hi"), options).await
}

/// The path and the JSON of the request that such a call makes.
pub(crate) async fn sent(
    build: impl FnOnce(Builder) -> Builder,
    input: impl Into<Messages>,
    options: impl Into<CallOptions>,
) -> Result<(String, Value)> {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, response(json!([])).to_string()));
    let model = build(builder(&server)).build().unwrap();
    // What comes back does not matter, if anything was sent.
    let answer = model.invoke_opts(input.into(), options.into()).await;
    match server.requests().first() {
        Some(request) => Ok((request.path().to_owned(), request.json().unwrap())),
        None => Err(answer.unwrap_err()),
    }
}

/// A response that is complete, with these items.
pub(crate) fn response(output: Value) -> Value {
    json!({
        "id": "resp_1",
        "object": "response",
        "created_at": 1_760_000_000,
        "status": "completed",
        "error": null,
        "incomplete_details": null,
        "model": "gpt-5-mini-2025-08-07",
        "output": output,
        "service_tier": "default",
        "usage": {
            "input_tokens": 9,
            "input_tokens_details": {"cached_tokens": 4},
            "output_tokens": 5,
            "output_tokens_details": {"reasoning_tokens": 3},
            "total_tokens": 14,
        },
    })
}

/// The first event of a stream.
pub(crate) fn created() -> Value {
    let mut response = response(json!([]));
    response["status"] = "in_progress".into();
    // It is told before it is known.
    response["service_tier"] = "auto".into();
    response["usage"] = Value::Null;
    json!({"type": "response.created", "sequence_number": 0, "response": response})
}

/// The last event of a stream.
pub(crate) fn completed(output: Value) -> Value {
    json!({"type": "response.completed", "sequence_number": 99, "response": response(output)})
}

pub(crate) fn item(event: &str, index: u32, item: &Value) -> Value {
    json!({"type": format!("response.output_item.{event}"), "output_index": index, "item": item})
}

/// A message item.
pub(crate) fn message(id: &str, content: Value) -> Value {
    json!({"id": id, "type": "message", "role": "assistant", "status": "completed", "content": content})
}

pub(crate) fn text(text: &str) -> Value {
    json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []})
}

pub(crate) fn delta(index: u32, id: &str, text: &str) -> Value {
    json!({"type": "response.output_text.delta", "item_id": id, "output_index": index, "content_index": 0, "delta": text, "logprobs": []})
}
