//! Messages and options that cannot be sent: no request is made.

use surprisal::{AiMessage, ContentBlock, ToolChoice};
use surprisal::{CallOptions, ErrorKind, Media, Message, Messages, Result, RunnableExt};
use surprisal_testing::server::Server;

use crate::support::{KEY, assert_error, assert_no_key, builder, model, served};

/// Asserts that a call with these options is refused with this message, before any request.
async fn assert_refused(options: CallOptions, message: &str) {
    let (server, model) = served([]).await;
    let bound = model.bind(options.header("x-key", KEY));
    assert_no_key(&bound);
    assert_no_key(bound.options());
    let whole = bound.invoke("hi").await.unwrap_err();
    let streamed = bound.stream("hi").await.map(drop).unwrap_err();
    for error in [whole, streamed] {
        assert_error(&error, ErrorKind::InvalidInput, message);
        assert_eq!(error.provider(), Some("openai"));
    }
    assert!(server.requests().is_empty());
}

/// Asserts that a call with these messages is refused with this message, before any request.
async fn assert_unreadable(
    input: impl TryInto<Messages, Error: Into<surprisal::Error>>,
    message: &str,
) {
    let (server, model) = served([]).await;
    let outcome: Result<AiMessage> = model.invoke(input).await;
    assert_error(&outcome.unwrap_err(), ErrorKind::InvalidInput, message);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn an_unknown_role_lists_the_known_ones() {
    assert_unreadable(
        ("hooman", "hi"),
        "unknown role \"hooman\": the roles are human (or user), ai (or assistant), system, developer and tool",
    )
    .await;
}

#[tokio::test]
async fn no_messages_are_an_error() {
    let message = "there are no messages: give at least one, such as (\"human\", \"hello\")";
    assert_unreadable(Vec::<Message>::new(), message).await;
    assert_unreadable(Messages::default(), message).await;
}

#[tokio::test]
async fn more_alternatives_than_any_service_lists_are_refused() {
    assert_refused(
        CallOptions::new().logprobs(true).top_logprobs(21),
        "top_logprobs is 21: it must be from 0 to 20",
    )
    .await;
}

#[tokio::test]
async fn alternatives_without_logprobs_are_refused() {
    let message = "top_logprobs is 0 but logprobs is not on: set logprobs(true) as well";
    assert_refused(CallOptions::new().top_logprobs(0), message).await;
    assert_refused(CallOptions::new().logprobs(false).top_logprobs(0), message).await;
}

#[tokio::test]
async fn options_outside_of_openais_limits_are_refused() {
    for (options, message) in [
        (
            CallOptions::new().temperature(2.5),
            "temperature is 2.5: it must be from 0 to 2",
        ),
        (
            CallOptions::new().top_p(f64::NAN),
            "top_p is NaN: it must be from 0 to 1",
        ),
        (
            CallOptions::new().max_tokens(0),
            "max_tokens is 0: it must be at least 1",
        ),
        (
            CallOptions::new().n(129),
            "n is 129: OpenAI gives at most 128 choices",
        ),
        (
            CallOptions::new().stop(["a", "b", "c", "d", "e"]),
            "stop has 5 texts: OpenAI takes at most 4",
        ),
        (
            CallOptions::new().tool_choice(ToolChoice::Required),
            "tool_choice requires a tool and there are no tools",
        ),
    ] {
        assert_refused(options, message).await;
    }
}

#[tokio::test]
async fn a_header_that_cannot_be_sent_is_named_without_its_value() {
    let server = Server::start().await.unwrap();
    let model = model(&server);
    for (name, value, message) in [
        (
            "x-trace",
            format!("{KEY}\r\nx-evil: 1"),
            "the value of the header \"x-trace\" has a character that a header cannot have, such as a line break",
        ),
        (
            "x trace",
            KEY.to_owned(),
            "the name of the header \"x trace\" has a character that a header cannot have",
        ),
    ] {
        let bound = (&model).bind(CallOptions::new().header(name, value));
        let error = bound.invoke("hi").await.unwrap_err();
        assert_error(&error, ErrorKind::InvalidInput, message);
        assert_eq!(error.provider(), Some("openai"));
    }
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn media_that_chat_completions_does_not_take_say_what_would_do() {
    let server = Server::start().await.unwrap();
    let model = builder(&server).build().unwrap();
    let url = || Media::Url("https://example.com/x".to_owned());
    for (block, message) in [
        (
            ContentBlock::image(Media::FileId("file-1".to_owned())),
            "Chat Completions takes no image by file id: give its URL or its bytes",
        ),
        (
            ContentBlock::audio(url()),
            "Chat Completions takes audio only by its bytes: use Media::bytes",
        ),
        (
            ContentBlock::file(url(), None),
            "Chat Completions takes no file by URL: give its bytes or its file id",
        ),
    ] {
        let error = model.invoke(Message::human(vec![block])).await.unwrap_err();
        assert_error(&error, ErrorKind::InvalidInput, message);
        assert_eq!(error.provider(), Some("openai"));
    }
    assert!(server.requests().is_empty());
}
