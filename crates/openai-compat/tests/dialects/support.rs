//! A model of a dialect in front of a loopback server, and answers as Chat Completions frames them.

use serde_json::{Value, json};
use surprisal_core::{
    AiMessage, AiMessageChunk, CallOptions, Error, Messages, Result, RetryPolicy, Runnable as _,
    TokenLogprob, TopLogprob,
};
use surprisal_http::{HttpChatModelBuilder, HttpClient};
use surprisal_openai_compat::{ChatCompletions, ChatProtocol, Dialect};
use surprisal_testing::server::{Reply, Server};

pub(crate) fn builder<D: Dialect>(url: &str) -> HttpChatModelBuilder<ChatProtocol<D>> {
    thread_local! {
        // Its certificates take longer to read than a test to run. Each test has a thread of its own.
        static CLIENT: HttpClient = {
            let client = HttpClient::builder().retry(RetryPolicy::none());
            client.build().unwrap()
        };
    }
    ChatCompletions::builder("m")
        .base_url(format!("{url}/v1"))
        .client(CLIENT.with(HttpClient::clone))
}

/// A server that gives these replies in turn, and a model that asks it.
pub(crate) async fn served<D: Dialect>(
    replies: impl IntoIterator<Item = Reply>,
) -> (Server, ChatCompletions<D>) {
    let server = Server::start().await.unwrap();
    for reply in replies {
        server.reply(reply);
    }
    let model = builder(server.url()).build().unwrap();
    (server, model)
}

/// Options that ask for log probabilities.
pub(crate) fn asked() -> CallOptions {
    CallOptions::new().logprobs(true).top_logprobs(2)
}

/// What a body is read as.
pub(crate) async fn whole<D: Dialect>(
    body: impl ToString,
    options: CallOptions,
) -> Result<AiMessage> {
    let (_server, model) = served::<D>([Reply::json(200, body.to_string())]).await;
    model.invoke_opts("hi".into(), options).await
}

/// What the bytes of a stream are read as: the sum of its chunks.
pub(crate) async fn streamed<D: Dialect>(
    bytes: impl Into<Vec<u8>>,
    options: CallOptions,
) -> Result<AiMessage> {
    let (_server, model) = served::<D>([Reply::sse(bytes.into())]).await;
    let stream = model.stream_opts(Messages::from("hi"), options).await?;
    AiMessageChunk::collect(stream).await
}

/// What a body and a stream that say the same are read as, which is the same.
pub(crate) async fn both<D: Dialect>(
    body: Value,
    chunks: &[Value],
    options: CallOptions,
) -> AiMessage {
    let body = whole::<D>(body, options.clone()).await.unwrap();
    let streamed = streamed::<D>(events(chunks), options).await.unwrap();
    assert_eq!(streamed, body);
    body
}

/// The error that a reply is, whole or streamed alike.
pub(crate) async fn refused<D: Dialect>(reply: Reply, options: CallOptions) -> Error {
    let (_server, model) = served::<D>([reply.forever()]).await;
    let whole = model.invoke_opts("hi".into(), options.clone()).await;
    let streamed = model.stream_opts("hi".into(), options).await.map(drop);
    let (whole, streamed) = (whole.unwrap_err(), streamed.unwrap_err());
    assert_eq!(
        (streamed.to_string(), streamed.option()),
        (whole.to_string(), whole.option())
    );
    whole
}

/// Server-sent events of these chunks, with their end signal.
pub(crate) fn events(chunks: &[Value]) -> String {
    let frames = chunks.iter().map(|chunk| format!("data: {chunk}\n\n"));
    frames.chain(["data: [DONE]\n\n".to_owned()]).collect()
}

/// A whole answer with these choices.
pub(crate) fn body(choices: Value) -> Value {
    json!({"id": "c", "model": "m-1", "created": 1_760_000_000, "choices": choices})
}

/// A whole answer of one choice with this text.
pub(crate) fn answer(text: &str, logprobs: Value) -> Value {
    body(json!([choice(text, logprobs)]))
}

pub(crate) fn choice(text: &str, logprobs: Value) -> Value {
    let message = json!({"role": "assistant", "content": text});
    json!({"index": 0, "message": message, "logprobs": logprobs, "finish_reason": "stop"})
}

/// A chunk of a stream in which the only choice says this.
pub(crate) fn delta(delta: Value, logprobs: Value) -> Value {
    body(json!([{"index": 0, "delta": delta, "logprobs": logprobs, "finish_reason": null}]))
}

/// A chunk with this text.
pub(crate) fn says(text: &str, logprobs: Value) -> Value {
    delta(json!({"content": text}), logprobs)
}

/// The last chunk.
pub(crate) fn finish() -> Value {
    body(json!([{"index": 0, "delta": {}, "logprobs": null, "finish_reason": "stop"}]))
}

/// A token with these alternatives.
pub(crate) fn token(chosen: TopLogprob, top: impl IntoIterator<Item = TopLogprob>) -> TokenLogprob {
    TokenLogprob::from(chosen).with_top_logprobs(top)
}

/// A token of which the service sends the bytes of its text.
pub(crate) fn with_bytes(text: &str, logprob: f64) -> TopLogprob {
    TopLogprob::new(text, logprob).with_bytes(text.as_bytes())
}
