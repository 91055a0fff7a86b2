use std::borrow::Cow;

use surprisal_core::{Result, TokenLogprob};
use surprisal_openai_compat::wire::{Reader, token_logprobs};

use super::item::Part;
use super::items::Place;

/// An event of a stream, as far as it is read at once: objects are kept as text.
#[derive(Default)]
pub(super) struct Event<'a> {
    pub(super) kind: Cow<'a, str>,
    pub(super) place: Place<'a>,
    /// The part of the item that it is about.
    pub(super) part_index: u32,
    pub(super) delta: Option<Cow<'a, str>>,
    /// The tokens of the delta.
    pub(super) tokens: Vec<TokenLogprob>,
    pub(super) arguments: Option<Cow<'a, str>>,
    /// The text that is done, with its log probabilities.
    pub(super) done: Part<'a>,
    pub(super) item: Option<&'a str>,
    pub(super) part: Option<&'a str>,
    pub(super) response: Option<&'a str>,
    pub(super) error: Option<&'a str>,
}

impl<'a> Event<'a> {
    /// Reads the text of an event; `top_hint` alternatives a token are expected.
    pub(super) fn read(text: &'a str, top_hint: usize) -> Result<Self> {
        let mut event = Self::default();
        let mut reader = Reader::new(text);
        reader
            .object(|reader, key| event.field(reader, key, top_hint))
            .and_then(|()| reader.end())
            .map_err(|error| error.with_body(text))?;
        Ok(event)
    }

    fn field(&mut self, reader: &mut Reader<'a>, key: &str, top_hint: usize) -> Result<()> {
        match key {
            "type" => self.kind = string(reader)?.unwrap_or_default(),
            // vLLM's errors have no type.
            "object" => {
                if string(reader)?.as_deref() == Some("error") {
                    self.kind = "error".into();
                }
            }
            "item_id" => self.place.id = string(reader)?.unwrap_or_default(),
            "output_index" => self.place.index = reader.unsigned()?,
            "content_index" | "summary_index" => {
                self.part_index = reader.unsigned()?.unwrap_or_default();
            }
            "delta" => self.delta = string(reader)?,
            // Of a text that is done, they are mostly known.
            "logprobs" if self.kind.ends_with(".done") => {
                self.done.logprobs = reader.nullable(Reader::raw)?;
            }
            "logprobs" => {
                let tokens = reader.nullable(|reader| token_logprobs(reader, top_hint))?;
                self.tokens = tokens.unwrap_or_default();
            }
            "text" => self.done.text = string(reader)?,
            "refusal" => self.done.refusal = string(reader)?,
            "arguments" => self.arguments = string(reader)?,
            "item" => self.item = reader.nullable(Reader::raw)?,
            "part" => self.part = reader.nullable(Reader::raw)?,
            "response" => self.response = reader.nullable(Reader::raw)?,
            "error" => self.error = reader.nullable(Reader::raw)?,
            _ => reader.skip()?,
        }
        Ok(())
    }
}

/// A string; any other value counts as none.
pub(super) fn string<'a>(reader: &mut Reader<'a>) -> Result<Option<Cow<'a, str>>> {
    match reader.peek() {
        Some(b'"') => reader.string().map(Some),
        _ => reader.skip().map(|()| None),
    }
}
