//! Tokens. No recording has any: these are after Cohere's schema, numbers and ids made up.

use proptest::prelude::*;
use serde_json::{Value, json};
use surprisal_core::{Alignment, Availability, ErrorKind, Score, TokenLogprob, TopLogprob};

use crate::support::{answer, chunks, delta, end, stream, whole};

fn with(items: &Value, content: &Value) -> Value {
    let mut body = answer(
        &json!({"role": "assistant", "content": content}),
        "COMPLETE",
    );
    body["logprobs"] = items.clone();
    body
}

fn text(text: &str) -> Value {
    json!([{"type": "text", "text": text}])
}

#[test]
fn a_text_of_one_token_is_that_token() {
    let items = json!([
        {"text": "The", "token_ids": [2162], "logprobs": [-0.015625]},
        {"text": " sky", "token_ids": [9], "logprobs": [0]},
    ]);
    let read = whole(&with(&items, &text("The sky"))).unwrap();
    let expected = [
        TokenLogprob::from(TopLogprob::new("The", -0.015625).with_id(2162)),
        TokenLogprob::from(TopLogprob::new(" sky", 0.0).with_id(9)),
    ];
    assert_eq!(read.logprobs().content(), expected);
    assert_eq!(read.logprobs().availability(), Availability::Returned);
    assert_eq!(read.logprobs().content()[0].top_logprobs(), None);
}

#[test]
fn of_several_tokens_each_keeps_id_and_number_and_the_last_has_the_text() {
    let items = json!([
        {"text": "a", "token_ids": [1], "logprobs": [-1.0]},
        {"text": "🦀", "token_ids": [7, 8, 9], "logprobs": [-0.5, -0.25, -0.125]},
    ]);
    let read = whole(&with(&items, &text("a🦀"))).unwrap();
    let tokens = read.logprobs().content();
    let seen: Vec<_> = tokens
        .iter()
        .map(|one| (one.id(), one.logprob(), one.token()))
        .collect();
    let expected = [
        (Some(1), Some(-1.0), Some("a")),
        (Some(7), Some(-0.5), None),
        (Some(8), Some(-0.25), None),
        (Some(9), Some(-0.125), Some("🦀")),
    ];
    assert_eq!(seen, expected);
    assert_eq!(tokens[1].bytes(), None);
    let alignment = Alignment::new(tokens, &read.text()).unwrap();
    assert_eq!(alignment.byte_range(2), Some(1..1));
    assert_eq!(alignment.byte_range(3), Some(1..5));
    assert_eq!(read.logprobs().measures().sum(), Some(-1.875));
}

#[test]
fn what_is_missing_is_missing_and_keeps_its_place() {
    let items = json!([
        {"text": "a", "token_ids": [1]},
        {"text": "b", "token_ids": [2, 3], "logprobs": [-1.0]},
        {"token_ids": [4], "logprobs": [-2.0]},
        {"text": "c", "token_ids": null, "logprobs": [null]},
        {"text": "d", "token_ids": []},
        {"token_ids": [5], "logprobs": [-3.0, -4.0]},
    ]);
    let read = whole(&with(&items, &text("abcd"))).unwrap();
    let tokens = read.logprobs().content();
    let scores: Vec<_> = tokens.iter().map(TokenLogprob::score).collect();
    let (gone, of) = (Score::Missing, Score::Exact);
    assert_eq!(
        scores,
        [
            gone,
            of(-1.0),
            gone,
            of(-2.0),
            gone,
            gone,
            of(-3.0),
            of(-4.0)
        ]
    );
    let ids: Vec<_> = tokens.iter().map(TokenLogprob::id).collect();
    let expected = [
        Some(1),
        Some(2),
        Some(3),
        Some(4),
        None,
        None,
        Some(5),
        None,
    ];
    assert_eq!(ids, expected);
    Alignment::new(tokens, &read.text()).unwrap();
}

#[test]
fn no_list_differs_from_an_empty_one() {
    let absent = whole(&with(&json!(null), &text("a"))).unwrap();
    assert_eq!(absent.logprobs().availability(), Availability::NotRequested);
    let empty = whole(&with(&json!([]), &text("a"))).unwrap();
    assert_eq!(empty.logprobs().availability(), Availability::Returned);
    assert!(empty.logprobs().is_empty());
}

