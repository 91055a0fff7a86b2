//! Log probabilities that were asked for and do not come.

use surprisal::{AiMessage, Availability, CallOptions, ErrorKind, Policy, RunnableExt};
use surprisal_testing::server::Reply;

use crate::support::{ANSWER, assert_error, openai, read, served};

const MISSING: &str = "logprobs were asked for and the answer has none: choose a model that gives \
    them, or set on_logprobs_missing(Policy::Warn) to take the answer without";
const WARNED: &str = "Unsupported parameter: 'logprobs' is not supported with this model";
const REFUSED: &str = "Unsupported parameter: 'logprobs' is not supported with this model; \
    leave logprobs out, choose a model that gives them, or set on_unsupported(Policy::Warn) to go on without";

const WITHOUT: &str = r#"{"id":"c","choices":[{"index":0,"message":{"content":"Hi"},"logprobs":null,"finish_reason":"stop"}]}"#;
const STREAM: &str = "data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hi\"},\"logprobs\":null}]}\n\n\
    data: {\"id\":\"c\",\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

fn asked() -> CallOptions {
    CallOptions::new().logprobs(true).top_logprobs(2)
}

fn refusal() -> Reply {
    Reply::json(
        400,
        openai(
            "Unsupported parameter: 'logprobs' is not supported with this model.",
            "invalid_request_error",
            "logprobs",
            "unsupported_parameter",
        ),
    )
}

/// Asserts that the message has no tokens, why, and one warning about logprobs that says this.
#[track_caller]
fn assert_warned(message: &AiMessage, availability: Availability, warning: &str) {
    assert_eq!(message.text(), "Hi");
    assert!(message.logprobs().is_empty());
    assert_eq!(message.logprobs().availability(), availability);
    let warnings = &message.response_metadata().warnings;
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert_eq!(
        (&*warnings[0].option, &*warnings[0].message),
        ("logprobs", warning)
    );
}

#[tokio::test]
async fn logprobs_that_do_not_come_are_an_error() {
    for body in [
        WITHOUT.to_owned(),
        WITHOUT.replace("\"logprobs\":null,", ""),
        WITHOUT.replace("\"logprobs\":null", "\"logprobs\":{\"content\":null}"),
        WITHOUT.replace("\"logprobs\":null", "\"logprobs\":{\"content\":[]}"),
    ] {
        let (_server, model) = served([Reply::json(200, body.clone())]).await;
        let error = model.bind(asked()).invoke("hi").await.unwrap_err();
        assert_error(&error, ErrorKind::LogprobsMissing, MISSING);
        assert_eq!(
            (error.provider(), error.status()),
            (Some("openai"), Some(200))
        );
        assert_eq!(error.body(), Some(body.as_str()), "what came is not lost");
        assert!(!error.is_retryable());
    }
}

#[tokio::test]
async fn logprobs_that_do_not_come_end_a_stream_with_an_error_that_holds_the_answer() {
    let (_server, model) = served([Reply::sse(STREAM)]).await;
    let error = read(&model.bind(asked())).await.1.unwrap_err();
    assert_error(&error, ErrorKind::LogprobsMissing, MISSING);
    let partial = error.partial().unwrap();
    assert_eq!(partial.text(), "Hi");
    assert!(partial.finish_reason().is_some());
}

#[tokio::test]
async fn logprobs_that_do_not_come_are_a_warning_where_that_was_chosen() {
    let (_server, model) = served([Reply::json(200, WITHOUT), Reply::sse(STREAM)]).await;
    let bound = model.bind(asked().on_logprobs_missing(Policy::Warn));
    let whole = bound.invoke("hi").await.unwrap();
    assert_warned(&whole, Availability::RequestedButAbsent, MISSING);
    let streamed = read(&bound).await.1.unwrap();
    assert_warned(&streamed, Availability::RequestedButAbsent, MISSING);
}

#[tokio::test]
async fn logprobs_that_nobody_asked_for_are_not_missed() {
    let (_server, model) = served([Reply::json(200, WITHOUT), Reply::sse(STREAM)]).await;
    for message in [
        model.invoke("hi").await.unwrap(),
        read(&model).await.1.unwrap(),
    ] {
        assert_eq!(
            message.logprobs().availability(),
            Availability::NotRequested
        );
        assert!(message.response_metadata().warnings.is_empty());
    }
}

