//! The recorded errors of embeddings and of the list of models, through what is asked for them.

use surprisal::openai::{ChatOpenAi, OpenAiEmbeddings};
use surprisal::{EmbeddingModelExt, Error, ErrorKind, ListModels};
use surprisal_tests::recordings::{self, Recording};

use crate::player::{Player, reply};

/// Asserts that the error says what the service said.
fn assert_tells(error: &Error, recording: &Recording) {
    assert_eq!(error.provider(), Some("openai"));
    assert_eq!(error.status(), Some(recording.status));
    assert_eq!(error.request_id(), Some("req_REDACTED_1"));
    let body = String::from_utf8_lossy(&recording.body);
    assert_eq!(error.body(), Some(&*body));
    assert!(!error.is_retryable());
}

#[tokio::test]
async fn the_recorded_error_of_embeddings_is_that_of_the_call() {
    let Some(recordings) = recordings::load().unwrap() else {
        return;
    };
    let name = "embeddings_error_preserves_status_and_body";
    let recording = recordings.iter().find(|one| one.name.ends_with(name));
    let recording = recording.unwrap();
    let player = Player::start().await;
    player.server().reply(reply(recording));
    let model = recording.request["model"].as_str().unwrap();
    let model = OpenAiEmbeddings::builder(model)
        .base_url(format!("{}/v1", player.server().url()))
        .build()
        .unwrap();
    let error = model.embed(["never embedded"]).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(error.code(), Some("model_not_found"));
    assert_tells(&error, recording);
    let request = &player.server().requests()[0];
    assert_eq!(request.path(), recording.endpoint);
    // What the recorded program sent, and that base64 is asked for.
    let mut sent = request.json().unwrap();
    let format = sent.as_object_mut().unwrap().remove("encoding_format");
    assert_eq!(format, Some("base64".into()));
    assert_eq!(sent, recording.request);
}

#[tokio::test]
async fn the_recorded_error_of_the_list_of_models_is_that_of_the_call() {
    let Some(recordings) = recordings::load().unwrap() else {
        return;
    };
    let name = "model_listing_auth_failure_keeps_api_error_context";
    let recording = recordings.iter().find(|one| one.name.ends_with(name));
    let recording = recording.unwrap();
    let player = Player::start().await;
    player.server().reply(reply(recording));
    let model = ChatOpenAi::builder("m")
        .base_url(format!("{}/v1", player.server().url()))
        .build()
        .unwrap();
    let error = model.list_models().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Authentication);
    assert_eq!(error.code(), Some("invalid_api_key"));
    assert!(error.message().starts_with("Incorrect API key provided"));
    assert_tells(&error, recording);
    assert_eq!(player.server().requests()[0].path(), recording.endpoint);
}

#[tokio::test]
async fn the_captured_list_of_models_is_read() {
    let Some(recordings) = recordings::load().unwrap() else {
        return;
    };
    let mut captured = recordings
        .iter()
        .filter(|one| one.name.ends_with("llama-captures/models"));
    let Some(recording) = captured.next() else {
        panic!("no capture of a list of models");
    };
    let player = Player::start().await;
    player.server().reply(reply(recording));
    let model = ChatOpenAi::builder("m").base_url(player.server().url());
    let models = model.build().unwrap().list_models().await.unwrap();
    assert_eq!(models.len(), 1);
    assert_eq!(
        (&*models[0].id, models[0].created),
        ("smollm2", Some(1_795_350_750))
    );
    assert_eq!(models[0].owned_by.as_deref(), Some("llamacpp"));
    assert_eq!(models[0].extra["meta"]["n_embd"], 576);
}
