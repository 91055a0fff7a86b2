//! OpenRouter's streams: comments, an end that comes twice, and errors beside chunks. Built from
//! `ChatStreamingResponseChunk` of its OpenAPI document and from its documentation of errors.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, ErrorKind, FinishReason, Policy, Runnable as _, TokenLogprob};
use surprisal_openai_compat::OpenRouter;
use surprisal_testing::server::Reply;

use crate::support::{answer, asked, both, events, finish, refused, says, served, streamed, whole};

const COMMENT: &str = ": OPENROUTER PROCESSING\n\n";

fn logprobs(texts: &[&str]) -> Value {
    let entry = |text: &&str| json!({"token": text, "logprob": 0, "bytes": text.as_bytes()});
    json!({"content": texts.iter().map(entry).collect::<Value>(), "refusal": null})
}

fn usage() -> Value {
    json!({"prompt_tokens": 9, "completion_tokens": 2, "total_tokens": 11, "cost": 0.00014})
}

/// The chunks of an answer; the last comes twice, the second time without `logprobs`.
fn chunks() -> Vec<Value> {
    let mut last = finish();
    last["choices"][0]["native_finish_reason"] = "stop".into();
    let mut again = last.clone();
    let choice = again["choices"][0].as_object_mut().unwrap();
    choice.remove("logprobs");
    choice["delta"] = json!({"role": "assistant", "content": ""});
    again["usage"] = usage();
    vec![
        says("Hel", logprobs(&["Hel"])),
        says("lo", logprobs(&["lo"])),
        last,
        again,
    ]
}

#[tokio::test]
async fn comments_and_a_second_end_change_nothing() {
    let events = events(&chunks()).replace("data: ", &format!("{COMMENT}data: "));
    let read = streamed::<OpenRouter>(events, asked()).await.unwrap();
    let mut body = answer("Hello", logprobs(&["Hel", "lo"]));
    body["usage"] = usage();
    assert_eq!(read, whole::<OpenRouter>(body, asked()).await.unwrap());
    assert_eq!(read.finish_reason(), Some(&FinishReason::Stop));
    assert_eq!(read.usage().output_tokens, Some(2));
    let certain: Vec<_> = read
        .logprobs()
        .content()
        .iter()
        .map(TokenLogprob::probability)
        .collect();
    assert_eq!(certain, [Some(1.0), Some(1.0)]);
}

#[tokio::test]
async fn an_error_beside_a_chunk_is_the_error_and_what_came_is_kept() {
    let mut failed = finish();
    failed["choices"][0]["finish_reason"] = "error".into();
    failed["error"] = json!({"code": 502, "message": "Provider disconnected", "metadata": {"provider_name": "A"}});
    let chunks = [says("Hel", logprobs(&["Hel"])), failed];
    let read = streamed::<OpenRouter>(events(&chunks), asked()).await;
    let error = read.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert_eq!(error.message(), "Provider disconnected");
    assert_eq!(error.code(), Some("502"));
    let partial = error.partial().unwrap();
    assert_eq!(partial.logprobs().content().len(), 1);
}

#[tokio::test]
async fn a_service_behind_it_that_passes_over_the_option_is_noticed() {
    let body = answer("Hello", Value::Null);
    let error = whole::<OpenRouter>(body.clone(), asked())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    let answer = whole::<OpenRouter>(body, CallOptions::new()).await;
    assert_eq!(answer.unwrap().text(), "Hello");
}

#[tokio::test]
async fn a_model_that_no_service_serves_with_log_probabilities_refuses_them() {
    let message = "No endpoints found that can handle the requested parameters. To learn more about provider routing, visit: https://openrouter.ai/docs";
    let body = json!({"error": {"message": message, "code": 404}});
    let reply = || Reply::json(404, body.to_string());
    let error = refused::<OpenRouter>(reply(), asked()).await;
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.option(), Some("logprobs"));

    let whole = Reply::json(200, answer("Hello", Value::Null).to_string());
    let (server, model) = served::<OpenRouter>([reply(), whole]).await;
    let options = asked().on_unsupported(Policy::Warn);
    let answer = model.invoke_opts("hi".into(), options).await.unwrap();
    assert_eq!(answer.response_metadata().warnings[0].option, "logprobs");
    let last = server.requests()[1].json().unwrap();
    for gone in ["logprobs", "top_logprobs", "provider"] {
        assert_eq!(last.get(gone), None, "{gone}");
    }
}

#[tokio::test]
async fn an_error_that_says_nothing_is_none() {
    for nothing in [json!(null), json!(""), json!({}), json!([]), json!(false)] {
        let mut body = answer("Hi", Value::Null);
        body["error"] = nothing.clone();
        let mut chunk = says("Hi", Value::Null);
        chunk["error"] = nothing;
        let read = both::<OpenRouter>(body, &[chunk, finish()], CallOptions::new()).await;
        assert_eq!(read.text(), "Hi");
    }
}
