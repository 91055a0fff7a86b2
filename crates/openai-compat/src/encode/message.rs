use serde_json::{Map, Value, json};
use surprisal_core::{AiMessage, BaseMessage, Error, Message, Messages, Result};

use super::content::content;

/// The messages. Servers that do not know `developer` get it as `system`.
pub(crate) fn messages(messages: &Messages, developer_role: bool) -> Result<Vec<Value>> {
    let sent = messages.iter().map(|one| message(one, developer_role));
    sent.collect()
}

fn message(message: &Message, developer_role: bool) -> Result<Value> {
    let mut out = Map::new();
    let role = match message {
        Message::System(_) => "system",
        Message::Developer(_) if !developer_role => "system",
        Message::Developer(_) => "developer",
        Message::Human(_) => "user",
        Message::Ai(_) => "assistant",
        Message::Tool(_) => "tool",
        other => {
            return Err(Error::invalid_input(format!(
                "Chat Completions has no message of the role {}",
                other.role()
            )));
        }
    };
    out.insert("role".to_owned(), role.into());
    let is_tool = matches!(message, Message::Tool(_));
    if let Some(name) = message.name().filter(|_| !is_tool) {
        out.insert("name".to_owned(), name.into());
    }
    match message {
        Message::Ai(answer) => ai(answer, &mut out)?,
        _ => {
            out.insert("content".to_owned(), content(message.content())?);
        }
    }
    if let Message::Tool(result) = message {
        out.insert("tool_call_id".to_owned(), result.tool_call_id().into());
    }
    Ok(Value::Object(out))
}

/// An answer of an earlier turn. Its invalid tool calls go back with their text, so that the model sees
/// what it wrote and a tool message can say what was wrong.
fn ai(message: &AiMessage, out: &mut Map<String, Value>) -> Result<()> {
    let calls: Vec<Value> = message
        .written_tool_calls()
        .into_iter()
        .map(|call| {
            let (id, name) = (call.id.unwrap_or_default(), call.name.unwrap_or_default());
            let function = json!({"name": name, "arguments": call.arguments});
            json!({"id": id, "type": "function", "function": function})
        })
        .collect();
    for block in message.content().blocks() {
        if !matches!(block.kind(), "text" | "refusal" | "reasoning" | "opaque") {
            return Err(Error::invalid_input(format!(
                "Chat Completions takes no {} in an answer of an earlier turn: give it in a human message",
                block.kind()
            )));
        }
    }
    let refusal = message.content().refusal();
    let text = message.text();
    let content = if text.is_empty() && !(calls.is_empty() && refusal.is_empty()) {
        Value::Null
    } else {
        text.into()
    };
    out.insert("content".to_owned(), content);
    if !refusal.is_empty() {
        out.insert("refusal".to_owned(), refusal.into());
    }
    if !calls.is_empty() {
        out.insert("tool_calls".to_owned(), calls.into());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use surprisal_core::{ContentBlock, Media};

    #[test]
    fn a_picture_in_an_earlier_answer_is_refused_and_not_left_out() {
        let picture = ContentBlock::image(Media::bytes("image/png", [1]));
        let answer = Message::ai([ContentBlock::text("Here:"), picture]);
        let error = message(&answer, true).unwrap_err();
        assert_eq!(
            error.message(),
            "Chat Completions takes no image in an answer of an earlier turn: give it in a human message"
        );
    }

    #[test]
    fn of_an_earlier_answer_the_text_goes_back_without_its_reasoning() {
        let item = ContentBlock::opaque("openai", json!({"type": "reasoning", "id": "rs_1"}));
        let answer = Message::ai([
            ContentBlock::reasoning("hm"),
            item,
            ContentBlock::text("yes"),
        ]);
        let json = message(&answer, true).unwrap();
        assert_eq!(json, json!({"role": "assistant", "content": "yes"}));
    }
}
