//! What is written down is read back as it was.

use proptest::collection::vec;
use proptest::option;
use proptest::prop_oneof;
use proptest::strategy::{Just, Strategy};
use proptest::{prop_assert_eq, proptest};
use serde_json::json;
use surprisal_core::{
    AiMessage, AiMessageChunk, BytesOrigin, Channel, Choice, ChoiceChunk, ContentBlock,
    DeveloperMessage, HumanMessage, Logprobs, Message, Messages, Score, SystemMessage,
    TokenLogprob, ToolMessage, TopLogprob,
};

use crate::arbitrary::{chunk, content, word};
use crate::whole::answer;

fn message() -> impl Strategy<Value = Message> {
    let question = (0..4, content(), option::of(word()), proptest::bool::ANY);
    let question = question.prop_map(|(kind, content, name, failed)| {
        // `with_name` is of each type its own.
        match (kind, name) {
            (0, None) => SystemMessage::new(content).into(),
            (0, Some(name)) => SystemMessage::new(content).with_name(name).into(),
            (1, None) => DeveloperMessage::new(content).into(),
            (1, Some(name)) => DeveloperMessage::new(content).with_name(name).into(),
            (2, None) => HumanMessage::new(content).into(),
            (2, Some(name)) => HumanMessage::new(content).with_name(name).into(),
            (_, None) => ToolMessage::new("call_1", content)
                .with_error(failed)
                .into(),
            (_, Some(name)) => ToolMessage::new("", content).with_name(name).into(),
        }
    });
    prop_oneof![3 => question, 1 => named_answer().prop_map(Message::from)]
}

fn named_answer() -> impl Strategy<Value = AiMessage> {
    (answer(), prop_oneof![Just(None), word().prop_map(Some)]).prop_map(|(answer, name)| match name
    {
        Some(name) => answer.with_name(name),
        None => answer,
    })
}

proptest! {
    #[test]
    fn an_answer_is_read_back_as_it_was(answer in named_answer()) {
        let text = serde_json::to_string(&answer).unwrap();
        let back: AiMessage = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&back, &answer, "{}", text);
        let value = serde_json::to_value(&answer).unwrap();
        prop_assert_eq!(Message::try_from(value).unwrap(), Message::from(answer));
    }

    #[test]
    fn a_conversation_is_read_back_as_it_was(messages in vec(message(), 0..4)) {
        let messages = Messages::from_iter(messages);
        let text = serde_json::to_string(&messages).unwrap();
        let back: Messages = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(back, messages, "{}", text);
    }
}

/// Every number of a chunk to the bit, where there is one: equality tells no zero from the other.
fn bits(chunk: &AiMessageChunk) -> Vec<Option<u64>> {
    let choices = chunk.choices().iter();
    let channels = choices.flat_map(|choice| choice.logprobs().channels());
    let tokens = channels.flat_map(|(_, tokens)| tokens);
    tokens
        .flat_map(|token| {
            let top = token.top_logprobs().unwrap_or_default();
            [token.chosen()].into_iter().chain(top)
        })
        .map(|top| top.logprob().map(f64::to_bits))
        .collect()
}

proptest! {
    #[test]
    fn a_chunk_is_read_back_to_the_bit(chunk in chunk()) {
        let text = serde_json::to_string(&chunk).unwrap();
        let back: AiMessageChunk = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(bits(&back), bits(&chunk), "{}", text);
        prop_assert_eq!(&back, &chunk, "{}", text);
        let value = serde_json::to_value(&chunk).unwrap();
        prop_assert_eq!(serde_json::from_value::<AiMessageChunk>(value).unwrap(), chunk);
    }
}

#[test]
fn what_openais_form_has_no_place_for_is_kept_in_a_chunk() {
    let tops = [
        TopLogprob::new("a", f64::NEG_INFINITY),
        TopLogprob::new("a", f64::INFINITY),
        TopLogprob::new("a", f64::NAN),
        TopLogprob::new("a", -0.0),
        TopLogprob::new(r"bytes:\xe9", -1.0).with_escaped_bytes(&[0xe9]),
        TopLogprob::new("same", -1.0).with_escaped_bytes(b"same"),
    ];
    let token = TokenLogprob::new("a", -1.0).with_top_logprobs(tops.clone());
    let choice = ChoiceChunk::new(0, [ContentBlock::text("")])
        .with_logprobs(Logprobs::new(Channel::Prompt, [token]));
    let chunk = AiMessageChunk::default().with_choice(choice);
    let text = serde_json::to_string(&chunk).unwrap();
    let back: AiMessageChunk = serde_json::from_str(&text).unwrap();
    assert_eq!(back, chunk);
    assert_eq!(bits(&back), bits(&chunk));
    let read = back.logprobs().channel(Channel::Prompt).unwrap()[0].top_logprobs();
    let origins = read.unwrap().iter().map(TopLogprob::bytes_origin);
    assert!(origins.eq(tops.iter().map(TopLogprob::bytes_origin)));
}

#[test]
fn the_index_of_the_first_choice_is_kept() {
    let second = Choice::new("b").with_index(1);
    let third = Choice::new("c").with_index(2);
    let answer = AiMessage::from_choices([third, second]);
    let back: AiMessage = serde_json::from_value(serde_json::to_value(&answer).unwrap()).unwrap();
    assert_eq!(back, answer);
}

#[test]
fn log_probabilities_are_written_in_openais_form() {
    let token = TokenLogprob::from(TopLogprob::new("I", -0.25).with_bytes(b"I"))
        .with_top_logprobs([TopLogprob::new("I", -0.25).with_bytes(b"I")]);
    let answer =
        AiMessage::from(Choice::new("I").with_logprobs(Logprobs::new(Channel::Content, [token])));
    let written = serde_json::to_value(&answer).unwrap();
    assert_eq!(
        written["response_metadata"]["logprobs"]["content"],
        json!([{
            "token": "I", "bytes": [73], "logprob": -0.25,
            "top_logprobs": [{"token": "I", "bytes": [73], "logprob": -0.25}],
        }])
    );
}

#[test]
fn what_json_cannot_say_is_read_back_as_its_nearest() {
    let back = |top: TopLogprob| -> TopLogprob {
        serde_json::from_value(serde_json::to_value(&top).unwrap()).unwrap()
    };
    let never = back(TopLogprob::new("a", f64::NEG_INFINITY));
    assert_eq!(never.score(), Score::Floor(-9999.0));
    assert_eq!(back(TopLogprob::new("a", f64::NAN)).score(), Score::Missing);
    let escaped = back(TopLogprob::new(r"bytes:\xe9", -1.0).with_escaped_bytes(&[0xe9]));
    assert_eq!(escaped.bytes(), Some(&[0xe9][..]));
    assert_eq!(escaped.bytes_origin(), Some(BytesOrigin::Wire));
}
