//! A script says what it is told, obeys what it can, and refuses the rest by name.

use std::collections::BTreeSet;
use std::time::Duration;

use futures::StreamExt as _;
use proptest::prelude::*;
use serde_json::json;
use surprisal_core::{
    AiMessageChunk, Availability, CallOptions, Channel, ErrorKind, FinishReason, Policy,
    RetryPolicy, RunnableExt as _, ToolChoice, ToolDefinition, Usage,
};
use surprisal_testing::{FakeAnswer, FakeChatModel, FakeTokens, byte_token, token};

use crate::laws::broken;

fn logprobs() -> CallOptions {
    CallOptions::new().logprobs(true)
}

fn tools() -> CallOptions {
    CallOptions::new().tools([ToolDefinition::new("weather", json!({}))])
}

async fn stream(model: &FakeChatModel, options: CallOptions) -> Vec<AiMessageChunk> {
    let stream = model.clone().bind(options).stream("hi").await.unwrap();
    stream.map(Result::unwrap).collect().await
}

proptest! {
    #[test]
    fn any_text_breaks_no_law(text: String, stop in "[a-z ]|\\PC", per_chunk in 1..4usize, splits: bool) {
        let mut model = FakeChatModel::new().say_forever(text.clone()).chunks_of(per_chunk);
        if splits {
            model = model.split_characters();
        }
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let options = logprobs().top_logprobs(1).stop([stop.clone()]);
        prop_assert_eq!(runtime.block_on(broken(&model, &options)), BTreeSet::new());
        let said = runtime.block_on(model.bind(options).invoke("hi")).unwrap();
        let before = text.split(&stop).next().unwrap_or_default();
        prop_assert_eq!(said.text(), before);
    }
}

#[tokio::test]
async fn a_character_comes_with_the_last_of_its_tokens() {
    let crab = [
        token("I "),
        byte_token(b"\xf0\x9f").p(0.5),
        byte_token(b"\xa6\x80"),
    ];
    let chunks = stream(&FakeChatModel::new().say(crab), logprobs()).await;
    let texts: Vec<_> = chunks
        .iter()
        .map(|chunk| chunk.text().into_owned())
        .collect();
    assert_eq!(texts, ["", "I ", "", "🦀", ""]);
    let half = &chunks[2].logprobs().content()[0];
    assert_eq!(
        (half.token(), half.bytes()),
        (Some(r"\xf0\x9f"), Some(&b"\xf0\x9f"[..]))
    );

    let split = FakeChatModel::new().say(["I ", "🦀!"]).split_characters();
    let chunks = stream(&split, CallOptions::new()).await;
    let texts: Vec<_> = chunks
        .iter()
        .map(|chunk| chunk.text().into_owned())
        .collect();
    assert_eq!(texts, ["", "I ", "", "🦀!", ""]);
}

#[tokio::test]
async fn tokens_are_joined_in_chunks() {
    let model = FakeChatModel::new().say("one two three").chunks_of(2);
    let chunks = stream(&model, logprobs()).await;
    let joined: Vec<_> = chunks
        .iter()
        .map(|chunk| (chunk.text().into_owned(), chunk.logprobs().content().len()))
        .collect();
    let expected = [("", 0), ("one two", 2), (" three", 1), ("", 0)];
    assert_eq!(
        joined,
        expected.map(|(text, count)| (text.to_owned(), count))
    );
}

