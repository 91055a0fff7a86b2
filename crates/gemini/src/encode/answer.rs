use serde_json::{Map, Value, json};
use surprisal_core::{AiMessage, ContentBlock, Result, ToolCallChunk};

use super::content::{media, own_part, say};
use super::generation::is_since;
use crate::PROVIDER;
use crate::service::Service;
use crate::signature::{Of, Signature};

/// The parts of an answer of an earlier turn. What is signed goes back in its place and with its signature; where nothing
/// is, the calls follow the text. Reasoning goes back where it is signed only.
///
/// Models that want signatures refuse calls of other models unless the first is marked so.
pub(super) fn parts<S: Service>(answer: &AiMessage, model: &str) -> Result<Vec<Value>> {
    let written = answer.written_tool_calls();
    let mut calls = written.iter().peekable();
    let signed = signatures(answer);
    let is_signed = |index: u32| signed.iter().any(|one| one.of == Of::Call { index });
    let mut turn = Turn::default();
    for block in answer.content().blocks() {
        match block {
            ContentBlock::Text { text, .. } | ContentBlock::Refusal { text, .. } => {
                turn.text.push_str(text);
            }
            ContentBlock::Reasoning { text, .. } => turn.thought.clone_from(text),
            ContentBlock::Opaque { .. } => match (signature(block), own_part(block)) {
                (
                    Some(Signature {
                        signature,
                        of: Of::Call { index },
                    }),
                    _,
                ) => {
                    turn.flush();
                    // Before it come those that are not signed.
                    while let Some(one) = calls.next_if(|one| one.index <= index) {
                        let signature = (one.index == index).then_some(signature.as_str());
                        turn.parts.push(call(one, signature));
                    }
                    while let Some(one) = calls.next_if(|one| !is_signed(one.index)) {
                        turn.parts.push(call(one, None));
                    }
                }
                (Some(signature), _) => turn.sign(&signature),
                (None, Some(part)) => turn.push(part.clone()),
                (None, None) => {}
            },
            other => turn.push(media::<S>(other)?),
        }
    }
    turn.flush();
    let is_of_another = !signed.iter().any(|one| matches!(one.of, Of::Call { .. }));
    let mut mark = (is_of_another && is_since(model, 3)).then_some(NOT_OURS);
    turn.parts.extend(calls.map(|one| call(one, mark.take())));
    Ok(turn.parts)
}

/// What Google's documentation of thought signatures has for calls that no model of its own made.
const NOT_OURS: &str = "skip_thought_signature_validator";

fn signatures(answer: &AiMessage) -> Vec<Signature> {
    let blocks = answer.content().blocks().iter();
    blocks.filter_map(signature).collect()
}

fn signature(block: &ContentBlock) -> Option<Signature> {
    Signature::read(block.opaque_value(PROVIDER)?)
}

/// A call; where the model wrote no JSON object, with what it wrote.
fn call(call: &ToolCallChunk, signature: Option<&str>) -> Value {
    let arguments = serde_json::from_str::<Map<String, Value>>(&call.arguments);
    let arguments = arguments.unwrap_or_else(|_| {
        let text = call.arguments.clone();
        Map::from_iter([("invalid_arguments".to_owned(), text.into())])
    });
    let mut made = json!({"name": call.name, "args": arguments});
    if let (Some(made), Some(id)) = (made.as_object_mut(), &call.id) {
        made.insert("id".to_owned(), id.as_str().into());
    }
    signed(json!({ "functionCall": made }), signature)
}

fn signed(mut part: Value, signature: Option<&str>) -> Value {
    if let (Some(part), Some(signature)) = (part.as_object_mut(), signature) {
        part.insert("thoughtSignature".to_owned(), signature.into());
    }
    part
}

/// The parts so far, and what has not become one yet.
#[derive(Default)]
struct Turn {
    parts: Vec<Value>,
    text: String,
    thought: String,
}

impl Turn {
    fn push(&mut self, part: Value) {
        self.flush();
        self.parts.push(part);
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        if !text.is_empty() {
            self.parts.push(say(&text));
        }
    }

    /// Signs what came last.
    fn sign(&mut self, Signature { signature, of }: &Signature) {
        match *of {
            Of::Text { bytes } => {
                let tail = split_tail(&mut self.text, bytes);
                self.flush();
                self.parts.push(signed(say(&tail), Some(signature)));
            }
            Of::Thought { bytes } => {
                let tail = split_tail(&mut self.thought, bytes);
                let thought = json!({"text": tail, "thought": true});
                self.push(signed(thought, Some(signature)));
            }
            Of::Call { .. } => {}
            Of::Part => {
                self.flush();
                if let Some(last) = self.parts.pop() {
                    self.parts.push(signed(last, Some(signature)));
                }
            }
        }
    }
}

/// Takes so many bytes off the end; all where there are no so many, or a character would be cut.
fn split_tail(text: &mut String, bytes: usize) -> String {
    let at = text.len().saturating_sub(bytes);
    match text.is_char_boundary(at) {
        true => text.split_off(at),
        false => std::mem::take(text),
    }
}
