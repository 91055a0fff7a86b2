//! Requests that are put otherwise where a service refuses them. Built from Together's OpenAPI document and from
//! what OpenAI's models answer.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, ErrorKind, Policy, Runnable as _, TokenLogprob};
use surprisal_openai_compat::{Dialect, Generic, Together, Vllm};
use surprisal_testing::server::{Reply, Server};

use crate::support::{answer, asked, builder, events, finish, says, served};

fn refusal(message: &str) -> Reply {
    let error =
        json!({"message": message, "type": "invalid_request_error", "param": null, "code": null});
    Reply::json(400, json!({"error": error}).to_string())
}

fn scored() -> Value {
    let entry = json!({"token": "Hi", "logprob": -0.5, "bytes": [72, 105], "top_logprobs": []});
    answer("Hi", json!({"content": [entry]}))
}

fn fields(server: &Server, names: &[&str]) -> Vec<Value> {
    let requests = server.requests();
    let of = |request: &surprisal_testing::server::Request| {
        let body = request.json().unwrap();
        names.iter().map(|name| body[*name].clone()).collect()
    };
    requests.iter().map(of).collect()
}

#[tokio::test]
async fn together_is_asked_as_openai_is_where_it_refuses_the_number() {
    let refused = "Invalid type for 'logprobs': expected a boolean, but got an integer instead.";
    let (server, model) = served::<Together>([
        refusal(refused),
        Reply::json(200, scored().to_string()),
        refusal(refused),
        Reply::sse(events(&[
            says("Hi", scored()["choices"][0]["logprobs"].clone()),
            finish(),
        ])),
    ])
    .await;
    let whole = model.invoke_opts("hi".into(), asked()).await.unwrap();
    let stream = model.stream_opts("hi".into(), asked()).await.unwrap();
    let streamed = surprisal_core::AiMessageChunk::collect(stream).await;
    assert_eq!(streamed.unwrap(), whole);
    let token = TokenLogprob::token;
    assert_eq!(
        whole.logprobs().content().first().and_then(token),
        Some("Hi")
    );
    let number = json!([2, null]);
    let booleans = json!([true, 2]);
    let sent = fields(&server, &["logprobs", "top_logprobs"]);
    assert_eq!(
        sent,
        [&number, &booleans, &number, &booleans].map(Value::clone)
    );
}

#[tokio::test]
async fn together_is_asked_no_third_time_unless_it_may_be_without() {
    let refused = "logprobs is not supported for this model";
    let (server, model) = served::<Together>([refusal(refused).forever()]).await;
    let error = model.invoke_opts("hi".into(), asked()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.option(), Some("logprobs"));
    assert_eq!(server.requests().len(), 2);

    let whole = Reply::json(200, answer("Hi", Value::Null).to_string());
    let (server, model) = served::<Together>([refusal(refused).times(2), whole]).await;
    let options = asked().on_unsupported(Policy::Warn);
    let answer = model.invoke_opts("hi".into(), options).await.unwrap();
    assert_eq!(answer.response_metadata().warnings.len(), 1);
    let sent = fields(&server, &["logprobs", "top_logprobs"]);
    assert_eq!(
        sent,
        [json!([2, null]), json!([true, 2]), json!([null, null])]
    );
}

#[tokio::test]
async fn what_together_refuses_otherwise_is_not_put_otherwise() {
    let (server, model) = served::<Together>([refusal("no such model").forever()]).await;
    let error = model.invoke_opts("hi".into(), asked()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(server.requests().len(), 1);
}

/// Asserts that a limit of tokens that is refused under its older name is sent under its newer one.
async fn assert_renamed<D: Dialect>() {
    let message = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    let whole = Reply::json(200, answer("Hi", Value::Null).to_string());
    let (server, model) = served::<D>([refusal(message), whole]).await;
    let options = CallOptions::new().max_tokens(16);
    let answer = model.invoke_opts("hi".into(), options).await.unwrap();
    assert!(answer.response_metadata().warnings.is_empty());
    let sent = fields(&server, &["max_tokens", "max_completion_tokens"]);
    assert_eq!(sent, [json!([16, null]), json!([null, 16])]);
}

#[tokio::test]
async fn a_limit_of_tokens_is_sent_under_its_newer_name_where_the_older_is_refused() {
    assert_renamed::<Generic>().await;
    assert_renamed::<Vllm>().await;
    assert_renamed::<Together>().await;
}

#[tokio::test]
async fn a_limit_of_tokens_that_is_too_large_is_sent_once() {
    let message = "'max_tokens' or 'max_completion_tokens' is too large: 5000. This model's maximum context length is 4096 tokens and your request has 12 input tokens (5000 > 4096 - 12).";
    let (server, model) = served::<Vllm>([refusal(message).forever()]).await;
    let options = CallOptions::new().max_tokens(5000);
    let error = model.invoke_opts("hi".into(), options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ContextTooLong);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn a_stream_does_without_its_usage_where_a_server_does_not_know_how_to_ask_for_it() {
    let stream = Reply::sse(events(&[says("Hi", Value::Null), finish()]));
    let (server, model) =
        served::<Generic>([refusal("Unknown parameter: 'stream_options'."), stream]).await;
    let read = model.stream_opts("hi".into(), CallOptions::new()).await;
    let answer = surprisal_core::AiMessageChunk::collect(read.unwrap()).await;
    assert_eq!(answer.unwrap().text(), "Hi");
    let sent = fields(&server, &["stream", "stream_options"]);
    let usage = json!({"include_usage": true});
    assert_eq!(sent, [json!([true, usage]), json!([true, null])]);
}

#[tokio::test]
async fn the_builder_tells_beforehand_what_would_be_found_out() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, answer("Hi", Value::Null).to_string()).forever());
    let model = builder::<Generic>(server.url())
        .protocol(|chat| {
            chat.max_tokens_field = "max_completion_tokens".into();
            chat.stream_usage = false;
        })
        .build()
        .unwrap();
    let options = CallOptions::new().max_tokens(16);
    drop(model.stream_opts("hi".into(), options).await.unwrap());
    let sent = fields(
        &server,
        &["max_tokens", "max_completion_tokens", "stream_options"],
    );
    assert_eq!(sent, [json!([null, 16, null])]);
}
