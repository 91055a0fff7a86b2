//! A whole answer as one chunk, and back.

use proptest::collection::vec;
use proptest::option;
use proptest::prop_oneof;
use proptest::strategy::{Just, Strategy};
use proptest::{prop_assert_eq, proptest};
use serde_json::json;
use surprisal_core::{
    AiMessage, AiMessageChunk, BaseMessage, Choice, ChoiceChunk, FinishReason, InvalidToolCall,
    ToolCall, ToolCallChunk,
};

use crate::arbitrary::{
    content, content_filter, finish_reason, logprobs, metadata, text, usage, word,
};

/// An answer as a provider can give it: its choices have different indices, and its tool calls were
/// read from texts.
pub(crate) fn answer() -> impl Strategy<Value = AiMessage> {
    let choices = vec(choice(), 1..4).prop_map(|choices| {
        let numbered = (0..).zip(choices);
        AiMessage::from_choices(numbered.map(|(index, choice)| choice.with_index(index)))
    });
    (choices, usage(), metadata()).prop_map(|(answer, usage, metadata)| {
        answer.with_usage(usage).with_response_metadata(metadata)
    })
}

fn choice() -> impl Strategy<Value = Choice> {
    let calls = vec((word(), text(), arguments()), 0..3);
    let outcome = (option::of(finish_reason()), option::of(content_filter()));
    (content(), calls, outcome, logprobs()).prop_map(
        |(content, calls, (reason, filter), logprobs)| {
            let (mut valid, mut invalid) = (Vec::<ToolCall>::new(), Vec::<InvalidToolCall>::new());
            for (id, name, arguments) in calls {
                match ToolCall::parse(&id, &name, &arguments) {
                    Ok(call) => valid.push(call),
                    Err(call) => invalid.push(call),
                }
            }
            let choice = Choice::new(content)
                .with_tool_calls(valid)
                .with_invalid_tool_calls(invalid)
                .with_content_filter(filter)
                .with_logprobs(logprobs);
            match reason {
                Some(reason) => choice.with_finish_reason(reason),
                None => choice,
            }
        },
    )
}

fn arguments() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(json!({}).to_string()),
        Just(json!({"a": [1, -2.5e-7, u64::MAX], "é": {"b": null}}).to_string()),
        Just(r#"{"city":"Par"#.to_owned()),
        Just("[1]".to_owned()),
    ]
}

proptest! {
    #[test]
    fn a_message_turned_into_a_chunk_and_back_is_the_same(answer in answer()) {
        let chunk = AiMessageChunk::from(answer.clone());
        prop_assert_eq!(chunk.text(), answer.text());
        prop_assert_eq!(chunk.logprobs(), answer.logprobs());
        prop_assert_eq!(AiMessage::from(chunk), answer);
    }
}

#[test]
fn of_a_message_turned_into_a_chunk_the_name_alone_is_lost() {
    let named = AiMessage::new("hi").with_name("bob");
    let back = AiMessage::from(AiMessageChunk::from(named));
    assert_eq!(back.name(), None);
    assert_eq!(back, AiMessage::new("hi"));
}

#[test]
fn a_call_whose_arguments_did_not_come_is_no_call_where_the_answer_was_cut_off() {
    let end = |reason: Option<FinishReason>| {
        let piece = |index: u32| ToolCallChunk::new(index, "").with_name("f");
        let choice = ChoiceChunk::new(0, "")
            .with_tool_call_chunk(piece(0))
            .with_tool_call_chunk(piece(1))
            .with_finish_reason(reason);
        let answer = AiMessage::from(AiMessageChunk::default().with_choice(choice));
        (answer.tool_calls().len(), answer.invalid_tool_calls().len())
    };
    assert_eq!(end(Some(FinishReason::ToolCalls)), (2, 0));
    for cut_off in [
        None,
        Some(FinishReason::Length),
        Some(FinishReason::ContentFilter),
    ] {
        assert_eq!(end(cut_off), (1, 1));
    }
}
