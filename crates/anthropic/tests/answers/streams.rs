use proptest::prelude::*;
use serde_json::{Value, json};
use surprisal_core::{AiMessage, ContentBlock, ErrorKind};
use surprisal_http::{DEFAULT_MAX_EVENT_SIZE, Decode as _, Decoded, FrameDecoder, Framing};

use super::{around, chunks, delta, read, start, stop, streamed};

#[test]
fn a_stream_without_its_end_is_truncated() {
    let events = around([start(0, json!({"type": "text", "text": "a"}))], "end_turn");
    for count in 0..events.len() {
        let error = chunks(&events[..count]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Truncated, "after {count} events");
    }
    assert!(chunks(&events).is_ok());
}

#[test]
fn a_second_answer_within_a_stream_is_an_error_and_a_second_beginning_is_none() {
    let mut events = around([start(0, json!({"type": "text", "text": "a"}))], "end_turn");
    events.insert(1, events[0].clone());
    assert_eq!(streamed(&events).unwrap().text(), "a");
    events.insert(3, events[0].clone());
    assert_eq!(chunks(&events).unwrap_err().kind(), ErrorKind::BadResponse);
}

#[test]
fn what_is_not_known_is_passed_over_or_kept() {
    let events = around(
        [
            json!({"type": "ping"}),
            json!({"type": "fanfare", "index": 3}),
            start(0, json!({"type": "text", "text": null})),
            delta(0, json!({"type": "glitter_delta", "glitter": 1})),
            delta(0, json!({"type": "text_delta", "text": "a"})),
            stop(0),
            start(1, json!({"type": "compaction", "content": null})),
            delta(1, json!({"type": "compaction_delta", "content": "short"})),
            delta(1, json!({"type": "compaction_delta", "content": "er"})),
            stop(1),
        ],
        "end_turn",
    );
    let answer = streamed(&events).unwrap();
    let kept = json!({"type": "compaction", "content": "shorter"});
    let blocks = [
        ContentBlock::text("a"),
        ContentBlock::opaque("anthropic", kept),
    ];
    assert_eq!(answer.content().blocks(), blocks);
}

#[test]
fn arguments_come_with_the_beginning_or_in_pieces_and_not_twice() {
    let call =
        |input: Value| json!({"type": "tool_use", "id": "call_a", "name": "f", "input": input});
    let piece = |text: &str| delta(0, json!({"type": "input_json_delta", "partial_json": text}));
    let in_pieces = [
        start(0, call(json!({}))),
        piece(""),
        piece("{\"a\":"),
        piece("1}"),
        stop(0),
    ];
    let at_once = [start(0, call(json!({"a": 1}))), stop(0)];
    let both = [start(0, call(json!({"a": 1}))), piece("{\"a\":1}"), stop(0)];
    for events in [in_pieces.to_vec(), at_once.to_vec(), both.to_vec()] {
        let answer = streamed(&around(events, "tool_use")).unwrap();
        assert_eq!(
            answer.tool_calls().len(),
            1,
            "{:?}",
            answer.invalid_tool_calls()
        );
        assert_eq!(answer.tool_calls()[0].arguments["a"], 1);
    }
}

#[test]
fn an_answer_that_was_there_before_the_stream_began_is_whole() {
    let block = json!({"type": "tool_use", "id": "call_a", "name": "f", "input": {"a": 1}});
    let answer = streamed(&[
        json!({"type": "message_start", "message": {
            "content": [block], "stop_reason": "tool_use", "usage": {"input_tokens": 2, "output_tokens": 3},
        }}),
        json!({"type": "message_stop"}),
    ]);
    let answer = answer.unwrap();
    assert_eq!(answer.tool_calls()[0].arguments["a"], 1);
    assert_eq!(answer.usage().total_tokens, Some(5));
    assert_eq!(
        answer.finish_reason().map(|reason| reason.as_str()),
        Some("tool_calls")
    );
}

