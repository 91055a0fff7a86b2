//! Log probabilities: from the deltas, in full, and once. Built from OpenAI's schema.

use serde_json::{Value, json};
use surprisal_core::{Availability, CallOptions, ErrorKind, Policy, Runnable as _};
use surprisal_openai::Api;
use surprisal_testing::server::{Reply, Server};

use crate::support::{
    builder, completed, created, delta, events, item, message, response, streamed, text, whole,
};

const HEL: f64 = -0.123_456_789_012_345_67;
const LO: f64 = -2.345_678_901_234_567e-5;

fn token(text: &str, logprob: f64) -> Value {
    let bytes = text.as_bytes();
    json!({"token": text, "logprob": logprob, "bytes": bytes, "top_logprobs": [
        {"token": text, "logprob": logprob, "bytes": bytes},
        {"token": "é", "logprob": -9.5, "bytes": [195, 169]},
    ]})
}

fn asked() -> CallOptions {
    CallOptions::new().logprobs(true).top_logprobs(2)
}

/// A text with its log probabilities as the later events and the body have them.
fn rounded() -> Value {
    let mut part = text("Hello");
    part["logprobs"] = json!([token("Hel", -0.123457), token("lo", -0.000023)]);
    part
}

/// The stream of an answer that says everything as often as OpenAI does.
fn stream() -> Vec<Value> {
    let place = |mut event: Value| {
        event["item_id"] = "msg_1".into();
        event["output_index"] = 0.into();
        event["content_index"] = 0.into();
        event
    };
    let scored = |text: &str, logprob: f64| {
        let mut delta = delta(0, "msg_1", text);
        delta["logprobs"] = json!([token(text, logprob)]);
        delta
    };
    let output = message("msg_1", json!([rounded()]));
    vec![
        created(),
        item("added", 0, &message("msg_1", json!([]))),
        place(json!({"type": "response.content_part.added", "part": text("")})),
        scored("Hel", HEL),
        scored("lo", LO),
        place(
            json!({"type": "response.output_text.done", "text": "Hello", "logprobs": [token("Hel", HEL), token("lo", LO)]}),
        ),
        place(json!({"type": "response.content_part.done", "part": text("Hello")})),
        item("done", 0, &output),
        completed(json!([output])),
    ]
}

#[tokio::test]
async fn those_of_the_deltas_count_and_count_once() {
    let (chunks, answer) = streamed(events(&stream()), asked()).await;
    let answer = answer.unwrap();
    assert_eq!(answer.text(), "Hello");
    let tokens = answer.logprobs().content();
    let logprobs: Vec<Option<f64>> = tokens.iter().map(|token| token.logprob()).collect();
    assert_eq!(logprobs, [Some(HEL), Some(LO)]);
    assert_eq!(tokens[0].bytes(), Some("Hel".as_bytes()));
    let top = tokens[0].top_logprobs().unwrap();
    assert_eq!((top.len(), top[1].token()), (2, Some("é")));
    assert_eq!(answer.logprobs().availability(), Availability::Returned);
    // One for the names, one for each delta, one for the end.
    assert_eq!(chunks.len(), 4);
}

#[tokio::test]
async fn where_the_deltas_have_none_the_first_that_has_them_counts() {
    for kept in 0..4 {
        let mut events_ = stream();
        events_[3]["logprobs"] = json!([]);
        events_[4].as_object_mut().unwrap().remove("logprobs");
        if kept != 0 {
            events_[5]["logprobs"] = json!([]);
        }
        if kept == 1 {
            events_[6]["part"] = rounded();
        }
        if kept > 2 {
            events_[7]["item"]["content"][0]["logprobs"] = Value::Null;
        }
        let (_, answer) = streamed(events(&events_), asked()).await;
        let answer = answer.unwrap();
        assert_eq!(answer.text(), "Hello");
        let tokens = answer.logprobs().content();
        let expected = if kept == 0 { HEL } else { -0.123457 };
        assert_eq!((tokens.len(), tokens[0].logprob()), (2, Some(expected)));
    }
}

#[tokio::test]
async fn a_stream_of_its_last_event_alone_is_read_as_the_body() {
    let output = json!([message("msg_1", json!([rounded()]))]);
    let (_, alone) = streamed(events(&[completed(output.clone())]), asked()).await;
    let body = whole(response(output), asked()).await.unwrap();
    assert_eq!(body.logprobs().content().len(), 2);
    assert_eq!(alone.unwrap(), body);
}

#[tokio::test]
async fn an_empty_list_is_none_and_that_is_said() {
    let output = json!([message("msg_1", json!([text("Hello")]))]);
    let unasked = whole(response(output.clone()), CallOptions::new())
        .await
        .unwrap();
    assert_eq!(
        unasked.logprobs().availability(),
        Availability::NotRequested
    );
    let error = whole(response(output.clone()), asked()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
    let warned = asked().on_logprobs_missing(Policy::Warn);
    let answer = whole(response(output), warned).await.unwrap();
    assert_eq!(
        answer.logprobs().availability(),
        Availability::RequestedButAbsent
    );
}

#[tokio::test]
async fn a_model_that_refuses_them_is_asked_without_if_the_caller_chose_so() {
    let refusal = json!({"error": {"message": "logprobs are not supported with reasoning models.", "type": "invalid_request_error", "param": "include", "code": "unsupported_parameter"}});
    let output = json!([message("msg_1", json!([text("Hello")]))]);
    let server = Server::start().await.unwrap();
    let refuse = || server.reply(Reply::json(400, refusal.to_string()));
    let model = builder(&server).options(Api::Responses).build().unwrap();

    refuse();
    let error = model.invoke_opts("hi".into(), asked()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);

    refuse();
    server.reply(Reply::json(200, response(output).to_string()));
    let warned = asked()
        .on_unsupported(Policy::Warn)
        .extra("include", json!(["message.output_text.logprobs", "a"]));
    let answer = model.invoke_opts("hi".into(), warned).await.unwrap();
    assert_eq!(answer.logprobs().availability(), Availability::Refused);
    assert_eq!(answer.response_metadata().warnings[0].option, "logprobs");
    let last = server.requests().last().unwrap().json().unwrap();
    assert_eq!(last["include"], json!(["a"]));
    assert_eq!(last.get("top_logprobs"), None);
}
