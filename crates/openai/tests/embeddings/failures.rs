//! What goes wrong.

use serde_json::{Value, json};
use surprisal_core::{EmbeddingModelExt, Error, ErrorKind};
use surprisal_testing::server::Reply;

use crate::support::{answer, builder, sent, server};

/// The error of two texts that are answered so.
async fn error(body: impl Into<String>) -> Error {
    let server = server(&[]).await;
    server.reply(Reply::json(200, body.into()).header("x-request-id", "req_1"));
    let model = builder(&server).build().unwrap();
    model.embed(["a", "b"]).await.unwrap_err()
}

#[tokio::test]
async fn every_text_has_one_vector() {
    let vector = || json!([1.0]);
    let cases = [
        (
            answer(&[(0, vector())]),
            "no embedding came for the text at index 1 of 2",
        ),
        (
            answer(&[(0, vector()), (0, vector())]),
            "two embeddings came for the text at index 0",
        ),
        (
            answer(&[(0, vector()), (2, vector())]),
            "an embedding came for the text at index 2, and 2 were sent",
        ),
        (
            answer(&[(0, vector()), (1, json!([1.0, 2.0]))]),
            "the vectors have different lengths, such as 1 and 2",
        ),
        (
            answer(&[(0, json!([])), (1, json!(""))]),
            "the vectors of the answer are empty",
        ),
    ];
    for (body, message) in cases {
        let error = error(body.to_string()).await;
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{error}");
        assert_eq!(error.message(), message);
        assert_eq!(error.provider(), Some("openai"));
        assert_eq!(error.status(), Some(200));
        assert_eq!(error.request_id(), Some("req_1"));
        assert_eq!(error.body(), Some(&*body.to_string()));
    }
}

#[tokio::test]
async fn what_is_no_answer_says_why() {
    let item = |item: Value| json!({"data": [item]}).to_string();
    let cases = [
        ("{}".to_owned(), "the answer has no embeddings"),
        (
            "[1]".to_owned(),
            "the embeddings of the answer cannot be read: ",
        ),
        (
            item(json!({"index": "0", "embedding": [1.0]})),
            "the embeddings of the answer cannot be read: invalid type: string \"0\"",
        ),
        (
            item(json!({"index": -1, "embedding": [1.0]})),
            "the embeddings of the answer cannot be read: invalid value",
        ),
        (
            item(json!({"index": 0})),
            "the embeddings of the answer cannot be read: missing field `embedding`",
        ),
        (
            item(json!({"index": 0, "embedding": "AAA"})),
            "the embeddings of the answer cannot be read: a vector is no base64",
        ),
        (
            item(json!({"index": 0, "embedding": "AACA/w=="})),
            "the embeddings of the answer cannot be read: the number at index 0 of a vector is not finite",
        ),
    ];
    for (body, message) in cases {
        let error = error(&body).await;
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{body}");
        assert!(error.message().starts_with(message), "{body}: {error}");
    }
    let half = error(r#"{"data":[{"index":0,"embedding":[1.0,"#).await;
    assert_eq!(half.kind(), ErrorKind::Truncated);
}

#[tokio::test]
async fn an_error_in_an_answer_of_success_is_the_error_of_the_call() {
    for body in [
        r#"{"error":{"message":"no such model","code":"model_not_found"}}"#,
        r#"{"object":"error","message":"no such model","code":"model_not_found"}"#,
    ] {
        let error = error(body).await;
        assert_eq!(error.kind(), ErrorKind::NotFound, "{body}");
        assert_eq!(error.message(), "no such model");
    }
}

#[tokio::test]
async fn a_server_that_refuses_base64_is_asked_without_for_the_rest_of_the_call() {
    let server = server(&[]).await;
    // As servers with FastAPI write what they do not know; made up.
    let refusal =
        json!({"detail": [{"type": "extra_forbidden", "loc": ["body", "encoding_format"]}]});
    server.reply(Reply::json(422, refusal.to_string()));
    let one = answer(&[(0, json!([1.0]))]).to_string();
    server.reply(Reply::json(200, one).times(2));
    let model = builder(&server).batch_size(1).build().unwrap();
    let embeddings = model.embed(["a", "b"]).await.unwrap();
    assert_eq!(embeddings.vectors(), [[1.0], [1.0]]);
    let formats: Vec<Value> = sent(&server)
        .iter()
        .map(|body| body["encoding_format"].clone())
        .collect();
    assert_eq!(formats, [json!("base64"), Value::Null, Value::Null]);
}

#[tokio::test]
async fn a_refusal_of_something_else_is_asked_once() {
    let server = server(&[]).await;
    let refusal = r#"{"error":{"message":"input is too long","type":"invalid_request_error"}}"#;
    server.reply(Reply::json(400, refusal).forever());
    let error = builder(&server).build().unwrap().embed(["a"]).await;
    assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn dimensions_that_the_server_passes_over_are_an_error() {
    let server = server(&[answer(&[(0, json!([1.0, 2.0, 3.0]))])]).await;
    let model = builder(&server).dimensions(2).build().unwrap();
    let error = model.embed(["a"]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert_eq!(error.option(), Some("dimensions"));
    assert_eq!(
        error.message(),
        "2 dimensions were asked for and 3 came: the server or the model does not know `dimensions`; leave it out"
    );
}

#[tokio::test]
async fn the_key_is_in_no_text() {
    const KEY: &str = "sk-very-secret";
    let server = server(&[]).await;
    let body = format!(r#"{{"error":{{"message":"wrong key {KEY}","code":"invalid_api_key"}}}}"#);
    server.reply(Reply::json(401, body.clone()));
    server.reply(Reply::json(200, body));
    let builder = builder(&server).api_key(KEY).header("x-key", KEY);
    assert!(!format!("{builder:?}").contains(KEY));
    let model = builder.build().unwrap();
    assert!(!format!("{model:?}").contains(KEY));
    for _ in 0..2 {
        let error = model.embed(["a"]).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Authentication);
        assert_eq!(error.message(), "wrong key ***");
        let texts = format!("{error} {error:?} {:?}", error.headers());
        assert!(!texts.contains(KEY), "{texts}");
    }
}
