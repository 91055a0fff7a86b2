//! A deployment in front of a loopback server.

use std::fmt::Debug;

use futures::TryStreamExt as _;
use serde_json::{Value, json};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Messages, Result, RetryPolicy, Runnable as _,
};
use surprisal_http::{HttpChatModelBuilder, HttpClient};
use surprisal_openai::{AzureOpenAi, ChatAzureOpenAi, OpenAiProtocol};
use surprisal_testing::server::{Reply, Request, Server};

pub(crate) type Builder = HttpChatModelBuilder<OpenAiProtocol<AzureOpenAi>>;

/// No output may hold it.
pub(crate) const KEY: &str = "secret-4fd2c81b";
pub(crate) const VERSION: &str = "2024-10-21";
pub(crate) const DONE: &str = "data: [DONE]\n\n";

/// A deployment of this server, without version and credential.
pub(crate) fn deployment(server: &Server, name: &str) -> Builder {
    let client = HttpClient::builder().retry(RetryPolicy::none());
    ChatAzureOpenAi::builder(name)
        .base_url(server.url())
        .client(client.build().unwrap())
}

/// One with a key.
pub(crate) fn builder(server: &Server) -> Builder {
    deployment(server, "my-gpt-4o").api_key(KEY)
}

/// The endpoint of this server with a version.
pub(crate) fn endpoint(server: &Server, version: &str) -> String {
    format!("{}?api-version={version}", server.url())
}

/// A server that gives this answer to everything.
pub(crate) async fn server(body: &Value) -> Server {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, body.to_string()).forever());
    server
}

/// The request that a call of this model makes of this server, which answers.
pub(crate) async fn sent(
    server: &Server,
    model: &ChatAzureOpenAi,
    options: impl Into<CallOptions>,
) -> Request {
    let before = server.requests().len();
    let answer = model.invoke_opts(Messages::from("hi"), options.into());
    answer.await.unwrap();
    server.requests().swap_remove(before)
}

/// What a stream of these events is read as: its chunks, and their sum.
pub(crate) async fn streamed(events: &str) -> Result<(Vec<AiMessageChunk>, AiMessage)> {
    let server = Server::start().await.unwrap();
    server.reply(Reply::sse(events.to_owned()));
    let model = builder(&server).build().unwrap();
    let stream = model.stream_opts(Messages::from("hi"), CallOptions::new());
    let chunks: Vec<AiMessageChunk> = stream.await?.try_collect().await?;
    let sum: AiMessageChunk = chunks.iter().cloned().sum();
    Ok((chunks, sum.into()))
}

/// What a body is read as.
pub(crate) async fn whole(body: &Value) -> Result<AiMessage> {
    let server = server(body).await;
    let model = builder(&server).build().unwrap();
    let input = Messages::from("hi");
    model.invoke_opts(input, CallOptions::new()).await
}

pub(crate) fn events(events: &[Value]) -> String {
    let frame = |event: &Value| format!("data: {event}\n\n");
    events.iter().map(frame).collect()
}

/// A whole answer, with this much more in its only choice.
pub(crate) fn answer(more: &Value) -> Value {
    let mut choice = json!({
        "index": 0,
        "message": {"role": "assistant", "content": "hello", "refusal": null},
        "logprobs": null,
        "finish_reason": "stop",
    });
    let fields = choice.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    json!({
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_760_000_000,
        "model": "gpt-4o-2024-11-20",
        "choices": [choice],
        "usage": {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4},
    })
}

/// Asserts that the value does not print the key.
#[track_caller]
pub(crate) fn assert_no_key(value: &impl Debug) {
    let shown = format!("{value:?} {value:#?}");
    assert!(!shown.contains(KEY), "{shown}");
}
