//! Every answer that was recorded of Azure, through the model for it.

use serde_json::{Map, Value};
use surprisal::http::HttpClient;
use surprisal::openai::ChatAzureOpenAi;
use surprisal::{AiMessage, ContentFilter, ErrorKind, RetryPolicy};
use surprisal_tests::recordings::Recording;

use crate::agree::Compared;
use crate::player::{Player, chat, expected, options};

fn recorded() -> Option<Vec<Recording>> {
    let mut all = chat()?;
    all.retain(|recording| recording.provider == "azure");
    Some(all)
}

/// A model that asks this player's server by the API of this version, or by that without versions.
fn model(player: &Player, version: &str) -> ChatAzureOpenAi {
    let client = HttpClient::builder().retry(RetryPolicy::none());
    ChatAzureOpenAi::builder("m")
        .base_url(format!("{}?api-version={version}", player.server().url()))
        .api_key("k")
        .client(client.build().unwrap())
        .build()
        .unwrap()
}

/// What the events say of the prompt and of the only choice, read with plain `serde_json`.
fn filters(recording: &Recording) -> (Value, Value) {
    let (mut prompts, mut results) = (Vec::new(), Map::new());
    for line in String::from_utf8_lossy(&recording.body).lines() {
        let Some(data) = line.strip_prefix("data: {") else {
            continue;
        };
        let event: Value = serde_json::from_str(&format!("{{{data}")).unwrap();
        prompts.extend(
            event["prompt_filter_results"]
                .as_array()
                .into_iter()
                .flatten()
                .cloned(),
        );
        for choice in event["choices"].as_array().into_iter().flatten() {
            let said = choice["content_filter_results"].as_object().unwrap();
            for (name, result) in said {
                let known = results.insert(name.clone(), result.clone());
                // So there is no other way to put them together.
                assert!(known.is_none_or(|known| known == *result), "{name}");
            }
        }
    }
    (prompts.into(), results.into())
}

fn kept(answer: &AiMessage) -> (Value, Value) {
    let prompts = &answer.response_metadata().prompt_filters;
    let results = answer.content_filter().map(ContentFilter::results);
    (
        serde_json::to_value(prompts).unwrap(),
        results.cloned().unwrap_or_default().into(),
    )
}

#[tokio::test]
async fn every_answer_of_azure_is_read_without_loss() {
    let Some(recordings) = recorded() else { return };
    let player = Player::start().await;
    let mut compared = Compared::default();
    let mut filtered = 0;
    for version in ["", "2024-10-21"] {
        let model = model(&player, version);
        for recording in recordings.iter().filter(|one| one.status == 200) {
            let name = &recording.name;
            let answer = player.play(&model, recording, options(recording)).await;
            let answer = answer.unwrap_or_else(|error| panic!("{name}: {error}"));
            compared.answer(name, &answer, &expected(recording));
            assert_eq!(kept(&answer), filters(recording), "{name}");
            let metadata = answer.response_metadata();
            assert_eq!(metadata.provider.as_deref(), Some("azure"));
            filtered += answer
                .content_filter()
                .map_or(0, |filter| filter.iter().count());

            let text = serde_json::to_string(&answer).unwrap();
            let back: AiMessage = serde_json::from_str(&text).unwrap();
            assert_eq!(back, answer, "{name}");
        }
    }
    println!("{compared:?}, by each of two APIs");
    let twice = Compared {
        answers: 2 * 5,
        choices: 2 * 5,
        tokens: 2 * 134,
        alternatives: 2 * 276,
        tool_calls: 2 * 2,
    };
    assert_eq!(compared, twice);
    assert_eq!(filtered, 2 * 10);
}

#[tokio::test]
async fn the_chunk_that_names_nothing_says_what_was_found_in_the_prompt() {
    let Some(recordings) = recorded() else { return };
    let player = Player::start().await;
    let model = model(&player, "");
    for recording in recordings.iter().filter(|one| one.status == 200) {
        let answer = player.play(&model, recording, options(recording)).await;
        let answer = answer.unwrap();
        let prompts = &answer.response_metadata().prompt_filters;
        assert_eq!(prompts.len(), 1, "{}", recording.name);
        assert!(!prompts[0].filter.is_filtered());
        let hate = prompts[0]
            .filter
            .get("hate")
            .and_then(|hate| hate.severity());
        assert!(hate.is_none_or(|severity| severity == "safe"));
    }
}

#[tokio::test]
async fn every_error_of_azure_is_azures() {
    let Some(recordings) = recorded() else { return };
    let player = Player::start().await;
    let model = model(&player, "2024-10-21");
    let errors = recordings.iter().filter(|one| one.status != 200);
    let mut count = 0;
    for recording in errors {
        let error = player.play(&model, recording, options(recording)).await;
        let error = error.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.provider(), Some("azure"));
        assert_eq!(error.code(), Some("BadRequest"));
        assert_eq!(error.message(), "Invalid image (base64) data.");
        count += 1;
    }
    assert_eq!(count, 1);
}
