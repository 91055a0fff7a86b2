//! A model in front of a loopback server, and what every error is held to.

use std::error::Error as _;
use std::fmt::Debug;
use std::time::Duration;

use surprisal::http::{HttpChatModelBuilder, HttpClient, HttpClientBuilder};
use surprisal::openai::{ChatOpenAi, OpenAi, OpenAiProtocol};
use surprisal::{AiMessage, AiMessageChunk, Error, ErrorKind, RetryPolicy, RunnableExt};
use surprisal_testing::server::{Reply, Server};

/// No output may hold it.
pub(crate) const KEY: &str = "sk-secret-4fd2c81b";

/// A whole answer of one token.
pub(crate) const ANSWER: &str = r#"{"id":"chatcmpl-1","object":"chat.completion","created":1760000000,"model":"gpt-4o-mini-2024-07-18","choices":[{"index":0,"message":{"role":"assistant","content":"Hi","refusal":null},"logprobs":{"content":[{"token":"Hi","logprob":-0.25,"bytes":[72,105],"top_logprobs":[]}],"refusal":null},"finish_reason":"stop"}],"usage":{"prompt_tokens":8,"completion_tokens":1,"total_tokens":9}}"#;

/// A client that waits a millisecond where the server names no wait.
pub(crate) fn quick() -> HttpClientBuilder {
    HttpClient::builder().retry(RetryPolicy::default().base_delay(Duration::from_millis(1)))
}

pub(crate) fn builder(server: &Server) -> HttpChatModelBuilder<OpenAiProtocol<OpenAi>> {
    ChatOpenAi::builder("gpt-4o-mini")
        .api_key(KEY)
        .base_url(format!("{}/v1", server.url()))
        .client(quick().build().unwrap())
}

pub(crate) fn model(server: &Server) -> ChatOpenAi {
    builder(server).build().unwrap()
}

/// A server that gives these replies in turn, and a model that asks it.
pub(crate) async fn served(replies: impl IntoIterator<Item = Reply>) -> (Server, ChatOpenAi) {
    let server = Server::start().await.unwrap();
    for reply in replies {
        server.reply(reply);
    }
    let model = model(&server);
    (server, model)
}

/// The error that this reply is to a call, whole or streamed alike.
pub(crate) async fn refused(reply: Reply) -> Error {
    let (_server, model) = served([reply.forever()]).await;
    let whole = model.invoke("hi").await.unwrap_err();
    let streamed = model.stream("hi").await.map(drop).unwrap_err();
    assert_eq!(streamed.to_string(), whole.to_string());
    assert_eq!(
        (streamed.kind(), streamed.body()),
        (whole.kind(), whole.body())
    );
    whole
}

/// Reads the answer to a streamed call, and gives the chunks that came beside what they make up.
pub(crate) async fn read(
    model: &impl RunnableExt<Input = surprisal::Messages, Chunk = AiMessageChunk>,
) -> (Vec<AiMessageChunk>, Result<AiMessage, Error>) {
    use futures::TryStreamExt as _;

    let mut chunks = Vec::new();
    let stream = match model.stream("hi").await {
        Ok(stream) => stream,
        Err(error) => return (chunks, Err(error)),
    };
    let message =
        AiMessageChunk::collect(stream.inspect_ok(|chunk| chunks.push(chunk.clone()))).await;
    (chunks, message)
}

/// Asserts the kind and the whole message, and that the key is printed nowhere.
#[track_caller]
pub(crate) fn assert_error(error: &Error, kind: ErrorKind, message: &str) {
    assert_eq!((error.kind(), error.message()), (kind, message));
    assert_keeps_the_key(error);
}

/// Asserts that neither the error nor one of its sources prints the key.
#[track_caller]
pub(crate) fn assert_keeps_the_key(error: &Error) {
    assert_no_key(&error.to_string());
    assert_no_key(error);
    assert_no_key(&(error.headers(), error.body()));
    let mut source = error.source();
    while let Some(error) = source {
        assert_no_key(&error.to_string());
        assert_no_key(&error);
        source = error.source();
    }
}

/// Asserts that the value does not print the key.
#[track_caller]
pub(crate) fn assert_no_key(value: &impl Debug) {
    let shown = format!("{value:?} {value:#?}");
    assert!(!shown.contains(KEY), "{shown}");
}

/// The body of an error as OpenAI writes it; a code that is empty is `null`.
pub(crate) fn openai(message: &str, kind: &str, param: &str, code: &str) -> String {
    let or_null = |text: &str| match text {
        "" => serde_json::Value::Null,
        text => text.into(),
    };
    serde_json::json!({"error": {
        "message": message,
        "type": kind,
        "param": or_null(param),
        "code": or_null(code),
    }})
    .to_string()
}
