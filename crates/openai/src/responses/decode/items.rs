use std::borrow::Cow;
use std::collections::BTreeMap;

use surprisal_core::{ContentBlock, Result, TokenLogprob, ToolCallChunk};
use surprisal_openai_compat::wire::{Reader, token_logprobs};

use super::item::{Item, Part};
use super::known::{Kind, Known};
use super::piece::Piece;

/// Which item an event is about. Most servers tell its index and id, some the id alone.
#[derive(Default)]
pub(super) struct Place<'a> {
    pub(super) index: Option<u32>,
    pub(super) id: Cow<'a, str>,
}

/// What has come of the items of an answer so far.
#[derive(Debug, Default)]
pub(crate) struct Items {
    // A map has room for eleven at once.
    known: BTreeMap<u32, Box<Known>>,
    calls: u32,
    /// Whether an item has come that goes back in the next turn as it is. From then on all are marked, since
    /// OpenAI wants each under its id and in its place.
    carries: bool,
}

impl Items {
    /// The index of the item at this place: items of servers that tell none are counted.
    pub(super) fn index(&mut self, place: &Place<'_>) -> u32 {
        let index = place.index.unwrap_or_else(|| {
            let same = self.known.iter().find(|(_, known)| known.id == place.id);
            let last = self.known.last_key_value();
            match same {
                Some((index, _)) => *index,
                None => last.map_or(0, |(index, _)| index.saturating_add(1)),
            }
        });
        let known = self.known(index);
        if known.id.is_empty() {
            known.id.push_str(&place.id);
        }
        index
    }

    /// A piece of what a message says, with its tokens.
    pub(super) fn say(
        &mut self,
        index: u32,
        part: u32,
        text: &str,
        block: fn(String) -> ContentBlock,
        tokens: Vec<TokenLogprob>,
        piece: &mut Piece,
    ) {
        let came = self.known(index).part(Kind::Message, part);
        came.text |= !text.is_empty();
        came.tokens |= !tokens.is_empty();
        piece.say(text, block);
        piece.score(tokens);
    }

    /// A piece of a reasoning or of its summary.
    pub(super) fn think(
        &mut self,
        index: u32,
        kind: Kind,
        part: u32,
        text: &str,
        piece: &mut Piece,
    ) {
        let came = self.known(index).part(kind, part);
        if !came.text && part > 0 && !text.is_empty() {
            piece.say(BETWEEN_PARAGRAPHS, ContentBlock::reasoning);
        }
        came.text |= !text.is_empty();
        piece.say(text, ContentBlock::reasoning);
    }

    /// A piece of the arguments of a call.
    pub(super) fn argue(&mut self, index: u32, text: &str, piece: &mut Piece) {
        let call = self.call(index);
        self.known(index).has_arguments |= !text.is_empty();
        piece.call(ToolCallChunk::new(call, text));
    }

    /// All of the arguments of a call, which count if no piece of them came.
    pub(super) fn arguments(&mut self, index: u32, text: &str, piece: &mut Piece) {
        if !self.known(index).has_arguments {
            self.argue(index, text, piece);
        }
    }

    /// All of a part of a message: what is missing of it is added.
    pub(super) fn part(
        &mut self,
        index: u32,
        part: u32,
        whole: &Part<'_>,
        top_hint: usize,
        piece: &mut Piece,
    ) -> Result<()> {
        let came = self.known(index).part(Kind::Message, part);
        if !came.text {
            let text = whole.text.as_deref().unwrap_or_default();
            let refusal = whole.refusal.as_deref().unwrap_or_default();
            piece.say(text, ContentBlock::text);
            piece.say(refusal, ContentBlock::refusal);
            came.text = !text.is_empty() || !refusal.is_empty();
        }
        if let Some(list) = whole.logprobs.filter(|_| !came.tokens) {
            let tokens = token_logprobs(&mut Reader::new(list), top_hint)?;
            came.tokens = !tokens.is_empty();
            piece.score(tokens);
        }
        if !came.annotations
            && let Some(annotations) = whole.annotations()?
        {
            came.annotations = true;
            piece.carry(annotations);
        }
        Ok(())
    }

    /// The beginning of an item.
    pub(super) fn begin(&mut self, index: u32, item: &Item<'_>, piece: &mut Piece) {
        let carries = self.carries;
        let known = self.known(index);
        if std::mem::replace(&mut known.is_begun, true) {
            return;
        }
        match &*item.kind {
            "message" if carries || item.phase.is_some() => piece.carry(item.mark()),
            "function_call" => {
                known.mark = Some(item.mark());
                if carries {
                    piece.carry(item.mark());
                }
                let own = |text: &Option<Cow<'_, str>>| text.as_deref().map(str::to_owned);
                let mut call = ToolCallChunk::new(self.call(index), "");
                call.id = own(&item.call_id);
                call.name = own(&item.name);
                piece.call(call);
            }
            _ => {}
        }
    }

    /// All of an item: what is missing of it is added.
    pub(super) fn end(
        &mut self,
        index: u32,
        item: &Item<'_>,
        top_hint: usize,
        piece: &mut Piece,
    ) -> Result<()> {
        self.begin(index, item, piece);
        match &*item.kind {
            "message" => {
                for (part, whole) in (0..).zip(&item.content) {
                    self.part(index, part, whole, top_hint, piece)?;
                }
            }
            "function_call" => {
                self.arguments(index, item.arguments.as_deref().unwrap_or_default(), piece);
            }
            _ if std::mem::replace(&mut self.known(index).is_carried, true) => {}
            kind => {
                if kind == "reasoning" {
                    self.thoughts(index, Kind::Reasoning, &item.content, piece);
                    self.thoughts(index, Kind::Summary, &item.summary, piece);
                }
                if !std::mem::replace(&mut self.carries, true) {
                    let calls = self.known.values().filter_map(|known| known.mark.clone());
                    calls.for_each(|call| piece.carry(call));
                }
                piece.carry(item.to_value()?);
            }
        }
        Ok(())
    }

    pub(super) fn has_calls(&self) -> bool {
        self.calls > 0
    }

    /// All of a reasoning or its summary: what is missing of it is added.
    fn thoughts(&mut self, index: u32, kind: Kind, parts: &[Part<'_>], piece: &mut Piece) {
        for (part, whole) in (0..).zip(parts) {
            if !self.known(index).part(kind, part).text {
                let text = whole.text.as_deref().unwrap_or_default();
                self.think(index, kind, part, text, piece);
            }
        }
    }

    /// Which call the item is.
    fn call(&mut self, index: u32) -> u32 {
        let next = self.calls;
        let call = *self.known(index).call.get_or_insert(next);
        self.calls = next.max(call.saturating_add(1));
        call
    }

    fn known(&mut self, index: u32) -> &mut Known {
        self.known.entry(index).or_default()
    }
}

/// What separates the parts of a reasoning, each of which begins with a heading.
const BETWEEN_PARAGRAPHS: &str = "\n\n";
