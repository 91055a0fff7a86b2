use std::collections::BTreeMap;

use serde_json::value::RawValue;
use serde_json::{Value, json};
use surprisal_core::{ChoiceChunk, Content, ContentBlock, Result, ToolCallChunk};
use surprisal_http::read_json;

use super::block::{Block, Open, extend, whole};
use super::event::{Delta, Unread};
use crate::PROVIDER;

/// Reads the blocks of an answer, one after the other, whole or in pieces.
///
/// What the content of a message has no place for goes into it as opaque blocks, by which the answer can go back in the
/// next turn as it came:
///
/// | mark | is |
/// |---|---|
/// | `{"type":"thinking","signature":…}` | the end of a thought, with its signature |
/// | `{"type":"citations","citations":[…]}` | the end of a text, with what it refers to |
/// | `{"type":"text"}` | the beginning of a text that follows another |
/// | `{"type":"tool_use","id":…}` | the place of a call that is not at the end, or is not the model's own |
/// | any other block | itself |
#[derive(Debug, Default)]
pub(super) struct Blocks {
    // A map has room for eleven at once.
    open: BTreeMap<u32, Box<Open>>,
    has_begun: bool,
    calls: u32,
    /// The ids of calls whose place is not marked.
    unmarked: Vec<String>,
    /// Whether the last block was a text without citations.
    is_after_text: bool,
}

impl Blocks {
    /// Whether there has been any.
    pub(super) fn has_begun(&self) -> bool {
        self.has_begun
    }

    /// A block that came whole.
    pub(super) fn whole(&mut self, index: u32, raw: &RawValue, to: &mut ChoiceChunk) -> Result<()> {
        self.begin(index, raw, to)?;
        self.end(index, to);
        Ok(())
    }

    /// The beginning of a block.
    pub(super) fn begin(&mut self, index: u32, raw: &RawValue, to: &mut ChoiceChunk) -> Result<()> {
        // One that was not told to end has ended all the same.
        self.end(index, to);
        self.has_begun = true;
        let mut block = Block::read(raw)?;
        let caller = block.caller();
        if block.kind != "tool_use" || caller.is_some() {
            for id in self.unmarked.drain(..) {
                carry(json!({"type": "tool_use", "id": id}), to);
            }
        }
        let open = match &*block.kind {
            "text" => {
                if self.is_after_text {
                    carry(json!({"type": "text"}), to);
                }
                say(&block.text, ContentBlock::text, to);
                let citations = block.citations.unwrap_or_default();
                Open::Text { citations }
            }
            "thinking" => {
                say(&block.thinking, ContentBlock::reasoning, to);
                let signature = block.signature.into_owned();
                Open::Thinking { signature }
            }
            "tool_use" => {
                let id = block.id.to_string();
                match caller {
                    Some(caller) => {
                        carry(json!({"type": "tool_use", "id": id, "caller": caller}), to);
                    }
                    None => self.unmarked.push(id.clone()),
                }
                let index = self.calls;
                self.calls = index.saturating_add(1);
                let mut call = ToolCallChunk::new(index, "");
                call.id = Some(id.clone()).filter(|id| !id.is_empty());
                call.name = Some(block.name.to_string()).filter(|name| !name.is_empty());
                push(call, to);
                let arguments = block.arguments();
                Open::Call { index, arguments }
            }
            _ => Open::other(raw)?,
        };
        self.is_after_text = false;
        self.open.insert(index, Box::new(open));
        Ok(())
    }

    /// A piece of a block; `event` is the text of the whole event.
    pub(super) fn delta(
        &mut self,
        index: u32,
        delta: &Delta<'_>,
        event: &str,
        to: &mut ChoiceChunk,
    ) -> Result<()> {
        match (self.open.get_mut(&index).map(Box::as_mut), &*delta.kind) {
            (Some(Open::Call { index, arguments }), "input_json_delta")
                if !delta.partial_json.is_empty() =>
            {
                arguments.clear();
                push(ToolCallChunk::new(*index, &*delta.partial_json), to);
            }
            (Some(Open::Other { input, .. }), "input_json_delta") => {
                input.push_str(&delta.partial_json);
            }
            (Some(Open::Other { value, .. }), _) => {
                extend(value, read_json::<Unread<'_>>(event)?.delta)?;
            }
            (Some(Open::Thinking { signature }), "signature_delta") => {
                signature.push_str(&delta.signature);
            }
            (Some(Open::Text { citations }), "citations_delta") => {
                if let Some(citation) = delta.citation {
                    citations.push(read_json(citation.get())?);
                }
            }
            // Also of a block whose beginning was not told.
            (_, "text_delta") => say(&delta.text, ContentBlock::text, to),
            (_, "thinking_delta") => say(&delta.thinking, ContentBlock::reasoning, to),
            // Kinds of pieces that are not known yet.
            _ => {}
        }
        Ok(())
    }

    /// The end of a block.
    pub(super) fn end(&mut self, index: u32, to: &mut ChoiceChunk) {
        match self.open.remove(&index).map(|open| *open) {
            Some(Open::Text { citations }) if citations.is_empty() => self.is_after_text = true,
            Some(Open::Text { citations }) => {
                carry(json!({"type": "citations", "citations": citations}), to);
            }
            Some(Open::Thinking { signature }) if !signature.is_empty() => {
                carry(json!({"type": "thinking", "signature": signature}), to);
            }
            Some(Open::Call { index, arguments }) if !arguments.is_empty() => {
                push(ToolCallChunk::new(index, arguments), to);
            }
            Some(Open::Other { value, input }) => carry(whole(value, &input), to),
            Some(Open::Thinking { .. } | Open::Call { .. }) | None => {}
        }
    }

    /// The end of all blocks.
    pub(super) fn end_all(&mut self, to: &mut ChoiceChunk) {
        while let Some(index) = self.open.keys().next().copied() {
            self.end(index, to);
        }
    }
}

fn say(text: &str, block: fn(String) -> ContentBlock, to: &mut ChoiceChunk) {
    if !text.is_empty() {
        *to.content_mut() += Content::from(block(text.to_owned()));
    }
}

fn carry(value: Value, to: &mut ChoiceChunk) {
    *to.content_mut() += Content::from(ContentBlock::opaque(PROVIDER, value));
}

fn push(call: ToolCallChunk, to: &mut ChoiceChunk) {
    *to = std::mem::take(to).with_tool_call_chunk(call);
}
