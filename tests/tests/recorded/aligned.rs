//! The bytes of the tokens, end to end, are the text.

use std::collections::BTreeSet;

use surprisal::{Alignment, Channel, Choice};

use crate::player::{Player, chat, options};

/// Where tokens stand for more than the text: control tokens, reasoning and tool calls, which these
/// servers list with the content.
const EXCEPTIONS: [&str; 4] = [
    "bedrock/ogx/0746c8e1e3c03d7c",
    "bedrock/ogx/a423d4acb53fe385",
    "llama-captures/qwentpl_toolcall_logprobs",
    "llamacpp/rig/response_shape_matrix/logprobs",
];

fn is_aligned(choice: &Choice) -> Option<bool> {
    let content = choice.content();
    let channels = [
        (Channel::Content, content.text()),
        (Channel::Refusal, content.refusal()),
        (Channel::Reasoning, content.reasoning()),
    ];
    channels
        .into_iter()
        .filter_map(|(channel, text)| Some((choice.logprobs().channel(channel)?, text)))
        .filter(|(tokens, _)| !tokens.is_empty())
        .map(|(tokens, text)| {
            let aligned = Alignment::new(tokens, &text).is_ok();
            // The law again, without the library's alignment.
            let joined: Vec<u8> = tokens
                .iter()
                .flat_map(|token| token.bytes().unwrap_or_default())
                .copied()
                .collect();
            assert_eq!(aligned, joined == text.as_bytes(), "{text:?}");
            aligned
        })
        .reduce(|a, b| a && b)
}

#[tokio::test]
async fn recorded_tokens_are_the_text_but_for_these() {
    let Some(recordings) = chat() else { return };
    let player = Player::start().await;
    let mut aligned = 0;
    let mut exceptions = BTreeSet::new();
    for recording in recordings.iter().filter(|one| one.status == 200) {
        let model = &player.models[1];
        let answer = player
            .play(model, recording, options(recording))
            .await
            .unwrap();
        for choice in answer.choices() {
            match is_aligned(choice) {
                Some(true) => aligned += 1,
                Some(false) => {
                    exceptions.insert(recording.name.as_str());
                }
                None => {}
            }
        }
    }
    println!("{aligned} aligned, {} not", exceptions.len());
    assert_eq!(exceptions, BTreeSet::from(EXCEPTIONS));
    assert_eq!(aligned, 64);
}
