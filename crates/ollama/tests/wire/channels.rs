//! Whose tokens those of one list are.

use surprisal_core::{AiMessage, Alignment, Channel, TokenLogprob};

use crate::support::{scored, streamed, whole};

fn texts(answer: &AiMessage, channel: Channel) -> Vec<&str> {
    let tokens = answer.logprobs().channel(channel).unwrap_or_default();
    tokens.iter().filter_map(TokenLogprob::token).collect()
}

/// A list of tokens, as the wire has it.
fn list(tokens: &[&str]) -> String {
    let entries = tokens.iter().map(|token| {
        serde_json::json!({"token": token, "logprob": -0.5, "bytes": token.as_bytes()}).to_string()
    });
    entries.collect::<Vec<_>>().join(",")
}

fn body(thinking: &str, content: &str, calls: &str, tokens: &[&str]) -> String {
    let (thinking, content) = (serde_json::json!(thinking), serde_json::json!(content));
    format!(
        r#"{{"message":{{"content":{content},"thinking":{thinking},"tool_calls":[{calls}]}},"done":true,"done_reason":"stop","logprobs":[{}]}}"#,
        list(tokens)
    )
}

const CALL: &str = r#"{"function":{"name":"f","arguments":{"a":1}}}"#;

#[tokio::test]
async fn the_list_of_a_whole_answer_is_cut_where_its_texts_are() {
    let tokens = [
        "<think>",
        "\n",
        "Two",
        " and",
        " two.",
        "\n",
        "</think>",
        "\n\n",
        "Four",
        "!",
        "<|im_end|>",
    ];
    let answer = whole(&body("Two and two.", "Four!", "", &tokens), scored())
        .await
        .unwrap();
    let thought = [
        "<think>", "\n", "Two", " and", " two.", "\n", "</think>", "\n\n",
    ];
    assert_eq!(texts(&answer, Channel::Reasoning), thought);
    assert_eq!(
        texts(&answer, Channel::Content),
        ["Four", "!", "<|im_end|>"]
    );
    assert!(answer.response_metadata().warnings.is_empty());
}

#[tokio::test]
async fn the_tokens_of_calls_are_apart_from_those_of_the_text() {
    let tokens = [
        "I",
        " look",
        ".",
        "<tool_call>",
        "{\"name\":\"f\"",
        "}",
        "</tool_call>",
    ];
    let answer = whole(&body("", "I look.", CALL, &tokens), scored())
        .await
        .unwrap();
    assert_eq!(texts(&answer, Channel::Content), ["I", " look", "."]);
    assert_eq!(texts(&answer, Channel::ToolCalls).len(), 4);
    Alignment::new(answer.logprobs().content(), &answer.text()).unwrap();

    let answer = whole(&body("Hm", "", CALL, &["Hm", "</think>", "{}"]), scored())
        .await
        .unwrap();
    assert_eq!(texts(&answer, Channel::Reasoning), ["Hm"]);
    assert_eq!(texts(&answer, Channel::ToolCalls), ["</think>", "{}"]);
}

#[tokio::test]
async fn an_answer_that_the_thinking_quotes_is_found_behind_it() {
    let tokens = ["Say", " ", "Yes", "</think>", "Yes"];
    let answer = whole(&body("Say Yes", "Yes", "", &tokens), scored())
        .await
        .unwrap();
    assert_eq!(texts(&answer, Channel::Reasoning).len(), 4);
    assert_eq!(texts(&answer, Channel::Content), ["Yes"]);
}

#[tokio::test]
async fn what_cannot_be_told_apart_is_no_part_of_the_answer_and_is_warned_of() {
    let answer = whole(&body("a", "b", "", &["x", "y"]), scored())
        .await
        .unwrap();
    assert_eq!(texts(&answer, Channel::Reasoning), ["x", "y"]);
    assert!(answer.logprobs().content().is_empty());
    let warnings = &answer.response_metadata().warnings;
    assert_eq!(warnings[0].option, "logprobs");
    assert!(warnings[0].message.contains("cannot be told apart"));
}

#[tokio::test]
async fn lines_without_a_text_belong_to_the_next_that_has_one() {
    let line = |thinking: &str, content: &str, tokens: &[&str]| {
        format!(
            "{{\"message\":{{\"content\":{content:?},\"thinking\":{thinking:?}}},\"done\":false,\"logprobs\":[{}]}}\n",
            list(tokens)
        )
    };
    let lines = [
        line("", "", &["<think>"]),
        line("Two", "", &["Two"]),
        line(" and two", "", &[" and", " two"]),
        line("", "", &["</think>"]),
        line("", "", &["\n\n"]),
        line("", "Fo", &["Fo"]),
        line("", "ur", &["ur"]),
        line("", "", &["{"]),
        line("", "{}", &["}"]),
        line("", "", &["<tool_call>"]),
        format!("{{\"message\":{{\"content\":\"\",\"tool_calls\":[{CALL}]}},\"done\":true,\"done_reason\":\"stop\",\"logprobs\":[{}]}}\n", list(&["f"])),
    ]
    .concat();
    let answer = streamed(&lines, scored()).await.unwrap();
    let thought = ["<think>", "Two", " and", " two", "</think>", "\n\n"];
    assert_eq!(texts(&answer, Channel::Reasoning), thought);
    assert_eq!(texts(&answer, Channel::Content), ["Fo", "ur", "{", "}"]);
    assert_eq!(texts(&answer, Channel::ToolCalls), ["<tool_call>", "f"]);
    Alignment::new(answer.logprobs().content(), &answer.text()).unwrap();
}

#[tokio::test]
async fn tokens_that_are_held_back_come_with_the_last_line() {
    let lines = format!(
        "{{\"message\":{{\"content\":\"a\"}},\"done\":false,\"logprobs\":[{}]}}\n{{\"message\":{{\"content\":\"\"}},\"done\":false,\"logprobs\":[{}]}}\n{{\"message\":{{\"content\":\"\"}},\"done\":true}}\n",
        list(&["a"]),
        list(&["</s>"])
    );
    let answer = streamed(&lines, scored()).await.unwrap();
    assert_eq!(texts(&answer, Channel::Content), ["a", "</s>"]);
}

#[tokio::test]
async fn thinking_and_answer_in_one_line_are_cut_as_well() {
    let lines = format!(
        "{{\"message\":{{\"content\":\"Four\",\"thinking\":\"two.\"}},\"done\":true,\"logprobs\":[{}]}}\n",
        list(&[" two", ".", "</think>", "Four"])
    );
    let answer = streamed(&lines, scored()).await.unwrap();
    assert_eq!(
        texts(&answer, Channel::Reasoning),
        [" two", ".", "</think>"]
    );
    assert_eq!(texts(&answer, Channel::Content), ["Four"]);
}
