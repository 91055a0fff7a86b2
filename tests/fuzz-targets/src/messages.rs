use serde_json::Value;
use surprisal_core::{AiMessage, AiMessageChunk, Messages, ToolCall};

use crate::input::Input;
use crate::laws;

/// Conversations, answers and chunks in JSON, and the arguments of tool calls: whatever is read is written down and
/// read back.
///
/// The input is which of these it is, and the text.
pub fn messages(data: &[u8]) {
    let mut input = Input::new(data);
    let which = input.number();
    let Ok(text) = str::from_utf8(input.rest()) else {
        return;
    };
    match which % 4 {
        0 => conversation(text),
        1 => {
            if let Ok(answer) = serde_json::from_str::<AiMessage>(text) {
                laws::written(&answer);
            }
        }
        2 => {
            if let Ok(chunks) = serde_json::from_str::<Vec<AiMessageChunk>>(text) {
                laws::chunks(&chunks);
            }
        }
        _ => arguments(text),
    }
}

fn conversation(text: &str) {
    let Ok(value) = serde_json::from_str::<Value>(text) else {
        assert!(serde_json::from_str::<Messages>(text).is_err());
        return;
    };
    match Messages::try_from(value) {
        Ok(messages) => {
            let written = serde_json::to_string(&messages).unwrap();
            let back: Messages = serde_json::from_str(&written).unwrap();
            assert_eq!(serde_json::to_string(&back).unwrap(), written);
        }
        Err(error) => laws::error(&error),
    }
}

/// Arguments are an object, and what is none is kept as it was.
fn arguments(text: &str) {
    match ToolCall::parse("id", "name", text) {
        Ok(call) => {
            let written = Value::Object(call.arguments.clone()).to_string();
            let again = ToolCall::parse("id", "name", &written).unwrap();
            assert_eq!(again.arguments, call.arguments);
        }
        Err(call) => assert_eq!(
            (call.arguments.as_str(), call.error.is_empty()),
            (text, false)
        ),
    }
}
