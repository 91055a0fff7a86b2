//! Every recorded answer.

use serde_json::Value;
use surprisal::Availability;
use surprisal_tests::recordings::Recording;

use crate::agree::Compared;
use crate::player::{Player, chat, expected, options};

#[tokio::test]
async fn every_recorded_answer_is_read_without_loss() {
    let Some(recordings) = chat() else { return };
    let player = Player::start().await;
    let mut compared = Compared::default();
    for recording in recordings.iter().filter(|one| one.status == 200) {
        let expected = expected(recording);
        for model in &player.models {
            let answer = player.play(model, recording, options(recording)).await;
            let answer = answer.unwrap_or_else(|error| panic!("{}: {error}", recording.name));
            compared.answer(&recording.name, &answer, &expected);
        }
    }
    println!("{compared:?}, by each of two models");
    // The numbers are those of the recordings, so that none is left out.
    let twice = Compared {
        answers: 2 * 101,
        choices: 2 * 102,
        tokens: 2 * 1283,
        alternatives: 2 * 2215,
        tool_calls: 2 * 12,
    };
    assert_eq!(compared, twice);
}

/// The first value of a key of the body or of any event that is not null, empty or zero.
fn first(recording: &Recording, key: &str) -> Option<Value> {
    let text = String::from_utf8_lossy(&recording.body);
    let events: Vec<&str> = match recording.stream {
        true => text
            .lines()
            .filter_map(|line| line.strip_prefix("data:"))
            .collect(),
        false => vec![&text],
    };
    events
        .into_iter()
        .filter_map(|event| serde_json::from_str::<Value>(event).ok())
        .map(|event| event[key].clone())
        .find(|value| !value.is_null() && value != "" && value != 0)
}

#[tokio::test]
async fn what_is_said_of_the_answer_as_a_whole_is_kept() {
    let Some(recordings) = chat() else { return };
    let player = Player::start().await;
    for recording in recordings.iter().filter(|one| one.status == 200) {
        let model = &player.models[0];
        let answer = player
            .play(model, recording, options(recording))
            .await
            .unwrap();
        let metadata = answer.response_metadata();
        let name = &recording.name;
        let text = |key: &str| first(recording, key)?.as_str().map(str::to_owned);
        assert_eq!(
            metadata.system_fingerprint,
            text("system_fingerprint"),
            "{name}"
        );
        assert_eq!(metadata.service_tier, text("service_tier"), "{name}");
        let created = first(recording, "created").and_then(|created| created.as_u64());
        assert_eq!(metadata.created, created, "{name}");
        assert_eq!(metadata.provider.as_deref(), Some("openai"), "{name}");
        let id = recording
            .headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case("x-request-id"));
        assert_eq!(metadata.request_id.as_ref(), id.map(|(_, id)| id), "{name}");
    }
}

#[tokio::test]
async fn availability_says_what_was_asked_and_what_came() {
    let Some(recordings) = chat() else { return };
    let player = Player::start().await;
    for recording in recordings.iter().filter(|one| one.status == 200) {
        let expected = expected(recording);
        let model = &player.models[0];
        let answer = player
            .play(model, recording, options(recording))
            .await
            .unwrap();
        for (choice, expected) in answer.choices().zip(expected.choices.values()) {
            let tokens = expected.tokens.values().flatten().next();
            let availability = match (tokens, recording.asks_for_logprobs()) {
                (Some(_), _) => Availability::Returned,
                (None, true) if expected.tokens.is_empty() => Availability::RequestedButAbsent,
                // The channel was opened, and nothing came.
                (None, _) if !expected.tokens.is_empty() => Availability::Returned,
                (None, _) => Availability::NotRequested,
            };
            let found = choice.logprobs().availability();
            assert_eq!(found, availability, "{}", recording.name);
        }
    }
}
