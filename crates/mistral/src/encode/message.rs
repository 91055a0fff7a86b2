use serde_json::{Value, json};
use surprisal_core::{
    BaseMessage as _, CallOptions, Error, Message, Messages, Result, ToolMessage, Warning,
};
use surprisal_http::{JsonBody, refuse_names};

use super::answer::answer;
use super::call_ids::CallIds;
use super::content::content;
use crate::PROVIDER;

/// The messages. An answer that comes last is where the model goes on: Mistral takes it as a `prefix` or not at all.
///
/// # Errors
///
/// [`ErrorKind::InvalidInput`](surprisal_core::ErrorKind::InvalidInput) for content that Mistral does not take, and
/// [`ErrorKind::Unsupported`](surprisal_core::ErrorKind::Unsupported) for the names of speakers.
pub(crate) fn messages(
    messages: &Messages,
    options: &CallOptions,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<Value>> {
    refuse_names(messages, options, PROVIDER, warnings)?;
    let mut ids = CallIds::of(messages);
    let sent = messages.iter().map(|one| message(one, &mut ids));
    let mut sent = sent.collect::<Result<Vec<Value>>>()?;
    if let (Some(Message::Ai(last)), Some(Value::Object(fields))) =
        (messages.iter().last(), sent.last_mut())
        && last.written_tool_calls().is_empty()
    {
        fields.insert("prefix".to_owned(), true.into());
    }
    Ok(sent)
}

fn message(message: &Message, ids: &mut CallIds<'_>) -> Result<Value> {
    let role = match message {
        Message::System(_) | Message::Developer(_) => "system",
        Message::Human(_) => "user",
        Message::Ai(said) => return answer(said, ids),
        Message::Tool(result) => return tool(result, ids),
        other => {
            return Err(Error::invalid_input(format!(
                "Mistral has no message of the role {}",
                other.role()
            )));
        }
    };
    Ok(json!({"role": role, "content": content(message.content())?}))
}

fn tool(result: &ToolMessage, ids: &mut CallIds<'_>) -> Result<Value> {
    let body = JsonBody::new()
        .set("role", "tool")
        .set("name", result.name())
        .set("content", content(result.content())?)
        .set("tool_call_id", ids.result(result.tool_call_id()));
    Ok(body.into())
}
