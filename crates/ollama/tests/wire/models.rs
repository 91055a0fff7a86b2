//! The models of a server. The answers are the examples of Ollama's documentation.

use futures::TryStreamExt as _;
use serde_json::{Value, json};
use surprisal_core::{ErrorKind, ListModels as _};
use surprisal_ollama::{OllamaClient, PullProgress};
use surprisal_testing::server::{Reply, Server};

use crate::support::model;

const TAGS: &str = r#"{"models":[{"name":"deepseek-r1:latest","model":"deepseek-r1:latest","modified_at":"2025-05-10T08:06:48.639712648-07:00","size":4683075271,"digest":"0a8c266910232fd3291e71e5ba1e058cc5af9d411192cf88b6d30e92b6e73163","details":{"parent_model":"","format":"gguf","family":"qwen2","families":["qwen2"],"parameter_size":"7.6B","quantization_level":"Q4_K_M"}}]}"#;

async fn client(reply: Reply) -> (Server, OllamaClient) {
    let server = Server::start().await.unwrap();
    server.reply(reply.forever());
    let client = OllamaClient::from(&model(&server));
    (server, client)
}

#[tokio::test]
async fn models_are_listed_by_the_chat_model_and_by_the_client() {
    let (server, client) = client(Reply::json(200, TAGS)).await;
    for cards in [
        client.list_models().await.unwrap(),
        model(&server).list_models().await.unwrap(),
    ] {
        assert_eq!(cards[0].id, "deepseek-r1:latest");
        assert_eq!(cards[0].created, Some(1_746_889_608));
        assert_eq!(cards[0].extra["size"], 4_683_075_271_u64);
        assert_eq!(cards[0].extra["details"]["family"], "qwen2");
        assert_eq!(cards.len(), 1);
    }
    let paths: Vec<_> = server
        .requests()
        .iter()
        .map(|request| request.path().to_owned())
        .collect();
    assert_eq!(paths, ["/tags", "/tags"]);
}

#[tokio::test]
async fn no_models_are_an_empty_list_and_no_list_an_error() {
    for (body, expected) in [
        ("{\"models\":[]}", Ok(0)),
        ("{\"models\":null}", Ok(0)),
        ("{\"models\":[{}]}", Err(ErrorKind::BadResponse)),
        ("{\"error\":\"no\"}", Err(ErrorKind::Server)),
    ] {
        let (_server, client) = client(Reply::json(200, body)).await;
        let listed = client.list_models().await.map(|cards| cards.len());
        assert_eq!(listed.map_err(|error| error.kind()), expected, "{body}");
    }
}

#[tokio::test]
async fn the_models_that_are_loaded_are_listed() {
    let body = r#"{"models":[{"name":"mistral:latest","model":"mistral:latest","size":5137025024,"digest":"2ae6","details":{},"expires_at":"2024-06-04T14:38:31.83753-07:00","size_vram":5137025024}]}"#;
    let (server, client) = client(Reply::json(200, body)).await;
    let cards = client.running().await.unwrap();
    assert_eq!(
        (&*cards[0].id, &cards[0].extra["size_vram"]),
        ("mistral:latest", &json!(5_137_025_024_u64))
    );
    assert_eq!(server.requests()[0].path(), "/ps");
}

#[tokio::test]
async fn a_model_is_shown() {
    let body = r#"{"modelfile":"FROM x","parameters":"num_keep 24","template":"{{ .Prompt }}","details":{"family":"llama"},"model_info":{"general.architecture":"llama","llama.context_length":8192},"capabilities":["completion","vision"],"modified_at":"2025-01-01T00:00:00Z"}"#;
    let (server, client) = client(Reply::json(200, body)).await;
    let info = client.show("llava").await.unwrap();
    assert!(info.can("vision") && !info.can("tools"));
    assert_eq!(info.context_length(), Some(8192));
    assert_eq!(info.details["family"], "llama");
    assert_eq!(info.extra["modelfile"], "FROM x");
    let request = &server.requests()[0];
    let asked: Value = request.json().unwrap();
    assert_eq!(
        (request.path(), asked),
        ("/show", json!({"model": "llava"}))
    );
}

#[tokio::test]
async fn the_version_is_told() {
    let (_server, told) = client(Reply::json(200, r#"{"version":"0.12.11"}"#)).await;
    assert_eq!(told.version().await.unwrap(), "0.12.11");
    let (_server, refused) = client(Reply::json(404, r#"{"error":"model 'x' not found"}"#)).await;
    let error = refused.show("x").await.unwrap_err();
    assert_eq!(
        (error.kind(), error.provider()),
        (ErrorKind::NotFound, Some("ollama"))
    );
}

async fn pulled(lines: &str) -> surprisal_core::Result<Vec<PullProgress>> {
    let reply = Reply::new(200).header("content-type", "application/x-ndjson");
    let (_server, client) = client(reply.body(lines.to_owned())).await;
    client.pull("llama3.2").await?.try_collect().await
}

#[tokio::test]
async fn a_pull_tells_how_far_it_is() {
    let steps = pulled(concat!(
        "{\"status\":\"pulling manifest\"}\n",
        "{\"status\":\"pulling dde5aa3fc5ff\",\"digest\":\"sha256:dde5\",\"total\":2142590208}\n",
        "{\"status\":\"pulling dde5aa3fc5ff\",\"digest\":\"sha256:dde5\",\"total\":2142590208,\"completed\":241970}\n",
        "{\"status\":\"success\"}\n"
    ));
    let steps = steps.await.unwrap();
    assert_eq!(steps.len(), 4);
    assert_eq!(
        (steps[1].total, steps[1].completed),
        (Some(2_142_590_208), None)
    );
    assert_eq!(
        (steps[2].digest.as_deref(), steps[2].completed),
        (Some("sha256:dde5"), Some(241_970))
    );
    assert_eq!(steps[3].status, "success");
}

#[tokio::test]
async fn a_pull_that_fails_or_ends_early_is_an_error() {
    for (lines, kind) in [
        (
            "{\"status\":\"pulling manifest\"}\n{\"error\":\"pull model manifest: file does not exist\"}\n",
            ErrorKind::NotFound,
        ),
        (
            "{\"status\":\"pulling manifest\"}\n{\"error\":\"no space left on device\"}\n",
            ErrorKind::Server,
        ),
        ("{\"status\":\"pulling manifest\"}\n", ErrorKind::Truncated),
        (
            "{\"status\":\"pulling manifest\"}\n{\"sta",
            ErrorKind::Truncated,
        ),
        ("{\"state\":1}\n", ErrorKind::BadResponse),
    ] {
        let error = pulled(lines).await.unwrap_err();
        assert_eq!(error.kind(), kind, "{lines}");
        assert_eq!(error.provider(), Some("ollama"));
    }
}
