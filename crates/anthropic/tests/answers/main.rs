//! What is read, from bodies and events that are built as Anthropic's documentation has them.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "clippy excepts test functions, not their helpers"
)]
#![allow(
    clippy::needless_pass_by_value,
    reason = "what is written is made for it"
)]

mod endings;
mod streams;

use serde_json::{Value, json};
use surprisal_anthropic::{Anthropic, AnthropicDecoder};
use surprisal_core::{AiMessage, AiMessageChunk, CallOptions, Result};
use surprisal_http::{Decode as _, Decoded, Frame, Protocol as _, Provider as _};

fn read(body: &str) -> Result<AiMessage> {
    Anthropic::new("claude-test".to_owned()).decode(body, &CallOptions::new())
}

/// The chunks of a stream of these events.
fn chunks<'a>(events: impl IntoIterator<Item = &'a Value>) -> Result<Vec<AiMessageChunk>> {
    let mut decoder = AnthropicDecoder::default();
    let mut chunks = Vec::new();
    for event in events {
        match decoder.frame(Frame::new(&event.to_string()))? {
            Decoded::Chunk(chunk) => chunks.push(chunk),
            Decoded::End => return Ok(chunks),
            _ => {}
        }
    }
    decoder.end()?;
    Ok(chunks)
}

fn streamed<'a>(events: impl IntoIterator<Item = &'a Value>) -> Result<AiMessage> {
    let whole: AiMessageChunk = chunks(events)?.into_iter().sum();
    Ok(whole.into())
}

/// The events around these of blocks.
fn around(blocks: impl IntoIterator<Item = Value>, reason: &str) -> Vec<Value> {
    let mut events = vec![json!({"type": "message_start", "message": {
        "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-test-2", "content": [],
        "stop_reason": null, "stop_sequence": null, "usage": {
            "input_tokens": 10, "cache_creation_input_tokens": 20, "cache_read_input_tokens": 30,
            "output_tokens": 1, "service_tier": "standard",
        },
    }})];
    events.extend(blocks);
    events.push(json!({
        "type": "message_delta",
        "delta": {"stop_reason": reason, "stop_sequence": null},
        "usage": {"output_tokens": 7, "output_tokens_details": {"thinking_tokens": 4}},
    }));
    events.push(json!({"type": "message_stop"}));
    events
}

fn start(index: u32, block: Value) -> Value {
    json!({"type": "content_block_start", "index": index, "content_block": block})
}

fn delta(index: u32, delta: Value) -> Value {
    json!({"type": "content_block_delta", "index": index, "delta": delta})
}

fn stop(index: u32) -> Value {
    json!({"type": "content_block_stop", "index": index})
}
