use serde_json::Value;
use surprisal_core::{
    AiMessage, BaseMessage as _, CallOptions, Error, Message, Result, ToolMessage, Warning,
};
use surprisal_http::JsonBody;

use super::content::{list, said};
use super::tool;

/// The conversation, as Ollama's `Message` has it.
pub(super) fn turns(
    messages: &[Message],
    options: &CallOptions,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Value>> {
    let mut turns = Vec::with_capacity(messages.len());
    // Who called, and how many of the calls have been answered.
    let mut calls: Option<(&AiMessage, usize)> = None;
    for message in messages {
        let said = said(message.content(), options, warnings)?;
        let turn = JsonBody::new()
            .set("role", role(message)?)
            .set("content", said.text.as_str())
            .set(
                "thinking",
                Some(&*said.thinking).filter(|text| !text.is_empty()),
            )
            .set("images", list(said.media));
        let turn = match message {
            Message::Ai(answer) => {
                calls = Some((answer, 0));
                turn.set("tool_calls", tool::calls(answer))
            }
            Message::Tool(result) => {
                let name = tool_name(result, &mut calls);
                let id = Some(result.tool_call_id()).filter(|id| !id.is_empty());
                turn.set("tool_name", name).set("tool_call_id", id)
            }
            _ => turn,
        };
        turns.push(turn.into());
    }
    Ok(turns)
}

fn role(message: &Message) -> Result<&'static str> {
    Ok(match message {
        Message::System(_) | Message::Developer(_) => "system",
        Message::Human(_) => "user",
        Message::Ai(_) => "assistant",
        Message::Tool(_) => "tool",
        other => {
            return Err(Error::invalid_input(format!(
                "Ollama has no message of the role {}: say it as a human or a system message",
                other.role()
            )));
        }
    })
}

/// Older servers tell calls apart by the name of the tool alone, and give them no ids: then results are in the calls' order.
fn tool_name(result: &ToolMessage, calls: &mut Option<(&AiMessage, usize)>) -> Option<String> {
    let (answer, answered) = calls.as_mut()?;
    let made = answer.written_tool_calls();
    let place = *answered;
    *answered += 1;
    if let Some(name) = result.name() {
        return Some(name.to_owned());
    }
    let id = result.tool_call_id();
    let call = match id.is_empty() {
        true => made.into_iter().nth(place),
        false => made.into_iter().find(|call| call.id.as_deref() == Some(id)),
    };
    call?.name
}
