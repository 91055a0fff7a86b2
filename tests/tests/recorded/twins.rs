//! The sum of a stream and the body that answered the same request are alike.

use surprisal::{AiMessage, Choice};
use surprisal_tests::recordings;

use crate::player::{Player, chat, options};

/// Two calls of which the model said something else.
const OTHER_TEXT: &str = "streaming_disabled_length_top_zero";
/// The server lists the end of the answer among the tokens of the body alone.
const ONE_TOKEN_LESS: &str = "chat_json_schema_stream";

/// What kinds of things a choice holds.
fn shape(choice: &Choice) -> String {
    let channels: Vec<_> = choice
        .logprobs()
        .channels()
        .map(|(channel, _)| channel)
        .collect();
    let blocks: Vec<_> = choice
        .content()
        .blocks()
        .iter()
        .map(|block| block.kind())
        .collect();
    format!(
        "{} {:?} {} {} {blocks:?} {channels:?} {:?}",
        choice.index(),
        choice.finish_reason(),
        choice.tool_calls().len(),
        choice.invalid_tool_calls().len(),
        choice.logprobs().availability(),
    )
}

fn tokens(answer: &AiMessage) -> usize {
    let channels = answer
        .choices()
        .flat_map(|choice| choice.logprobs().channels());
    channels.map(|(_, tokens)| tokens.len()).sum()
}

#[tokio::test]
async fn twins_agree() {
    let Some(recordings) = chat() else { return };
    let twins = recordings::twins(&recordings);
    let player = Player::start().await;
    for (stream, body) in &twins {
        let model = &player.models[1];
        let streamed = player.play(model, stream, options(stream)).await.unwrap();
        let whole = player.play(model, body, options(body)).await.unwrap();
        let names = format!("{} and {}", stream.name, body.name);
        let shapes = |answer: &AiMessage| answer.choices().map(shape).collect::<Vec<_>>();
        assert_eq!(shapes(&streamed), shapes(&whole), "{names}");
        if !stream.request["stream_options"].is_null() {
            assert!(!streamed.usage().is_empty(), "{names}");
        }
        assert!(!whole.usage().is_empty(), "{names}");

        let lacks = usize::from(stream.name.ends_with(ONE_TOKEN_LESS));
        assert_eq!(tokens(&streamed) + lacks, tokens(&whole), "{names}");
        if stream.provider != "deepseek" || !stream.name.ends_with(OTHER_TEXT) {
            assert_eq!(streamed.text(), whole.text(), "{names}");
        }
    }
    println!("{} pairs", twins.len());
    assert_eq!(twins.len(), 22);
}
