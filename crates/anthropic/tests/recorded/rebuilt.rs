//! What a stream tells of, put together by other means than the decoder's.

use serde_json::{Map, Value, json};

/// The answer that these events make up, in the form of a whole one.
pub(crate) fn answer(events: &[String]) -> Value {
    let mut answer = Value::Null;
    for event in events {
        let event: Value = serde_json::from_str(event).unwrap();
        let index = event["index"].as_u64().unwrap_or_default() as usize;
        match event["type"].as_str().unwrap() {
            "message_start" => answer = event["message"].clone(),
            "content_block_start" => {
                let blocks = answer["content"].as_array_mut().unwrap();
                assert_eq!(index, blocks.len());
                blocks.push(event["content_block"].clone());
            }
            "content_block_delta" => extend(&mut answer["content"][index], &event["delta"]),
            "content_block_stop" => settle(&mut answer["content"][index]),
            "message_delta" => {
                merge(&mut answer, event["delta"].as_object().unwrap());
                let usage = event["usage"].as_object().cloned().unwrap_or_default();
                merge(&mut answer["usage"], &usage);
            }
            _ => {}
        }
    }
    answer
}

/// The text of an input that came in pieces.
const PIECES: &str = "(pieces)";

fn extend(block: &mut Value, delta: &Value) {
    let (key, more) = match delta["type"].as_str().unwrap() {
        "text_delta" => ("text", &delta["text"]),
        "thinking_delta" => ("thinking", &delta["thinking"]),
        "signature_delta" => ("signature", &delta["signature"]),
        "input_json_delta" => (PIECES, &delta["partial_json"]),
        "compaction_delta" => ("content", &delta["content"]),
        "citations_delta" => {
            if block["citations"].is_null() {
                block["citations"] = json!([]);
            }
            block["citations"]
                .as_array_mut()
                .unwrap()
                .push(delta["citation"].clone());
            return;
        }
        other => panic!("a delta of the type {other}"),
    };
    let known = block[key].as_str().unwrap_or_default();
    block[key] = format!("{known}{}", more.as_str().unwrap()).into();
}

fn settle(block: &mut Value) {
    if let Some(Value::String(pieces)) = block.as_object_mut().unwrap().shift_remove(PIECES)
        && !pieces.is_empty()
    {
        block["input"] = serde_json::from_str(&pieces).unwrap_or(Value::String(pieces));
    }
}

fn merge(known: &mut Value, later: &Map<String, Value>) {
    for (key, value) in later {
        known[key] = value.clone();
    }
}
