//! Events.

use serde_json::{Value, json};
use surprisal_core::{ErrorKind, FinishReason, Usage};

use crate::support::{chunks, delta, end, stream};

fn say(text: &str) -> Value {
    delta("content-delta", &json!({"content": {"text": text}}))
}

#[test]
fn events_without_an_index_are_read_as_well() {
    // As the samples in Cohere's documentation write them.
    let event = |text: &str| json!({"type": "content-delta", "delta": {"message": {"content": {"text": text}}}});
    let answer = stream(&[event("Hel"), event("lo"), end("COMPLETE")]).unwrap();
    assert_eq!(answer.text(), "Hello");
}

#[test]
fn calls_in_pieces_are_kept_apart_with_an_index_or_without() {
    let start = |index: Option<u32>, id: &str| {
        let call =
            json!({"id": id, "type": "function", "function": {"name": "f", "arguments": ""}});
        json!({"type": "tool-call-start", "index": index, "delta": {"message": {"tool_calls": call}}})
    };
    let more = |index: Option<u32>, text: &str| {
        let call = json!({"function": {"arguments": text}});
        json!({"type": "tool-call-delta", "index": index, "delta": {"message": {"tool_calls": call}}})
    };
    for [first, second] in [[Some(0), Some(1)], [None, None], [Some(1), Some(2)]] {
        let events = [
            start(first, "a"),
            more(first, "{\"x\""),
            more(first, ":1}"),
            json!({"type": "tool-call-end", "index": first}),
            start(second, "b"),
            more(second, "null"),
            end("TOOL_CALL"),
        ];
        let answer = stream(&events).unwrap();
        let calls = answer.tool_calls();
        assert_eq!(calls.len(), 2);
        assert_eq!(
            (calls[0].id.as_str(), &calls[0].arguments["x"]),
            ("a", &json!(1))
        );
        assert_eq!((calls[1].id.as_str(), calls[1].arguments.len()), ("b", 0));
        assert_eq!(answer.finish_reason(), Some(&FinishReason::ToolCalls));
    }
}

#[test]
fn null_within_arguments_stays() {
    let call = json!({"id": "a", "function": {"name": "f", "arguments": "{\"x\":"}});
    let more = |text: &str| {
        delta(
            "tool-call-delta",
            &json!({"tool_calls": {"function": {"arguments": text}}}),
        )
    };
    let start = delta("tool-call-start", &json!({ "tool_calls": call }));
    let answer = stream(&[start, more("null"), more("}"), end("TOOL_CALL")]).unwrap();
    assert_eq!(answer.tool_calls()[0].arguments["x"], Value::Null);
}

#[test]
fn the_end_has_reason_and_usage_and_is_the_end() {
    let usage = json!({"tokens": {"input_tokens": 3, "output_tokens": 2}, "cached_tokens": 1});
    let last =
        json!({"type": "message-end", "delta": {"finish_reason": "MAX_TOKENS", "usage": usage}});
    let answer = stream(&[say("a"), last.clone(), say("b")]).unwrap();
    assert_eq!(answer.text(), "a");
    assert_eq!(answer.finish_reason(), Some(&FinishReason::Length));
    let mut expected = Usage::new(3, 2);
    expected.cached_tokens = Some(1);
    assert_eq!(answer.usage(), &expected);
    let told = chunks(&[say("a"), last]).unwrap();
    assert_eq!(
        told.iter().filter(|chunk| chunk.usage().is_some()).count(),
        1
    );
}

#[test]
fn without_its_end_an_answer_is_cut_off() {
    for events in [&[say("a")][..], &[], &[say("a"), json!("[DONE]")]] {
        assert_eq!(stream(events).unwrap_err().kind(), ErrorKind::Truncated);
    }
    let whole = [say("a"), end("COMPLETE"), json!("[DONE]")];
    assert_eq!(stream(&whole).unwrap().text(), "a");
}

#[test]
fn an_error_at_the_end_is_an_error() {
    let ends = |delta: Value| {
        let event = json!({"type": "message-end", "delta": delta});
        stream(&[say("a"), event]).unwrap_err()
    };
    let error = ends(json!({"finish_reason": "ERROR", "error": "out of luck"}));
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Server, "out of luck")
    );
    assert_eq!(error.code(), Some("ERROR"));
    assert_eq!(
        ends(json!({"error": "out of luck"})).message(),
        "out of luck"
    );
    assert_eq!(
        ends(json!({"finish_reason": "TIMEOUT"})).kind(),
        ErrorKind::Timeout
    );
    for delta in [
        json!({"finish_reason": "ERROR"}),
        json!({"finish_reason": "ERROR", "error": ""}),
        json!({"finish_reason": "COMPLETE", "error": ""}),
    ] {
        assert!(!ends(delta).message().is_empty());
    }
}

#[test]
fn a_body_of_an_error_within_a_stream_is_an_error() {
    let error = stream(&[say("a"), json!({"message": "slow down", "id": "x"})]).unwrap_err();
    assert_eq!(
        (error.kind(), error.message()),
        (ErrorKind::Server, "slow down")
    );
}

#[test]
fn events_that_are_not_known_change_nothing() {
    let events = [
        json!({"type": "debug", "prompt": "<BOS>hi"}),
        json!({"type": "heartbeat", "delta": null}),
        say("a"),
        json!({"type": "content-end", "index": 0}),
        end("COMPLETE"),
    ];
    assert_eq!(stream(&events).unwrap().text(), "a");
    assert_eq!(chunks(&events).unwrap().len(), 2);
}
