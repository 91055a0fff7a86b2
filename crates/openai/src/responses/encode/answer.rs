use serde_json::{Map, Value, json};
use surprisal_core::{AiMessage, ContentBlock, Error, Result};

use super::message::own;

/// Appends the items of an answer of an earlier turn: in the order in which they came, and under their ids,
/// where it carries them; else its text and then its tool calls.
///
/// Invalid tool calls go back with their text, so that the model sees what it wrote.
pub(super) fn answer(message: &AiMessage, stored: bool, items: &mut Vec<Value>) -> Result<()> {
    let blocks = message.content().blocks();
    // Reasoning that OpenAI neither stored nor gave encrypted is lost to it, and so are the ids of what
    // came of it.
    let is_lost = |item: &Value| {
        !stored && item_type(item) == "reasoning" && item["encrypted_content"].is_null()
    };
    let keeps_ids = !blocks.iter().filter_map(own).any(is_lost);
    let before = items.len();
    let mut calls = calls(message);
    let mut text = Said::default();
    for block in blocks {
        match (own(block), block) {
            (Some(item), _) => match item_type(item) {
                // Marks of the decoder: where an item began that is known otherwise.
                "message" if item.get("content").is_none() => {
                    text.flush(items);
                    text.mark(item, keeps_ids);
                }
                "function_call" if item.get("arguments").is_none() => {
                    text.flush(items);
                    let is_it = |call: &Map<_, _>| call.get("call_id") == item.get("call_id");
                    if let Some(mut call) = calls.iter().position(is_it).map(|at| calls.remove(at))
                    {
                        let id = item.get("id").filter(|_| keeps_ids);
                        call.extend(id.map(|id| ("id".to_owned(), id.clone())));
                        items.push(call.into());
                    }
                }
                "annotations" => {}
                _ if is_lost(item) => {}
                _ => {
                    text.flush(items);
                    items.push(item.clone());
                }
            },
            (None, ContentBlock::Text { text: said, .. }) => text.push("text", said),
            (None, ContentBlock::Refusal { text: said, .. }) => text.push("refusal", said),
            (None, ContentBlock::Reasoning { .. } | ContentBlock::Opaque { .. }) => {}
            (None, other) => {
                return Err(Error::invalid_input(format!(
                    "the Responses API takes no {} in an answer of an earlier turn: give it in a human message",
                    other.kind()
                )));
            }
        }
    }
    if blocks.is_empty() && calls.is_empty() {
        text.push("text", "");
    }
    text.flush(items);
    items.extend(calls.into_iter().map(Value::Object));
    // OpenAI refuses reasoning that nothing follows, which an answer ends with that was cut off.
    let is_thought = |item: &Value| item_type(item) == "reasoning";
    while items.len() > before && items.last().is_some_and(is_thought) {
        items.pop();
    }
    Ok(())
}

fn item_type(item: &Value) -> &str {
    item["type"].as_str().unwrap_or_default()
}

fn calls(message: &AiMessage) -> Vec<Map<String, Value>> {
    let valid = message.tool_calls().iter().map(|one| {
        let arguments = Value::Object(one.arguments.clone()).to_string();
        call(&one.id, &one.name, &arguments)
    });
    let invalid = message.invalid_tool_calls().iter();
    valid
        .chain(invalid.map(|one| call(&one.id, &one.name, &one.arguments)))
        .collect()
}

fn call(id: &str, name: &str, arguments: &str) -> Map<String, Value> {
    let fields = [
        ("type", "function_call"),
        ("call_id", id),
        ("name", name),
        ("arguments", arguments),
    ];
    let fields = fields.map(|(key, value)| (key.to_owned(), value.into()));
    fields.into_iter().collect()
}

/// What was said in one message item.
#[derive(Default)]
struct Said<'a> {
    id: Option<&'a Value>,
    phase: Option<&'a Value>,
    parts: Vec<(&'static str, &'a str)>,
}

impl<'a> Said<'a> {
    fn mark(&mut self, mark: &'a Value, keeps_id: bool) {
        self.id = mark.get("id").filter(|id| keeps_id && id.is_string());
        self.phase = mark.get("phase");
    }

    fn push(&mut self, kind: &'static str, text: &'a str) {
        self.parts.push((kind, text));
    }

    /// Appends the item, if there is anything in it.
    fn flush(&mut self, items: &mut Vec<Value>) {
        let said = std::mem::take(self);
        if said.parts.is_empty() {
            return;
        }
        let mut item = Map::new();
        let mut set = |key: &str, value: Value| item.insert(key.to_owned(), value);
        set("type", "message".into());
        set("role", "assistant".into());
        match said.id {
            Some(id) => {
                set("id", id.clone());
                set("status", "completed".into());
                set("content", said.parts.into_iter().map(part).collect());
            }
            // Without an id it is a message like any other, and takes its words as one text.
            None => {
                let text: String = said.parts.iter().map(|(_, text)| *text).collect();
                set("content", text.into());
            }
        }
        if let Some(phase) = said.phase {
            set("phase", phase.clone());
        }
        items.push(item.into());
    }
}

fn part((kind, text): (&str, &str)) -> Value {
    match kind {
        "refusal" => json!({"type": "refusal", "refusal": text}),
        _ => json!({"type": "output_text", "text": text, "annotations": [], "logprobs": []}),
    }
}
