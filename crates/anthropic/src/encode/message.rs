use serde_json::{Value, json};
use surprisal_core::{
    BaseMessage as _, ContentBlock, Error, Message, Messages, Result, ToolMessage,
};

use super::answer::answer;
use super::call_ids::CallIds;
use super::content::{Content, cache_control, mark};

/// The system prompt and the turns.
///
/// System messages at the beginning are the system prompt; a later one keeps its place, where it holds for what
/// follows. Messages of one role in a row are one turn, as Anthropic reads them: results of tools that were called at
/// once must be in one.
pub(super) fn turns(
    messages: &Messages,
    content: &mut Content<'_>,
) -> Result<(Vec<Value>, Vec<Value>)> {
    let mut system = Vec::new();
    let mut turns: Vec<(&str, Vec<Value>)> = Vec::new();
    let mut ids = CallIds::default();
    for message in messages {
        let blocks = message.content().blocks();
        let (role, said) = match message {
            Message::System(_) | Message::Developer(_) if turns.is_empty() => {
                system.append(&mut content.blocks(blocks)?);
                continue;
            }
            Message::System(_) | Message::Developer(_) => ("system", content.blocks(blocks)?),
            Message::Human(_) => ("user", human(content.blocks(blocks)?)?),
            Message::Ai(message) => ("assistant", answer(message, &mut ids)?),
            Message::Tool(message) => ("user", vec![result(message, content, &mut ids)?]),
            other => {
                let message = format!("Anthropic has no turn of the role {}", other.role());
                return Err(Error::invalid_input(message));
            }
        };
        match turns.last_mut() {
            // An answer that says nothing is none.
            _ if said.is_empty() => {}
            Some((last, turn)) if *last == role => turn.extend(said),
            _ => turns.push((role, said)),
        }
    }
    if turns.is_empty() {
        return Err(Error::invalid_input(
            "there is nothing to answer: Anthropic wants a human message beside the system messages",
        ));
    }
    let turns = turns.into_iter();
    let turns = turns.map(|(role, content)| json!({"role": role, "content": content}));
    Ok((system, turns.collect()))
}

fn human(blocks: Vec<Value>) -> Result<Vec<Value>> {
    match blocks.is_empty() {
        true => Err(Error::invalid_input(
            "a human message is empty or blank, which Anthropic does not take: leave it out or say something",
        )),
        false => Ok(blocks),
    }
}

/// The result of a call. A mark of what is cached is for all of it, not for what is in it.
fn result(message: &ToolMessage, content: &mut Content<'_>, ids: &mut CallIds) -> Result<Value> {
    let is_mark = |block: &&ContentBlock| cache_control(block).is_some();
    let (marks, said): (Vec<_>, Vec<_>) = message.content().blocks().iter().partition(is_mark);
    let id = ids.result(message.tool_call_id());
    let mut result = json!({"type": "tool_result", "tool_use_id": id});
    let said = content.blocks(said)?;
    if let Value::Object(result) = &mut result {
        if !said.is_empty() {
            result.insert("content".to_owned(), said.into());
        }
        if message.is_error() {
            result.insert("is_error".to_owned(), true.into());
        }
    }
    for control in marks.into_iter().filter_map(cache_control) {
        mark(std::slice::from_mut(&mut result), control)?;
    }
    Ok(result)
}
