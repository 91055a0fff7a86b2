use serde_json::{Value, json};
use surprisal_core::{BaseMessage as _, Error, Message, Result};

use super::answer::answer;
use super::content::{Place, content};

/// A message as Cohere reads it.
pub(super) fn message(message: &Message) -> Result<Value> {
    let blocks = message.content().blocks();
    Ok(match message {
        // Cohere has no developers.
        Message::System(_) | Message::Developer(_) => {
            json!({"role": "system", "content": content(blocks, Place::System)?})
        }
        Message::Human(_) => json!({"role": "user", "content": content(blocks, Place::User)?}),
        Message::Ai(said) => answer(said)?,
        Message::Tool(result) => json!({
            "role": "tool",
            "tool_call_id": result.tool_call_id(),
            "content": content(blocks, Place::Tool)?,
        }),
        other => {
            let message = format!("cohere has no message of the role {}", other.role());
            return Err(Error::invalid_input(message));
        }
    })
}

/// A message by which the model is told something.
pub(super) fn system(text: &str) -> Value {
    json!({"role": "system", "content": text})
}
