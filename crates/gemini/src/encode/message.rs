use serde_json::{Value, json};
use surprisal_core::{BaseMessage as _, Error, Message, Messages, Result, ToolMessage};
use surprisal_http::JsonBody;

use super::{answer, content};
use crate::service::Service;

/// A conversation as Gemini takes it.
#[derive(Default)]
pub(super) struct Conversation {
    /// The parts of the instructions, wherever they were given.
    pub(super) system: Vec<Value>,
    /// The turns. What one side says without a pause is one.
    turns: Vec<(&'static str, Vec<Value>)>,
}

impl Conversation {
    pub(super) fn of<S: Service>(messages: &Messages, model: &str) -> Result<Self> {
        let mut conversation = Self::default();
        let mut open = OpenCalls::default();
        for message in messages {
            match message {
                Message::System(_) | Message::Developer(_) => {
                    let parts = content::parts::<S>(message.content())?;
                    conversation.system.extend(parts);
                }
                Message::Human(_) => {
                    let mut parts = content::parts::<S>(message.content())?;
                    if parts.is_empty() {
                        parts.push(content::say(""));
                    }
                    conversation.push("user", parts);
                }
                Message::Ai(said) => {
                    open.extend(said);
                    conversation.push("model", answer::parts::<S>(said, model)?);
                }
                Message::Tool(result) => {
                    conversation.push("user", vec![open.answer::<S>(result)?]);
                }
                other => {
                    let message = format!("Gemini has no turn of the role {}", other.role());
                    return Err(Error::invalid_input(message));
                }
            }
        }
        match conversation.turns.is_empty() {
            true => Err(Error::invalid_input(
                "there are only instructions: add a human message, which Gemini answers",
            )),
            false => Ok(conversation),
        }
    }

    pub(super) fn contents(self) -> Vec<Value> {
        let turns = self.turns.into_iter();
        turns
            .map(|(role, parts)| json!({"role": role, "parts": parts}))
            .collect()
    }

    /// A turn without a part is none: an answer that was kept back.
    fn push(&mut self, role: &'static str, mut parts: Vec<Value>) {
        match self.turns.last_mut() {
            _ if parts.is_empty() => {}
            Some((last, known)) if *last == role => known.append(&mut parts),
            _ => self.turns.push((role, parts)),
        }
    }
}

/// The calls that wait for their results, by id and name. Where the service gives no ids, their order counts.
#[derive(Default)]
struct OpenCalls<'a>(Vec<(&'a str, &'a str)>);

impl<'a> OpenCalls<'a> {
    fn extend(&mut self, answer: &'a surprisal_core::AiMessage) {
        let valid = answer.tool_calls().iter();
        let valid = valid.map(|call| (call.id.as_str(), call.name.as_str()));
        let invalid = answer.invalid_tool_calls().iter();
        let invalid = invalid.map(|call| (call.id.as_str(), call.name.as_str()));
        self.0.extend(valid.chain(invalid));
    }

    /// The part that answers a call.
    fn answer<S: Service>(&mut self, result: &ToolMessage) -> Result<Value> {
        let id = result.tool_call_id();
        let is_it = |(known, name): &(&str, &str)| {
            *known == id && result.name().is_none_or(|said| said == *name)
        };
        let known = self.0.iter().position(is_it).map(|at| self.0.remove(at));
        let name = result.name().or(known.map(|(_, name)| name));
        let name = name.ok_or_else(|| {
            Error::invalid_input(format!(
                "no call with the id {id:?} is open, and Gemini needs the name of its tool: \
                 set it by ToolMessage::with_name"
            ))
        })?;
        let key = if result.is_error() { "error" } else { "output" };
        let (texts, others): (Vec<_>, Vec<_>) = content::parts::<S>(result.content())?
            .into_iter()
            .partition(|part| part.get("text").is_some());
        let text: String = texts
            .iter()
            .filter_map(|part| part["text"].as_str())
            .collect();
        let response = JsonBody::new()
            .set("id", Some(id).filter(|id| !id.is_empty()))
            .set("name", name)
            .set("response", json!({ key: text }))
            .set("parts", (!others.is_empty()).then_some(others));
        Ok(json!({ "functionResponse": Value::from(response) }))
    }
}
