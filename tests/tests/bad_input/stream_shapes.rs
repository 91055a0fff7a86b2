//! Streams as servers write them in other ways: none of these is an error.

use serde_json::Value;
use surprisal::{CallOptions, ErrorKind, FinishReason, RunnableExt};
use surprisal_testing::server::{Reply, Server};

use crate::support::{ANSWER, assert_error, builder, openai, read, served};

const HELLO: &str = "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hel\"}}]}\n\n";
const FINISH: &str = "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":{\"content\":\"lo\"},\"finish_reason\":\"stop\"}]}\n\n";
const USAGE: &str = "data: {\"id\":\"c\",\"model\":\"m\",\"choices\":[],\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":2,\"total_tokens\":11}}\n\n";
const DONE: &str = "data: [DONE]\n\n";

/// Asserts that this is read as `Hello` with its usage, whole and byte by byte.
async fn assert_hello(bytes: &str, chunks: usize) {
    let reply = Reply::sse(bytes.to_owned());
    let (_server, model) = served([reply.clone(), reply.split_every(1)]).await;
    for _ in 0..2 {
        let (came, outcome) = read(&model).await;
        let message = outcome.unwrap();
        assert_eq!(
            (&*message.text(), came.len()),
            ("Hello", chunks),
            "{bytes:?}"
        );
        assert_eq!(message.finish_reason(), Some(&FinishReason::Stop));
        assert_eq!(message.usage().total_tokens, Some(11));
        assert_eq!(message.response_metadata().model.as_deref(), Some("m"));
    }
}

#[tokio::test]
async fn line_ends_and_a_byte_order_mark_make_no_difference() {
    let events = [HELLO, FINISH, USAGE, DONE].concat();
    assert_hello(&events, 3).await;
    assert_hello(&events.replace('\n', "\r\n"), 3).await;
    assert_hello(&events.replace('\n', "\r"), 3).await;
    assert_hello(&format!("\u{feff}{events}"), 3).await;
    assert_hello(&events.replace("data: ", "data:"), 3).await;
    assert_hello(
        &events.replace("data: ", ": keep-alive\n\nid: 1\nretry: 3\ndata: "),
        3,
    )
    .await;
    assert_hello(&events.replace(",\"choices\"", ",\ndata: \"choices\""), 3).await;
}

#[tokio::test]
async fn usage_may_come_with_the_finish_reason_or_with_each_chunk() {
    let usage = |event: &str, tokens: u32| {
        let usage = format!(
            "}}],\"usage\":{{\"completion_tokens\":{tokens},\"total_tokens\":{}}}}}",
            tokens + 9
        );
        event.replace("}]}", &usage)
    };
    assert_hello(&[HELLO, &usage(FINISH, 2), DONE].concat(), 2).await;
    assert_hello(&[&usage(HELLO, 1), &usage(FINISH, 2), DONE].concat(), 2).await;
    assert_hello(&[&usage(HELLO, 1), FINISH, USAGE, DONE].concat(), 3).await;
}

#[tokio::test]
async fn the_end_signal_may_be_missing_if_nothing_else_is() {
    assert_hello(&[HELLO, FINISH, USAGE].concat(), 3).await;
    assert_hello(
        [HELLO, FINISH, USAGE, DONE].concat().trim_end_matches('\n'),
        3,
    )
    .await;
}

#[tokio::test]
async fn what_comes_after_the_end_signal_is_not_read() {
    assert_hello(&[HELLO, FINISH, USAGE, DONE, "data: oops\n\n"].concat(), 3).await;
}

#[tokio::test]
async fn usage_that_a_server_leaves_out_is_not_missed() {
    let (_server, model) = served([Reply::sse([HELLO, FINISH, DONE].concat())]).await;
    let message = read(&model).await.1.unwrap();
    assert_eq!(message.text(), "Hello");
    assert!(message.usage().is_empty());
}

#[tokio::test]
async fn a_server_that_cannot_be_asked_for_usage_is_asked_without() {
    let refusals = [
        Reply::json(
            400,
            openai(
                "Unknown parameter: 'stream_options'.",
                "invalid_request_error",
                "stream_options",
                "unknown_parameter",
            ),
        ),
        Reply::json(
            422,
            r#"{"detail":[{"loc":["body","stream_options"],"msg":"extra fields not permitted"}]}"#,
        ),
    ];
    for refusal in refusals {
        let (server, model) = served([refusal, Reply::sse([HELLO, FINISH].concat())]).await;
        let message = read(&model).await.1.unwrap();
        assert_eq!(message.text(), "Hello");
        let bodies: Vec<Value> = server
            .requests()
            .iter()
            .map(|request| request.json().unwrap())
            .collect();
        assert_eq!(bodies.len(), 2);
        assert_eq!(
            bodies[0]["stream_options"],
            serde_json::json!({"include_usage": true})
        );
        let mut first = bodies[0].clone();
        first.as_object_mut().unwrap().remove("stream_options");
        assert_eq!(bodies[1], first);
    }
}

#[tokio::test]
async fn a_server_that_refuses_twice_is_asked_twice() {
    let refusal = Reply::json(400, openai("no stream_options here", "", "", ""));
    let (server, model) = served([refusal.forever()]).await;
    let error = model.stream("hi").await.map(drop).unwrap_err();
    assert_error(&error, ErrorKind::InvalidInput, "no stream_options here");
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn usage_is_not_asked_for_where_the_model_is_told_not_to() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::sse([HELLO, FINISH].concat()));
    let model = builder(&server)
        .protocol(|openai| openai.chat.stream_usage = false)
        .build()
        .unwrap();
    assert_eq!(read(&model).await.1.unwrap().text(), "Hello");
    assert_eq!(
        server.requests()[0].json().unwrap().get("stream_options"),
        None
    );
}

#[tokio::test]
async fn a_server_that_does_not_stream_is_read_as_one_chunk() {
    let (_server, model) = served([Reply::json(200, ANSWER).forever()]).await;
    let bound = model.bind(CallOptions::new().logprobs(true));
    let (chunks, outcome) = read(&bound).await;
    assert_eq!(chunks.len(), 1);
    assert_eq!(outcome.unwrap(), bound.invoke("hi").await.unwrap());
}