#[tokio::test]
async fn tool_calls_alone_come_without_logprobs() {
    let calls = r#""tool_calls":[{"index":0,"id":"1","type":"function","function":{"name":"f","arguments":"{}"}}]"#;
    let body = WITHOUT.replace("\"content\":\"Hi\"", &format!("\"content\":null,{calls}"));
    let stream = STREAM.replace("\"content\":\"Hi\"", calls);
    let (_server, model) = served([Reply::json(200, body), Reply::sse(stream)]).await;
    let bound = model.bind(asked());
    for message in [
        bound.invoke("hi").await.unwrap(),
        read(&bound).await.1.unwrap(),
    ] {
        assert_eq!(message.tool_calls().len(), 1);
        assert_eq!(
            message.logprobs().availability(),
            Availability::RequestedButAbsent
        );
    }
}

#[tokio::test]
async fn one_choice_without_logprobs_is_enough() {
    let second = r#"{"index":1,"message":{"content":"Ho"},"logprobs":null,"finish_reason":"stop"}"#;
    let body = ANSWER.replace(
        "\"finish_reason\":\"stop\"}]",
        &format!("\"finish_reason\":\"stop\"}},{second}]"),
    );
    let (_server, model) = served([Reply::json(200, body).forever()]).await;
    let bound = model.bind(asked().n(2));
    let error = bound.invoke("hi").await.unwrap_err();
    assert_error(&error, ErrorKind::LogprobsMissing, MISSING);
    let bound = bound.bind(CallOptions::new().on_logprobs_missing(Policy::Warn));
    let message = bound.invoke("hi").await.unwrap();
    let known: Vec<_> = message
        .choices()
        .map(|choice| choice.logprobs().availability())
        .collect();
    assert_eq!(
        known,
        [Availability::Returned, Availability::RequestedButAbsent]
    );
}

#[tokio::test]
async fn logprobs_that_are_refused_are_an_error() {
    let (server, model) = served([refusal().forever()]).await;
    let error = (&model).bind(asked()).invoke("hi").await.unwrap_err();
    assert_error(&error, ErrorKind::Unsupported, REFUSED);
    // Being warned of absent ones does not mean to go on without.
    let bound = (&model).bind(asked().on_logprobs_missing(Policy::Warn));
    assert_eq!(
        bound.invoke("hi").await.unwrap_err().kind(),
        ErrorKind::Unsupported
    );
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn logprobs_that_are_refused_are_left_out_where_that_was_chosen() {
    let (server, model) = served([
        refusal(),
        Reply::json(200, WITHOUT),
        refusal(),
        Reply::sse(STREAM),
    ])
    .await;
    let bound = model.bind(asked().on_unsupported(Policy::Warn));
    let whole = bound.invoke("hi").await.unwrap();
    assert_warned(&whole, Availability::Refused, WARNED);
    let (chunks, streamed) = read(&bound).await;
    assert_warned(&streamed.unwrap(), Availability::Refused, WARNED);
    let first = chunks[0].response_metadata().unwrap();
    assert_eq!(first.warnings.len(), 1, "the first chunk warns");

    for pair in server.requests().chunks(2) {
        let (first, second) = (pair[0].json().unwrap(), pair[1].json().unwrap());
        assert_eq!(
            (&first["logprobs"], &first["top_logprobs"]),
            (&true.into(), &2.into())
        );
        assert_eq!(
            (second.get("logprobs"), second.get("top_logprobs")),
            (None, None)
        );
        assert_eq!(first["messages"], second["messages"]);
    }
}

#[tokio::test]
async fn a_server_that_refuses_both_logprobs_and_usage_is_asked_without_either() {
    let usage = Reply::json(
        400,
        openai(
            "Unknown parameter: 'stream_options'.",
            "",
            "stream_options",
            "",
        ),
    );
    let (server, model) = served([usage, refusal(), Reply::sse(STREAM)]).await;
    let bound = model.bind(asked().on_unsupported(Policy::Warn));
    let streamed = read(&bound).await.1.unwrap();
    assert_warned(&streamed, Availability::Refused, WARNED);
    assert_eq!(server.requests().len(), 3);
}
