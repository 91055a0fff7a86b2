//! What is refused, before a request and by the service.

use surprisal::openai::{Api, ChatOpenAi, OpenAiOptions};
use surprisal::openai_compat::{Dialect, Generic};
use surprisal::{Error, ErrorKind, Feature, ScoreText};
use surprisal_testing::server::{Reply, Server};

use crate::support::{KEY, assert_keeps_the_key, builder};

const INSTEAD: &str = "a given text is scored by a model in this process, by vLLM, and by services whose \
                       completions echo the prompt with its log probabilities";

/// The error that OpenAI's model makes of this refusal.
async fn refused(status: u16, message: &str, code: &str) -> Error {
    let body = serde_json::json!({"error": {
        "message": message, "type": "invalid_request_error", "param": null, "code": Some(code).filter(|code| !code.is_empty()),
    }});
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(status, body.to_string()).header("x-request-id", "r1"));
    let url = format!("{}/v1", server.url());
    let model = ChatOpenAi::builder("gpt-4o").api_key(KEY).base_url(url);
    let error = model
        .build()
        .unwrap()
        .score_text("a", "b", 2)
        .await
        .unwrap_err();
    assert_eq!(
        (error.provider(), error.status()),
        (Some("openai"), Some(status))
    );
    assert_eq!(
        (error.request_id(), error.body()),
        (Some("r1"), Some(&*body.to_string().replace(KEY, "***")))
    );
    assert_keeps_the_key(&error);
    error
}

#[tokio::test]
async fn what_is_of_the_responses_api_does_not_go_to_completions() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::new(400));
    let own = OpenAiOptions::new().api(Api::Responses).store(false);
    let model = ChatOpenAi::builder("davinci-002").base_url(server.url());
    let model = model.options(own.truncation("auto")).build().unwrap();
    model.score_text("a", "b", 0).await.unwrap_err();
    let body = server.requests()[0].json().unwrap();
    assert_eq!(body["store"], false);
    assert_eq!((body.get("api"), body.get("truncation")), (None, None));
}

#[tokio::test]
async fn nothing_to_score_costs_no_request() {
    let server = Server::start().await.unwrap();
    let model = builder(&server).build().unwrap();
    let error = model.score_text("a", "", 0).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.message(), "there is no text to score");
    assert_eq!(error.provider(), Some("openai-compatible"));
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_service_that_is_known_not_to_score_is_not_asked() {
    let server = Server::start().await.unwrap();
    let capabilities = Generic::CAPABILITIES.no(&[Feature::ScoreText]);
    let model = builder(&server)
        .protocol(|chat| chat.capabilities = capabilities)
        .build()
        .unwrap();
    let error = model.score_text("a", "b", 0).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.option(), Some("score_text"));
    let message = format!("openai-compatible gives no log probabilities of given texts; {INSTEAD}");
    assert_eq!(error.message(), message);
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_service_that_refuses_echo_with_logprobs_does_not_score() {
    let words = "Setting 'echo' and 'logprobs' at the same time is not supported for this model.";
    let error = refused(400, words, "").await;
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    let words = words.trim_end_matches('.');
    assert_eq!(error.message(), format!("{words}; {INSTEAD}"));

    let error = refused(422, "Input validation error: `echo` is not supported", "").await;
    assert_eq!(error.kind(), ErrorKind::Unsupported);
}

#[tokio::test]
async fn a_model_for_chats_alone_is_not_found_among_completions() {
    let words = "This is a chat model and not supported in the v1/completions endpoint. Did you mean to use \
                 v1/chat/completions?";
    let error = refused(404, words, "").await;
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.message(), format!("{words}; {INSTEAD}"));
}

#[tokio::test]
async fn other_refusals_are_what_they_are() {
    for (status, message, code, kind) in [
        (
            404,
            "The model `gpt-9` does not exist",
            "model_not_found",
            ErrorKind::NotFound,
        ),
        (
            401,
            "Incorrect API key provided: sk-secret-77ab01",
            "invalid_api_key",
            ErrorKind::Authentication,
        ),
        (
            400,
            "This model's maximum context length is 16385 tokens",
            "context_length_exceeded",
            ErrorKind::ContextTooLong,
        ),
        (
            400,
            "Requested sample logprobs of 30, which is greater than max allowed: 20",
            "",
            ErrorKind::InvalidInput,
        ),
    ] {
        let error = refused(status, message, code).await;
        assert_eq!(error.kind(), kind, "{message}");
        assert_eq!(error.message(), message.replace(KEY, "***"));
    }
}

#[tokio::test]
async fn a_server_without_completions_says_what_would_work() {
    let server = Server::start().await.unwrap();
    let model = builder(&server).build().unwrap();
    let error = model.score_text("a", "b", 0).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.message().ends_with(INSTEAD), "{error}");
}

#[tokio::test]
async fn an_error_within_a_successful_answer_is_one() {
    for (body, kind) in [
        (
            r#"{"error":{"message":"overloaded","code":503}}"#,
            ErrorKind::Server,
        ),
        (
            r#"{"object":"error","message":"no","type":"BadRequestError","code":400}"#,
            ErrorKind::InvalidInput,
        ),
        (r#"{"choices":[]}"#, ErrorKind::BadResponse),
        (r#"{"choices":[{"#, ErrorKind::Truncated),
        ("[]", ErrorKind::BadResponse),
    ] {
        let server = Server::start().await.unwrap();
        server.reply(Reply::json(200, body));
        let model = builder(&server).build().unwrap();
        let error = model.score_text("a", "b", 0).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{body}: {error}");
        assert_eq!(error.body(), Some(body));
    }
}