#[test]
fn tokens_that_spell_the_thought_are_its_and_the_rest_is_the_texts() {
    let item = |text: &str| json!({"text": text, "token_ids": [1], "logprobs": [-1.0]});
    let content =
        json!([{"type": "thinking", "thinking": "hm so"}, {"type": "text", "text": "yes"}]);
    let count = |texts: &[&str]| {
        let items: Vec<Value> = texts.iter().map(|text| item(text)).collect();
        let read = whole(&with(&items.into(), &content)).unwrap();
        (
            read.logprobs().reasoning().len(),
            read.logprobs().content().len(),
        )
    };
    assert_eq!(count(&["hm", " so", "yes"]), (2, 1));
    assert_eq!(count(&["hm", " so"]), (2, 0));
    assert_eq!(count(&["yes"]), (0, 1));
    assert_eq!(count(&["hm", "yes"]), (0, 2));
    assert_eq!(count(&["hm"]), (0, 1));
}

#[test]
fn each_event_has_the_tokens_of_its_text_or_thought() {
    let scored = |content: Value, logprobs: Value| {
        let mut event = delta("content-delta", &json!({ "content": content }));
        event["logprobs"] = logprobs;
        event
    };
    let events = [
        scored(
            json!({"thinking": "hm"}),
            json!({"text": "hm", "token_ids": [1], "logprobs": [-1.0]}),
        ),
        scored(
            json!({"text": "é"}),
            json!({"text": "é", "token_ids": [2, 3], "logprobs": [-2.0, -3.0]}),
        ),
        // Asked for or not, some have none.
        scored(json!({"text": "!"}), json!(null)),
        end("COMPLETE"),
    ];
    let read = stream(&events).unwrap();
    assert_eq!(read.logprobs().reasoning().len(), 1);
    assert_eq!(read.logprobs().content().len(), 2);
    let pieces = chunks(&events).unwrap();
    assert_eq!(pieces[1].logprobs().content().len(), 2);
    assert!(pieces[2].logprobs().is_empty());
}

#[test]
fn what_is_no_id_or_number_is_a_bad_response() {
    for item in [
        json!({"text": "a", "token_ids": [-1]}),
        json!({"text": "a", "token_ids": [4_294_967_296_u64]}),
        json!({"text": "a", "token_ids": ["x"]}),
        json!({"text": 7, "token_ids": [1]}),
        json!({"text": "a", "token_ids": [1], "logprobs": ["-1"]}),
        json!("a"),
    ] {
        let error = whole(&with(&json!([item]), &text("a"))).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::BadResponse, "{item}");
    }
}

proptest! {
    /// However a text is cut into items of any number of tokens, no id and no number is lost, the bytes are the text,
    /// and a stream has what the whole answer has.
    #[test]
    fn nothing_of_a_token_is_lost(parts in prop::collection::vec(("[a-zé🦀\"\\\\ ]{1,4}", prop::collection::vec((0_u32..300_000, -30.0_f64..0.0), 1..4)), 1..6)) {
        let said: String = parts.iter().map(|(text, _)| text.as_str()).collect();
        let items: Vec<Value> = parts.iter().map(|(text, tokens)| {
            let (ids, numbers): (Vec<u32>, Vec<f64>) = tokens.iter().copied().unzip();
            json!({"text": text, "token_ids": ids, "logprobs": numbers})
        }).collect();
        let read = whole(&with(&items.clone().into(), &text(&said))).unwrap();
        let tokens = read.logprobs().content();
        let found: Vec<_> = tokens.iter().map(|one| (one.id().unwrap(), one.logprob().unwrap())).collect();
        let expected: Vec<_> = parts.iter().flat_map(|(_, tokens)| tokens.clone()).collect();
        prop_assert_eq!(found, expected);
        prop_assert!(Alignment::new(tokens, &said).is_ok());
        let mut events: Vec<Value> = parts.iter().zip(items).map(|((text, _), item)| {
            let mut event = delta("content-delta", &json!({"content": {"text": text}}));
            event["logprobs"] = item;
            event
        }).collect();
        events.push(end("COMPLETE"));
        let streamed = stream(&events).unwrap();
        prop_assert_eq!(streamed.logprobs(), read.logprobs());
        prop_assert_eq!(streamed.text(), read.text());
    }
}
