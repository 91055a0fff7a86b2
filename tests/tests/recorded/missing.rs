//! Logprobs that were asked for and did not come.

use serde_json::Value;
use surprisal::{Availability, CallOptions, ErrorKind, Policy};
use surprisal_testing::server::Reply;
use surprisal_tests::recordings::Recording;

use crate::player::{Player, ask, chat, expected, options, reply};

const WHAT_WOULD_WORK: &str = "logprobs were asked for and the answer has none: choose a model that gives them, or set on_logprobs_missing(Policy::Warn) to take the answer without";

/// Answers with text and without logprobs to requests for them.
fn silent(recordings: &[Recording]) -> Vec<&Recording> {
    let asked = recordings
        .iter()
        .filter(|one| one.status == 200 && one.asks_for_logprobs());
    asked
        .filter(|one| {
            let answer = expected(one);
            let silent = |choice: &surprisal_tests::oracle::Choice| {
                choice.tokens.values().all(Vec::is_empty) && !choice.content.is_empty()
            };
            answer.choices.values().any(silent)
        })
        .collect()
}

#[tokio::test]
async fn logprobs_that_do_not_come_are_an_error_unless_a_warning_was_chosen() {
    let Some(recordings) = chat() else { return };
    let player = Player::start().await;
    let silent = silent(&recordings);
    let names: Vec<&str> = silent.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(
        names,
        [
            "watsonx/ogx/1fb43f712a85605c",
            "watsonx/ogx/bcb24bdb347c996e"
        ]
    );
    for recording in silent {
        for model in &player.models {
            let strict = options(recording).on_logprobs_missing(Policy::Error);
            let error = player.play(model, recording, strict).await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::LogprobsMissing);
            assert_eq!(error.message(), WHAT_WOULD_WORK);
            assert!(!error.is_retryable());
            // The answer was paid for, and is not lost.
            let partial = error.partial().unwrap();
            assert_eq!(partial.text(), expected(recording).choices[&0].content);

            let answer = player
                .play(model, recording, options(recording))
                .await
                .unwrap();
            let warnings = &answer.response_metadata().warnings;
            assert_eq!(warnings.len(), 1);
            assert_eq!(warnings[0].option, "logprobs");
            assert_eq!(warnings[0].message, WHAT_WOULD_WORK);
            let availability = answer.logprobs().availability();
            assert_eq!(availability, Availability::RequestedButAbsent);
        }
    }
}

#[tokio::test]
async fn tool_calls_alone_have_no_logprobs_and_are_no_error() {
    let Some(recordings) = chat() else { return };
    let player = Player::start().await;
    let mut checked = 0;
    for recording in &recordings {
        let answer = expected(recording);
        let is_call = |choice: &surprisal_tests::oracle::Choice| {
            !choice.tool_calls.is_empty() && choice.content.is_empty() && choice.tokens.is_empty()
        };
        if !recording.asks_for_logprobs() || !answer.choices.values().any(is_call) {
            continue;
        }
        let strict = options(recording).on_logprobs_missing(Policy::Error);
        let answer = player
            .play(&player.models[0], recording, strict)
            .await
            .unwrap();
        assert!(answer.response_metadata().warnings.is_empty());
        let availability = answer.logprobs().availability();
        assert_eq!(availability, Availability::RequestedButAbsent);
        checked += 1;
    }
    assert_eq!(checked, 4);
}

#[tokio::test]
async fn logprobs_that_are_refused_are_left_out_where_a_warning_was_chosen() {
    let Some(recordings) = chat() else { return };
    for stream in [false, true] {
        let player = Player::start().await;
        let name = match stream {
            true => "mistral/rig/logprobs_rejection_matrix/streaming_ministral_3b",
            false => "mistral/rig/logprobs_rejection_matrix/blocking_ministral_3b",
        };
        let refused = recordings.iter().find(|one| one.name == name).unwrap();
        let server = player.server();
        server.reply(reply(refused));
        server.reply(match stream {
            true => Reply::sse("data: {\"choices\":[{\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n"),
            false => Reply::json(200, r#"{"choices":[{"message":{"content":"hi"},"finish_reason":"stop"}]}"#),
        });
        let options = CallOptions::new()
            .logprobs(true)
            .top_logprobs(2)
            .on_unsupported(Policy::Warn);
        let answer = ask(&player.models[1], options, stream).await.unwrap();
        assert_eq!(answer.text(), "hi");
        assert_eq!(answer.logprobs().availability(), Availability::Refused);
        let warnings = &answer.response_metadata().warnings;
        assert_eq!(warnings.len(), 1);
        assert_eq!(warnings[0].option, "logprobs");
        assert!(
            warnings[0]
                .message
                .starts_with("Logprobs are not enabled for this model")
        );

        let sent: Vec<Value> = server
            .requests()
            .iter()
            .map(|request| request.json().unwrap())
            .collect();
        assert_eq!(sent[0]["logprobs"], true);
        assert_eq!(
            (sent[1].get("logprobs"), sent[1].get("top_logprobs")),
            (None, None)
        );
        assert_eq!(sent[0]["messages"], sent[1]["messages"]);
    }
}