#[tokio::test]
async fn each_part_has_its_channel() {
    let answer = FakeAnswer::new()
        .reasoning([token("Hm.").p(0.5)])
        .refusal("I must not.")
        .tool_call_tokens(
            "weather",
            [token(r#"{"city":"#), token(r#""Paris"}"#).p(0.25)],
        );
    let model = FakeChatModel::new().say(answer);
    let said = model
        .bind(logprobs())
        .bind(tools())
        .invoke("hi")
        .await
        .unwrap();
    assert_eq!(
        (&*said.reasoning(), &*said.refusal(), &*said.text()),
        ("Hm.", "I must not.", "")
    );
    let lengths: Vec<_> = said
        .logprobs()
        .channels()
        .map(|(name, list)| (name, list.len()))
        .collect();
    let expected = [
        (Channel::Content, 0),
        (Channel::Refusal, 4),
        (Channel::Reasoning, 1),
        (Channel::ToolCalls, 2),
    ];
    assert_eq!(lengths, expected);
    assert_eq!(said.tool_calls()[0].arguments["city"], "Paris");
    assert_eq!(said.usage().reasoning_tokens, Some(1));
}

#[tokio::test]
async fn a_call_alone_has_no_log_probabilities_as_at_openai() {
    let model = FakeChatModel::new().say(FakeAnswer::new().tool_call("weather", json!({ "a": 1 })));
    let said = model
        .bind(logprobs())
        .bind(tools())
        .invoke("hi")
        .await
        .unwrap();
    assert_eq!(
        said.logprobs().availability(),
        Availability::RequestedButAbsent
    );
    assert_eq!(said.finish_reason(), Some(&FinishReason::ToolCalls));
    assert_eq!(said.tool_calls()[0].id, "call_1_0");
}

#[tokio::test]
async fn choices_take_turns() {
    let model = FakeChatModel::new().say(FakeAnswer::from("a b").or("c"));
    let chunks = stream(&model, CallOptions::new().n(2)).await;
    let turns: Vec<_> = chunks
        .iter()
        .map(|chunk| chunk.choices()[0].index())
        .collect();
    assert_eq!(turns, [0, 1, 0, 1, 0, 1, 0]);
    let usages = chunks.iter().filter(|chunk| chunk.usage().is_some());
    assert_eq!(usages.count(), 1);
}

#[tokio::test]
async fn what_a_script_cannot_obey_is_refused_and_stays_in_it() {
    let calls = || FakeAnswer::new().tool_call("weather", json!({}));
    let none = tools().tool_choice(ToolChoice::None);
    let alone = tools().parallel_tool_calls(false);
    for (answer, options, option) in [
        (FakeAnswer::from("a"), CallOptions::new().n(2), "n"),
        (
            FakeAnswer::from("a"),
            tools().tool_choice(ToolChoice::Required),
            "tool_choice",
        ),
        (calls(), CallOptions::new(), "tools"),
        (calls(), none, "tool_choice"),
        (
            calls().tool_call("weather", json!({})),
            alone,
            "parallel_tool_calls",
        ),
        (FakeAnswer::from("a"), CallOptions::new().raw(true), "raw"),
    ] {
        let model = FakeChatModel::new().say(answer);
        let refused = model.clone().bind(options).invoke("hi").await.unwrap_err();
        assert_eq!(
            (refused.kind(), refused.option()),
            (ErrorKind::Unsupported, Some(option))
        );
        assert_eq!(model.calls().len(), 0);
        assert!(model.bind(tools()).invoke("hi").await.is_ok(), "{option}");
    }
}

#[tokio::test]
async fn an_option_without_effect_is_warned_of_where_that_was_chosen() {
    let model = FakeChatModel::new().say("a");
    let options = CallOptions::new().raw(true).on_unsupported(Policy::Warn);
    let said = model.bind(options).invoke("hi").await.unwrap();
    assert_eq!(said.response_metadata().warnings[0].option, "raw");
}

#[tokio::test]
async fn a_call_that_is_cut_off_is_no_call() {
    let answer = FakeAnswer::new().tool_call("weather", json!({ "city": "Paris" }));
    let model = FakeChatModel::new().say(answer);
    let said = model
        .bind(tools().max_tokens(3))
        .invoke("hi")
        .await
        .unwrap();
    assert!(said.tool_calls().is_empty());
    assert_eq!(said.invalid_tool_calls()[0].arguments, "{\"");
    assert_eq!(said.finish_reason(), Some(&FinishReason::Length));
}

#[tokio::test]
async fn the_script_comes_before_what_is_said_for_ever() {
    let model = FakeChatModel::new().say_forever("always").say("first");
    let mut said = Vec::new();
    for _ in 0..3 {
        said.push(model.invoke("hi").await.unwrap().text().into_owned());
    }
    assert_eq!(said, ["first", "always", "always"]);

    let empty = FakeChatModel::new().invoke("hi").await.unwrap_err();
    assert!(empty.message().contains("no answer for call 1"), "{empty}");
}

#[tokio::test]
async fn reason_and_usage_are_what_they_are_set_to() {
    let answer = FakeAnswer::from(FakeTokens::default())
        .finish_reason("content_filter")
        .usage(Usage::new(7, 9));
    let said = FakeChatModel::new().say(answer).invoke("hi").await.unwrap();
    assert_eq!(said.finish_reason(), Some(&FinishReason::ContentFilter));
    assert_eq!(said.usage().total_tokens, Some(16));
}

#[tokio::test(start_paused = true)]
async fn a_limited_rate_is_waited_for() {
    let model = FakeChatModel::new()
        .limit_rate(Duration::from_secs(7))
        .say("a");
    let start = tokio::time::Instant::now();
    let said = model
        .with_retry(RetryPolicy::default())
        .invoke("hi")
        .await
        .unwrap();
    assert_eq!(said.text(), "a");
    assert!(
        start.elapsed() >= Duration::from_secs(7),
        "{:?}",
        start.elapsed()
    );
}
