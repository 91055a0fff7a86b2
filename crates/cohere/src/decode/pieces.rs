use std::mem;

use serde_json::{Value, json};
use surprisal_core::{ChoiceChunk, Content, ContentBlock, ToolCallChunk};

use super::message::{Call, Message};
use crate::PROVIDER;

/// Puts together what comes of an answer, be it in pieces or at once.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// Whether the plan is what was told last.
    is_planning: bool,
    /// How many calls have begun.
    calls: u32,
    /// Which call was told of last, and whether some of its arguments have come.
    call: u32,
    is_argued: bool,
    /// Kept until the end, as they may come between the pieces of the text that they are about.
    citations: Vec<Value>,
}

impl Pieces {
    /// What a message adds; `index` is the place of its tool call, where it is told.
    pub(super) fn read(&mut self, message: Message, index: Option<u32>) -> ChoiceChunk {
        let mut choice = ChoiceChunk::default();
        let mut plan = message.tool_plan.filter(|plan| !plan.is_empty());
        for part in message.content.into_iter().flatten() {
            let thought = part.thinking.filter(|text| !text.is_empty());
            if let Some(thought) = thought {
                self.is_planning = false;
                *choice.content_mut() += ContentBlock::reasoning(thought).into();
            }
            let text = part.text.filter(|text| !text.is_empty());
            if let Some(text) = text {
                // A stream tells the plan before the text.
                self.plan(plan.take(), choice.content_mut());
                self.is_planning = false;
                *choice.content_mut() += ContentBlock::text(text).into();
            }
        }
        self.plan(plan, choice.content_mut());
        for call in message.tool_calls.into_iter().flatten() {
            choice = choice.with_tool_call_chunk(self.call(call, index));
        }
        self.citations
            .extend(message.citations.into_iter().flatten());
        choice
    }

    /// What is told where the answer is at its end.
    pub(super) fn end(&mut self, content: &mut Content) {
        if !self.citations.is_empty() {
            let citations = mem::take(&mut self.citations);
            *content += ContentBlock::opaque(PROVIDER, json!({ CITATIONS: citations })).into();
        }
    }

    /// A plan is reasoning, with a mark before it by which it goes back as a plan.
    fn plan(&mut self, plan: Option<String>, content: &mut Content) {
        let Some(plan) = plan else { return };
        if !self.is_planning {
            *content += ContentBlock::opaque(PROVIDER, json!({"type": PLAN})).into();
        }
        self.is_planning = true;
        *content += ContentBlock::reasoning(plan).into();
    }

    fn call(&mut self, call: Call, index: Option<u32>) -> ToolCallChunk {
        let function = call.function.unwrap_or_default();
        let mut arguments = function.arguments.unwrap_or_default();
        if call.id.is_some() || function.name.is_some() {
            self.call = index.unwrap_or(self.calls);
            self.calls = self.call.saturating_add(1).max(self.calls);
            self.is_argued = false;
        }
        // Cohere writes so where a tool takes no arguments.
        if !self.is_argued && arguments == "null" {
            arguments.clear();
        }
        self.is_argued |= !arguments.is_empty();
        let mut piece = ToolCallChunk::new(index.unwrap_or(self.call), arguments);
        (piece.id, piece.name) = (call.id, function.name);
        piece
    }
}

/// The field of an answer's citations, in the block that keeps them.
pub(crate) const CITATIONS: &str = "citations";

const PLAN: &str = "tool_plan";

/// Whether this marks the reasoning behind it as a plan.
pub(crate) fn is_plan(value: &Value) -> bool {
    value.get("type").and_then(Value::as_str) == Some(PLAN)
}