/// A block, and its events with the text in pieces.
fn block() -> impl Strategy<Value = (Value, Vec<Value>)> {
    let pieces = || prop::collection::vec("[a-zé\"\\\\ 日]{0,6}", 0..4);
    let citations = prop::collection::vec("[a-z]{1,3}", 0..3);
    let text = (pieces(), citations).prop_map(|(pieces, cited)| {
        let cited: Vec<Value> = cited
            .iter()
            .map(|text| json!({"cited_text": text}))
            .collect();
        let mut deltas: Vec<_> = pieces
            .iter()
            .map(|text| json!({"type": "text_delta", "text": text}))
            .collect();
        deltas.extend(
            cited
                .iter()
                .map(|one| json!({"type": "citations_delta", "citation": one})),
        );
        let whole = json!({"type": "text", "text": pieces.concat(), "citations": cited});
        (whole, json!({"type": "text", "text": ""}), deltas)
    });
    let thinking = (pieces(), "[a-z]{0,4}").prop_map(|(pieces, signature)| {
        let mut deltas: Vec<_> = pieces
            .iter()
            .map(|text| json!({"type": "thinking_delta", "thinking": text}))
            .collect();
        deltas.push(json!({"type": "signature_delta", "signature": signature}));
        let whole =
            json!({"type": "thinking", "thinking": pieces.concat(), "signature": signature});
        (
            whole,
            json!({"type": "thinking", "thinking": "", "signature": ""}),
            deltas,
        )
    });
    let call = ("[a-zé\"]{0,9}", 0_usize..20, any::<bool>()).prop_map(|(text, at, ours)| {
        let (kind, input) = (
            if ours { "tool_use" } else { "server_tool_use" },
            json!({"q": text}),
        );
        let written = input.to_string();
        let at = (0..=at.min(written.len()))
            .rev()
            .find(|at| written.is_char_boundary(*at));
        let (first, second) = written.split_at(at.unwrap_or(0));
        let deltas =
            [first, second].map(|text| json!({"type": "input_json_delta", "partial_json": text}));
        let whole =
            |input: Value| json!({"type": kind, "id": "call_a", "name": "f", "input": input});
        (whole(input), whole(json!({})), deltas.to_vec())
    });
    prop_oneof![text, thinking, call].prop_map(|(whole, begin, deltas)| {
        let mut events = vec![start(0, begin)];
        events.extend(deltas.into_iter().map(|one| delta(0, one)));
        events.push(stop(0));
        (whole, events)
    })
}

proptest! {
    #[test]
    fn a_stream_however_it_is_cut_adds_up_to_the_whole_answer(
        blocks in prop::collection::vec(block(), 0..6),
        cuts in prop::collection::vec(1_usize..40, 1..8),
    ) {
        let mut content = Vec::new();
        let mut events = Vec::new();
        for (index, (whole, told)) in blocks.into_iter().enumerate() {
            content.push(whole);
            events.extend(told.into_iter().map(|mut event| {
                event["index"] = index.into();
                event
            }));
        }
        let whole = json!({"type": "message", "content": content, "stop_reason": "end_turn"});
        let whole = read(&whole.to_string()).unwrap();
        let sum = cut(&around(events, "end_turn"), &cuts);
        prop_assert_eq!(sum.content(), whole.content());
        prop_assert_eq!(sum.tool_calls(), whole.tool_calls());
        prop_assert_eq!(sum.invalid_tool_calls(), whole.invalid_tool_calls());
    }

    #[test]
    fn no_text_panics(text in "[ -~]{0,40}", kind in "[a-z_]{0,20}") {
        let _ = read(&text);
        let event = json!({"type": kind, "index": 0, "delta": {"type": text}, "content_block": {"type": text}});
        let _ = chunks(&around([start(0, json!({"type": text, "id": 1})), event], "end_turn"));
    }
}

/// The sum of a stream whose bytes come in pieces of these lengths.
fn cut(events: &[Value], lengths: &[usize]) -> AiMessage {
    let texts = events.iter().map(|event| {
        format!(
            "event: {}\ndata: {event}\n\n",
            event["type"].as_str().unwrap()
        )
    });
    let bytes = texts.collect::<String>().into_bytes();
    let mut frames = FrameDecoder::new(Framing::Sse, DEFAULT_MAX_EVENT_SIZE);
    let mut decoder = surprisal_anthropic::AnthropicDecoder::default();
    let mut sum = surprisal_core::AiMessageChunk::default();
    let mut rest = bytes.as_slice();
    for length in lengths.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (now, later) = rest.split_at((*length).min(rest.len()));
        frames.push(now);
        rest = later;
        while let Some(frame) = frames.next_frame().unwrap() {
            if let Decoded::Chunk(chunk) = decoder.frame(frame).unwrap() {
                sum += chunk;
            }
        }
    }
    decoder.end().unwrap();
    sum.into()
}
