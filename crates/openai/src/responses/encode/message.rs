use serde_json::{Value, json};
use surprisal_core::{
    BaseMessage, CallOptions, ContentBlock, Error, Message, Result, Warning, unsupported,
};

use super::answer::answer;
use super::content::content;
use crate::PROVIDER;

/// Appends the items that a message is; `stored` tells whether OpenAI knows earlier items by their ids.
pub(super) fn message(
    message: &Message,
    stored: bool,
    (provider, options): (&'static str, &CallOptions),
    warnings: &mut Vec<Warning>,
    items: &mut Vec<Value>,
) -> Result<()> {
    let role = match message {
        Message::System(_) => "system",
        Message::Developer(_) => "developer",
        Message::Human(_) => "user",
        Message::Ai(_) => "assistant",
        Message::Tool(result) => {
            items.push(json!({
                "type": "function_call_output",
                "call_id": result.tool_call_id(),
                "output": content(result.content().blocks())?,
            }));
            return Ok(());
        }
        other => {
            return Err(Error::invalid_input(format!(
                "the Responses API has no message of the role {}",
                other.role()
            )));
        }
    };
    if message.name().is_some() {
        let instead = "messages of the Responses API have no names; say it in the text";
        unsupported(options, warnings, provider, "name", instead)?;
    }
    if let Message::Ai(said) = message {
        return answer(said, stored, items);
    }
    let blocks = message.content().blocks();
    let mut is_said = false;
    for part in blocks.split_inclusive(|block| own(block).is_some()) {
        let (item, said) = match part.split_last() {
            Some((last, before)) if own(last).is_some() => (own(last), before),
            _ => (None, part),
        };
        if !said.is_empty() {
            items.push(input(role, &content(said)?));
        }
        items.extend(item.cloned());
        is_said = true;
    }
    if !is_said {
        items.push(input(role, &"".into()));
    }
    Ok(())
}

fn input(role: &str, content: &Value) -> Value {
    json!({"type": "message", "role": role, "content": content})
}

/// The item that a block carries, if it is of this API.
pub(super) fn own(block: &ContentBlock) -> Option<&Value> {
    block.opaque_value(PROVIDER)
}
