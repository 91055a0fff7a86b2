//! A server that answers as it is told.

use futures::TryStreamExt as _;
use serde_json::Value;
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Messages, Result, RetryPolicy, Runnable as _,
};
use surprisal_http::HttpClient;
use surprisal_ollama::ChatOllama;
use surprisal_testing::server::{Reply, Server};

pub(crate) fn model(server: &Server) -> ChatOllama {
    let client = HttpClient::builder().retry(RetryPolicy::none());
    let model = ChatOllama::builder("gemma3").base_url(server.url());
    model.client(client.build().unwrap()).build().unwrap()
}

/// What is sent for this.
pub(crate) async fn sent(messages: impl Into<Messages>, options: impl Into<CallOptions>) -> Value {
    let (path, body) = posted(messages, options).await.unwrap();
    assert_eq!(path, "/chat");
    body
}

/// Where it is sent, and what; or why not.
pub(crate) async fn posted(
    messages: impl Into<Messages>,
    options: impl Into<CallOptions>,
) -> Result<(String, Value)> {
    let server = Server::start().await.unwrap();
    let end = r#"{"model":"gemma3","message":{"role":"assistant","content":"hi"},"done":true,"done_reason":"stop","logprobs":[{"token":"hi","logprob":-0.1}]}"#;
    server.reply(Reply::json(200, end).forever());
    let model = model(&server);
    let outcome = model.invoke_opts(messages.into(), options.into()).await;
    let requests = server.requests();
    if outcome.is_err() {
        assert!(requests.is_empty(), "refused, and yet sent");
    }
    outcome?;
    let request = requests.first().unwrap();
    Ok((request.path().to_owned(), request.json().unwrap()))
}

/// What is made of a whole answer.
pub(crate) async fn whole(body: &str, options: CallOptions) -> Result<AiMessage> {
    answered(Reply::json(200, body.to_owned()), options).await
}

/// What is made of an answer of this status.
pub(crate) async fn answered(reply: Reply, options: CallOptions) -> Result<AiMessage> {
    let server = Server::start().await.unwrap();
    server.reply(reply.forever());
    model(&server).invoke_opts("?".into(), options).await
}

/// The chunks of a streamed answer.
pub(crate) async fn chunks(lines: &str, options: CallOptions) -> Result<Vec<AiMessageChunk>> {
    let server = Server::start().await.unwrap();
    let reply = Reply::new(200).header("content-type", "application/x-ndjson");
    server.reply(reply.body(lines.to_owned()).forever());
    let stream = model(&server).stream_opts("?".into(), options).await?;
    stream.try_collect().await
}

/// The sum of a streamed answer.
pub(crate) async fn streamed(lines: &str, options: CallOptions) -> Result<AiMessage> {
    let chunks = chunks(lines, options).await?;
    Ok(chunks.into_iter().sum::<AiMessageChunk>().into())
}

pub(crate) fn scored() -> CallOptions {
    CallOptions::new().logprobs(true)
}
