//! Services that give no log probabilities: by refusing them, or in silence. The answers are built from OpenAI's
//! schema, the refusals from what these services answer.

use serde_json::{Value, json};
use surprisal_core::{Availability, CallOptions, ErrorKind, Policy, Runnable as _};
use surprisal_openai_compat::{Dialect, Generic, Groq, LmStudio, Xai};
use surprisal_testing::server::Reply;

use crate::support::{answer, asked, events, finish, refused, says, served, streamed, whole};

fn groq() -> Reply {
    let error = json!({
        "message": "`logprobs` is not supported with this model",
        "type": "invalid_request_error",
        "param": "logprobs",
    });
    Reply::json(400, json!({"error": error}).to_string())
}

fn mistral() -> Reply {
    let error = json!({
        "code": "3051",
        "message": "Logprobs are not enabled for this model",
        "object": "error",
        "param": null,
        "raw_status_code": 400,
        "type": "invalid_request_invalid_args",
    });
    Reply::json(400, error.to_string())
}

/// Asserts that this refusal is an unsupported option, without which the same is asked if the caller chose so.
async fn assert_refused<D: Dialect>(refusal: fn() -> Reply) {
    let error = refused::<D>(refusal(), asked()).await;
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert_eq!(error.option(), Some("logprobs"));
    assert!(error.message().contains("on_unsupported(Policy::Warn)"));

    let body = answer("Hi", Value::Null).to_string();
    let stream = events(&[says("Hi", Value::Null), finish()]);
    let (server, model) = served::<D>([
        refusal(),
        Reply::json(200, body),
        refusal(),
        Reply::sse(stream),
    ])
    .await;
    let options = asked().seed(7).on_unsupported(Policy::Warn);
    let whole = model.invoke_opts("hi".into(), options.clone()).await;
    let stream = model.stream_opts("hi".into(), options).await.unwrap();
    let streamed = surprisal_core::AiMessageChunk::collect(stream).await;
    let (whole, streamed) = (whole.unwrap(), streamed.unwrap());
    assert_eq!(streamed, whole);
    assert_eq!(whole.logprobs().availability(), Availability::Refused);
    assert_eq!(whole.response_metadata().warnings[0].option, "logprobs");
    let requests = server.requests();
    assert_eq!(requests.len(), 4);
    let [first, second] = [0, 1].map(|at: usize| requests[at].json().unwrap());
    assert_eq!(first["logprobs"], true);
    assert_eq!(second.get("logprobs"), None);
    assert_eq!(second.get("top_logprobs"), None);
    let kept = |key: &str| key.ends_with("seed");
    assert!(second.as_object().unwrap().keys().any(|key| kept(key)));
}

#[tokio::test]
async fn log_probabilities_that_are_refused_are_an_unsupported_option() {
    assert_refused::<Groq>(groq).await;
    assert_refused::<Generic>(mistral).await;
}

#[tokio::test]
async fn log_probabilities_that_do_not_come_are_missed() {
    let body = answer("Hi", Value::Null);
    let chunks = [says("Hi", Value::Null), finish()];
    let error = whole::<Xai>(body.clone(), asked()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    let read = streamed::<Xai>(events(&chunks), asked()).await;
    assert_eq!(read.unwrap_err().kind(), ErrorKind::LogprobsMissing);
    let options = asked().on_logprobs_missing(Policy::Warn);
    let answer = whole::<Xai>(body, options).await.unwrap();
    let availability = answer.logprobs().availability();
    assert_eq!(availability, Availability::RequestedButAbsent);
}

#[tokio::test]
async fn a_service_that_would_pass_over_them_is_not_asked() {
    let (server, model) = served::<LmStudio>([]).await;
    let error = model.invoke_opts("hi".into(), asked()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.option(), Some("logprobs"));
    let read = model.stream_opts("hi".into(), asked()).await.map(drop);
    assert_eq!(read.unwrap_err().option(), Some("logprobs"));
    assert!(server.requests().is_empty());

    server.reply(Reply::json(200, answer("Hi", Value::Null).to_string()));
    let options = asked().on_unsupported(Policy::Warn);
    let answer = model.invoke_opts("hi".into(), options).await.unwrap();
    assert_eq!(answer.logprobs().availability(), Availability::Refused);
    let off = CallOptions::new().logprobs(false);
    server.reply(Reply::json(
        200,
        self::answer("Hi", Value::Null).to_string(),
    ));
    assert_eq!(
        model.invoke_opts("hi".into(), off).await.unwrap().text(),
        "Hi"
    );
}
