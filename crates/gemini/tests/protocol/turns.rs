//! What the model thought goes from an answer into the next request.

use serde_json::{Value, json};
use surprisal_core::{AiMessage, CallOptions, Choice, Message, Messages, ToolCall, ToolMessage};
use surprisal_gemini::Gemini;
use surprisal_http::Provider as _;

use crate::support::{answer, read, said, sent, streamed};

/// The parts by which the answer goes back.
fn sent_back(message: AiMessage) -> Value {
    let calls: Vec<_> = message.tool_calls().to_vec();
    let results = calls.into_iter().map(|call| {
        let result = ToolMessage::new(call.id, "done").with_name(call.name);
        Message::from(result)
    });
    let messages = [Message::human("q"), message.into()]
        .into_iter()
        .chain(results);
    said(messages)["contents"][1]["parts"].clone()
}

#[test]
fn signed_parts_go_back_as_they_came() {
    let call = |name: &str| json!({"name": name, "args": {"a": 1}});
    for parts in [
        json!([{"text": "hello", "thoughtSignature": "c2ln"}]),
        json!([{"text": "hel"}, {"text": "lo", "thoughtSignature": "c2ln"}]),
        json!([{"text": "hello"}, {"text": "", "thoughtSignature": "c2ln"}]),
        json!([{"functionCall": call("f"), "thoughtSignature": "c2ln"}]),
        // Of calls at once the first is signed.
        json!([{"text": "so"}, {"functionCall": call("f"), "thoughtSignature": "c2ln"}, {"functionCall": call("g")}]),
        json!([
            {"functionCall": call("f"), "thoughtSignature": "YQ=="}, {"text": "and"},
            {"functionCall": call("g"), "thoughtSignature": "Yg=="}, {"text": "ends"},
        ]),
        // Of any of them another may be.
        json!([{"functionCall": call("f")}, {"functionCall": call("g"), "thoughtSignature": "c2ln"}, {"functionCall": call("h")}]),
        json!([{"text": "so"}, {"functionCall": call("f")}, {"functionCall": call("g"), "thoughtSignature": "c2ln"}]),
        json!([{"text": "hm", "thought": true, "thoughtSignature": "c2ln"}, {"text": "hello"}]),
        json!([{"inlineData": {"mimeType": "image/png", "data": "aGk="}, "thoughtSignature": "c2ln"}]),
        json!([{"executableCode": {"code": "1"}, "thoughtSignature": "c2ln"}, {"codeExecutionResult": {"output": "1"}}]),
        json!([{"text": "ä", "thoughtSignature": "YQ=="}, {"text": "ö", "thoughtSignature": "Yg=="}]),
    ] {
        let body = answer(
            &parts,
            &json!({"groundingMetadata": {"x": 1}, "avgLogprobs": -1.0}),
        );
        assert_eq!(sent_back(read(&body).unwrap()), parts);
        let events = parts
            .as_array()
            .unwrap()
            .iter()
            .map(|part| json!({"candidates": [{"content": {"parts": [part]}}]}));
        let mut events: Vec<_> = events.collect();
        events.push(json!({"candidates": [{"finishReason": "STOP"}]}));
        assert_eq!(sent_back(streamed(&events).unwrap()), parts);
    }
}

#[test]
fn what_is_not_signed_goes_back_without_the_thoughts_and_with_the_calls_last() {
    let call = json!({"functionCall": {"name": "f", "args": {}, "id": "1"}});
    let parts = json!([{"text": "hm", "thought": true}, {"text": "a"}, call, {"text": "b"}]);
    let message = read(&answer(&parts, &json!({}))).unwrap();
    assert_eq!(
        (message.reasoning(), message.text()),
        ("hm".into(), "ab".into())
    );
    assert_eq!(sent_back(message), json!([{"text": "ab"}, call]));
}

#[test]
fn calls_of_other_models_are_marked_as_such_for_models_that_want_signatures() {
    let call = |name: &str| ToolCall::new("1", name, serde_json::Map::new());
    let other = AiMessage::from(Choice::new("so").with_tool_calls([call("f"), call("g")]));
    let signed = json!([{"functionCall": {"name": "f", "args": {}}, "thoughtSignature": "c2ln"}]);
    let signed = read(&answer(&signed, &json!({}))).unwrap();
    let signatures = |model: &str, said: &AiMessage| {
        let messages = Messages::from_iter([Message::human("q"), said.clone().into()]);
        let body = sent(&Gemini::new(model.into()), &messages, &CallOptions::new());
        let parts = body["contents"][1]["parts"].as_array().unwrap().clone();
        let parts = parts
            .iter()
            .filter(|part| part.get("functionCall").is_some());
        parts
            .map(|part| part["thoughtSignature"].clone())
            .collect::<Vec<_>>()
    };
    let skip = "skip_thought_signature_validator";
    for model in ["gemini-3-pro-preview", "models/gemini-3.5-flash"] {
        assert_eq!(signatures(model, &other), [json!(skip), Value::Null]);
        assert_eq!(signatures(model, &signed), ["c2ln"]);
    }
    for model in [
        "gemini-2.5-flash",
        "gemini-flash-latest",
        "gemma-3-27b-it",
        "tunedModels/m",
    ] {
        assert_eq!(signatures(model, &other), [Value::Null, Value::Null]);
    }
}

#[test]
fn a_signature_that_was_tampered_with_does_no_harm() {
    use surprisal_core::{Content, ContentBlock};
    for signed in [
        json!({"text": 99}),
        json!({"text": 1}),
        json!({"thought": 7}),
        json!({"call": 3}),
        json!({"part": null}),
        json!({"other": "x"}),
        json!({}),
        json!(3),
    ] {
        let mark = json!({"thoughtSignature": "c2ln", "signed": signed});
        let content = Content::from_iter([
            ContentBlock::text("ä"),
            ContentBlock::opaque("gemini", mark),
        ]);
        let body = said([Message::human("q"), Message::ai(content)]);
        let parts = body["contents"][1]["parts"].as_array().unwrap();
        let texts: String = parts
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect();
        assert_eq!(texts, "ä", "{signed}");
    }
}
