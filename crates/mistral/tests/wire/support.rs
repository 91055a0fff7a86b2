//! A model in front of a loopback server.

use serde_json::{Value, json};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Error, Messages, Result, RetryPolicy, Runnable as _,
};
use surprisal_http::HttpClient;
use surprisal_mistral::ChatMistral;
use surprisal_testing::server::{Reply, Server};

pub(crate) async fn served(reply: Reply) -> (Server, ChatMistral) {
    thread_local! {
        // Its certificates take longer to read than a test to run. Each test has a thread of its own.
        static CLIENT: HttpClient = {
            let client = HttpClient::builder().retry(RetryPolicy::none());
            client.build().unwrap()
        };
    }
    let server = Server::start().await.unwrap();
    server.reply(reply.forever());
    let model = ChatMistral::builder("m")
        .api_key("key")
        .base_url(format!("{}/v1", server.url()))
        .client(CLIENT.with(HttpClient::clone));
    (server, model.build().unwrap())
}

/// The body of the request for these messages.
pub(crate) async fn sent(messages: impl Into<Messages>, options: CallOptions) -> Value {
    let (server, model) =
        served(Reply::json(200, body(json!({"content": "hi"})).to_string())).await;
    model.invoke_opts(messages.into(), options).await.unwrap();
    server.next_request().await.unwrap().json().unwrap()
}

/// The error that these messages are without a request.
pub(crate) async fn unsent(messages: impl Into<Messages>) -> Error {
    let (server, model) = served(Reply::new(500)).await;
    let error = model.invoke_opts(messages.into(), CallOptions::new()).await;
    assert_eq!(server.requests().len(), 0);
    error.unwrap_err()
}

pub(crate) async fn whole(body: &Value) -> Result<AiMessage> {
    let (_server, model) = served(Reply::json(200, body.to_string())).await;
    model.invoke_opts("hi".into(), CallOptions::new()).await
}

/// What these chunks add up to, cut into so many bytes at a time.
pub(crate) async fn streamed(chunks: &[Value], bytes: usize) -> Result<AiMessage> {
    let frames = chunks.iter().map(|chunk| format!("data: {chunk}\n\n"));
    let text: String = frames.chain(["data: [DONE]\n\n".to_owned()]).collect();
    let (_server, model) = served(Reply::sse(text).split_every(bytes)).await;
    let stream = model.stream_opts("hi".into(), CallOptions::new()).await?;
    AiMessageChunk::collect(stream).await
}

/// A whole answer of one choice.
pub(crate) fn body(message: Value) -> Value {
    let choice = json!({"index": 0, "message": message, "finish_reason": "stop"});
    json!({"id": "a4e2", "object": "chat.completion", "created": 1_769_088_912, "model": "m-1", "choices": [choice]})
}

/// A chunk of a stream with one choice.
pub(crate) fn chunk(delta: Value, finish_reason: Option<&str>) -> Value {
    let choice = json!({"index": 0, "delta": delta, "finish_reason": finish_reason});
    json!({"id": "a4e2", "object": "chat.completion.chunk", "created": 1_769_088_912, "model": "m-1", "choices": [choice], "p": "abc"})
}
