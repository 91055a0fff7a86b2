//! What a service answered, read by its own dialect.

use surprisal::{CallOptions, ErrorKind};
use surprisal_testing::server::Reply;
use surprisal_tests::recordings;

use crate::agree::Compared;
use crate::player::{Player, ask, chat, expected, options, reply};

/// The folders of recordings with the dialect of the service.
const SERVICES: [(&str, &str); 5] = [
    ("deepseek", "deepseek"),
    ("llamacpp", "llama.cpp"),
    ("openrouter", "openrouter"),
    ("tgi", "tgi"),
    ("vllm", "vllm"),
];

#[tokio::test]
async fn every_answer_is_read_by_the_services_own_dialect() {
    let Some(recordings) = chat() else { return };
    let player = Player::start().await;
    let mut found = Vec::new();
    for (folder, provider) in SERVICES {
        let model = player.dialect(provider);
        let mut compared = Compared::default();
        let of_service = recordings
            .iter()
            .filter(|one| one.provider == folder && one.status == 200);
        for recording in of_service {
            let answer = player.play(&*model, recording, options(recording)).await;
            let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", recording.name));
            compared.answer(&recording.name, &answer, &expected(recording));
            let named = answer.response_metadata().provider.as_deref();
            assert_eq!(named, Some(provider), "{}", recording.name);
        }
        println!("{provider}: {compared:?}");
        found.push((provider, compared.answers, compared.tokens));
    }
    // The numbers are those of the recordings, so that none is left out.
    let all = [
        ("deepseek", 12, 40),
        ("llama.cpp", 27, 528),
        ("openrouter", 15, 74),
        ("tgi", 5, 0),
        ("vllm", 1, 0),
    ];
    assert_eq!(found, all);
}

#[tokio::test]
async fn a_parameter_that_has_a_newer_name_is_sent_under_it_where_the_older_is_refused() {
    let Some(recordings) = recordings::load().unwrap() else {
        return;
    };
    let player = Player::start().await;
    let named = |one: &&recordings::Recording| one.name.ends_with("legacy-parameter-error");
    let recording = recordings.iter().find(named).unwrap();
    // OpenAI's model sends the newer name, so that only the words of the error are at stake.
    let limited = || CallOptions::new().max_tokens(16);
    let error = player.play(&*player.models[0], recording, limited()).await;
    let error = error.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported, "{error}");
    assert_eq!(error.option(), Some("max_tokens"));

    // Any other model sends the older name, and is told the newer.
    let server = player.server();
    server.reply(reply(recording));
    server.reply(Reply::json(
        200,
        r#"{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]}"#,
    ));
    let answer = ask(&*player.models[1], limited(), false).await.unwrap();
    assert_eq!(answer.text(), "hi");
    assert!(answer.response_metadata().warnings.is_empty());
    let sent = server.requests().last().unwrap().json().unwrap();
    assert_eq!(sent["max_completion_tokens"], 16);
    assert_eq!(sent.get("max_tokens"), None);
}
