//! Embeddings.

use serde_json::{Value, json};
use surprisal_core::{
    EmbeddingModel as _, EmbeddingModelExt as _, EmbeddingOptions, Embeddings, ErrorKind, Result,
    RetryPolicy,
};
use surprisal_http::HttpClient;
use surprisal_ollama::OllamaEmbeddings;
use surprisal_testing::server::{Reply, Server};

use crate::support::model;

async fn embedded(reply: Reply, options: EmbeddingOptions) -> (Result<Embeddings>, Value) {
    let server = Server::start().await.unwrap();
    server.reply(reply.forever());
    let client = HttpClient::builder().retry(RetryPolicy::none());
    let model = OllamaEmbeddings::builder("all-minilm")
        .base_url(server.url())
        .client(client.build().unwrap())
        .build()
        .unwrap();
    let texts = vec!["a cat".to_owned(), "a dog".to_owned()];
    let outcome = model.embed_opts(texts, options).await;
    let request = &server.requests()[0];
    assert_eq!(request.path(), "/embed");
    (outcome, request.json().unwrap())
}

#[tokio::test]
async fn texts_become_vectors() {
    let body = r#"{"model":"all-minilm","embeddings":[[0.6,0.8],[1.0,0.0]],"total_duration":14143917,"load_duration":1019500,"prompt_eval_count":8}"#;
    let options = EmbeddingOptions::new()
        .dimensions(2)
        .extra("keep_alive", "1h");
    let (outcome, sent) = embedded(Reply::json(200, body), options).await;
    let embeddings = outcome.unwrap();
    assert_eq!(embeddings.vectors(), [[0.6, 0.8], [1.0, 0.0]]);
    assert_eq!(embeddings.usage().input_tokens, Some(8));
    assert_eq!(
        embeddings.response_metadata().model.as_deref(),
        Some("all-minilm")
    );
    let expected = json!({"model": "all-minilm", "input": ["a cat", "a dog"], "truncate": false, "dimensions": 2, "keep_alive": "1h"});
    assert_eq!(sent, expected);
}

#[tokio::test]
async fn what_is_not_what_was_asked_for_is_an_error() {
    for (status, body, kind) in [
        (200, r#"{"embeddings":[[1.0]]}"#, ErrorKind::BadResponse),
        (200, r#"{"embeddings":[[1.0],[]]}"#, ErrorKind::BadResponse),
        (200, r#"{"embeddings":[[],[]]}"#, ErrorKind::BadResponse),
        (
            200,
            r#"{"embeddings":[[1.0],[1.0]]}"#,
            ErrorKind::Unsupported,
        ),
        (200, "{}", ErrorKind::BadResponse),
        (
            400,
            r#"{"error":"the input length exceeds the context length"}"#,
            ErrorKind::ContextTooLong,
        ),
    ] {
        let options = EmbeddingOptions::new().dimensions(2);
        let (outcome, _) = embedded(Reply::json(status, body), options).await;
        assert_eq!(outcome.unwrap_err().kind(), kind, "{body}");
    }
}

#[tokio::test]
async fn no_text_costs_no_request() {
    let server = Server::start().await.unwrap();
    let endpoint = model(&server).endpoint().clone();
    let model = OllamaEmbeddings::new("m", endpoint, EmbeddingOptions::new());
    assert!(model.embed(Vec::<String>::new()).await.unwrap().is_empty());
    assert!(server.requests().is_empty());
}

#[tokio::test]
async fn a_model_is_asked_as_it_was_built() {
    let server = Server::start().await.unwrap();
    server.reply(Reply::json(200, r#"{"embeddings":[[1.0]]}"#).forever());
    let built = OllamaEmbeddings::builder("m")
        .base_url(server.url())
        .api_key("k")
        .header("x-team", "a")
        .options(EmbeddingOptions::new().dimensions(2).extra("a", 1))
        .dimensions(1);
    assert!(!format!("{built:?}").contains("\"k\""));
    built.build().unwrap().embed(["a cat"]).await.unwrap();
    let request = &server.requests()[0];
    assert_eq!(request.header("authorization"), Some("Bearer k"));
    assert_eq!(request.header("x-team"), Some("a"));
    let sent = request.json().unwrap();
    assert_eq!((&sent["dimensions"], &sent["a"]), (&json!(1), &json!(1)));

    for wrong in [
        OllamaEmbeddings::builder(" "),
        OllamaEmbeddings::builder("m").base_url("nowhere"),
        OllamaEmbeddings::builder("m").header("a b", "c"),
    ] {
        let error = wrong.build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.provider(), Some("ollama"));
    }
}
