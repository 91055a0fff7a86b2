use surprisal_core::{
    AiMessageChunk, CallOptions, ContentBlock, Error, ErrorKind, ResponseMetadata, Result,
};
use surprisal_http::{Decode, Decoded, Frame};
use surprisal_openai_compat::wire::{service_error, top_hint};

use super::event::Event;
use super::finish;
use super::item::{Item, Part};
use super::items::Items;
use super::known::Kind;
use super::piece::Piece;
use super::response::Response;
use crate::PROVIDER;

/// Turns the events of a stream of the Responses API into chunks.
#[derive(Debug)]
pub(crate) struct ResponsesDecoder {
    top_hint: usize,
    items: Items,
    named: Named,
    done: bool,
}

impl ResponsesDecoder {
    /// A decoder for the answer to a call with these options.
    pub(crate) fn new(options: &CallOptions) -> Self {
        Self {
            top_hint: top_hint(options),
            items: Items::default(),
            named: Named::default(),
            done: false,
        }
    }

    /// What an event adds to the answer.
    fn chunk(&mut self, event: Event<'_>) -> Result<AiMessageChunk> {
        let mut piece = Piece::default();
        let mut chunk = AiMessageChunk::default();
        match &*event.kind {
            "response.output_text.delta" => self.say(event, ContentBlock::text, &mut piece),
            "response.refusal.delta" => self.say(event, ContentBlock::refusal, &mut piece),
            "response.reasoning_text.delta" => self.think(&event, Kind::Reasoning, &mut piece),
            "response.reasoning_summary_text.delta" => {
                self.think(&event, Kind::Summary, &mut piece);
            }
            "response.function_call_arguments.delta" => {
                let index = self.items.index(&event.place);
                let delta = event.delta.as_deref().unwrap_or_default();
                self.items.argue(index, delta, &mut piece);
            }
            "response.function_call_arguments.done" => {
                let index = self.items.index(&event.place);
                let arguments = event.arguments.as_deref().unwrap_or_default();
                self.items.arguments(index, arguments, &mut piece);
            }
            "response.output_text.done" | "response.refusal.done" => {
                self.part(&event, &event.done, &mut piece)?;
            }
            "response.content_part.done" => {
                if let Some(done) = event.part {
                    self.part(&event, &Part::read(done)?, &mut piece)?;
                }
            }
            "response.output_item.added" | "response.output_item.done" => {
                self.item(event, &mut piece)?;
            }
            "response.created" | "response.in_progress" | "response.queued" => {
                if self.named.model.is_none()
                    && let Some(response) = event.response
                {
                    self.name(&Response::read(response)?, &mut chunk);
                }
            }
            "response.completed" | "response.incomplete" | "response.failed" => {
                let mut response = Response::read(event.response.unwrap_or("{}"))?;
                if response.status.is_empty() {
                    response.status = event.kind.trim_start_matches("response.").into();
                }
                self.done = true;
                finish(&response, &mut self.items, self.top_hint, &mut chunk)?;
                self.name(&response, &mut chunk);
            }
            // Progress of built-in tools, whose items tell all of it when they are done; keep-alives; and what
            // is not known yet.
            _ => {}
        }
        if let Some(choice) = piece.into_choice(None) {
            chunk.push_choice(choice);
        }
        Ok(chunk)
    }

    fn say(&mut self, event: Event<'_>, block: fn(String) -> ContentBlock, piece: &mut Piece) {
        let index = self.items.index(&event.place);
        let delta = event.delta.as_deref().unwrap_or_default();
        self.items
            .say(index, event.part_index, delta, block, event.tokens, piece);
    }

    fn think(&mut self, event: &Event<'_>, kind: Kind, piece: &mut Piece) {
        let index = self.items.index(&event.place);
        let delta = event.delta.as_deref().unwrap_or_default();
        self.items
            .think(index, kind, event.part_index, delta, piece);
    }

    fn part(&mut self, event: &Event<'_>, whole: &Part<'_>, piece: &mut Piece) -> Result<()> {
        // Its item tells all of it once more.
        if whole.is_thought() {
            return Ok(());
        }
        let index = self.items.index(&event.place);
        self.items
            .part(index, event.part_index, whole, self.top_hint, piece)
    }

    fn item(&mut self, mut event: Event<'_>, piece: &mut Piece) -> Result<()> {
        let Some(text) = event.item else {
            return Ok(());
        };
        let item = Item::read(text)?;
        event.place.id = item.own_id();
        let index = self.items.index(&event.place);
        if event.kind == "response.output_item.added" {
            self.items.begin(index, &item, piece);
            return Ok(());
        }
        self.items.end(index, &item, self.top_hint, piece)
    }

    /// Adds what names the answer, where it is not known yet.
    fn name(&mut self, response: &Response<'_>, chunk: &mut AiMessageChunk) {
        let identity = response.identity();
        if self.named.learn(&identity) {
            *chunk.response_metadata_mut() += identity;
        }
    }
}

/// What names the answer, as far as it has been told: no more, for an open stream holds it.
#[derive(Debug, Default)]
struct Named {
    id: Option<String>,
    model: Option<String>,
    created: Option<u64>,
}

impl Named {
    /// Takes what is not known yet, and tells whether there was any.
    fn learn(&mut self, told: &ResponseMetadata) -> bool {
        fn take<T: Clone>(known: &mut Option<T>, told: &Option<T>) -> bool {
            let is_new = known.is_none() && told.is_some();
            if is_new {
                known.clone_from(told);
            }
            is_new
        }
        let news = [
            take(&mut self.id, &told.id),
            take(&mut self.model, &told.model),
            take(&mut self.created, &told.created),
        ];
        news.contains(&true)
    }
}

impl Decode for ResponsesDecoder {
    fn frame(&mut self, frame: Frame<'_>) -> Result<Decoded> {
        if self.done {
            return Ok(Decoded::End);
        }
        // Some servers send it after the last event; it is none by itself.
        if frame.data.starts_with("[DONE]") {
            return Ok(Decoded::Nothing);
        }
        let event = Event::read(frame.data, self.top_hint)?;
        let is_bare = event.kind.is_empty() && event.error.is_some();
        if event.kind == "error" || is_bare || frame.event == Some("error") {
            let failed = event.error.unwrap_or(frame.data);
            return Err(service_error(PROVIDER, None, failed).with_body(frame.data));
        }
        let chunk = self.chunk(event)?;
        Ok(match chunk.is_empty() {
            true => Decoded::Nothing,
            false => Decoded::Chunk(chunk),
        })
    }

    fn end(&mut self) -> Result<()> {
        if self.done {
            return Ok(());
        }
        Err(Error::new(
            ErrorKind::Truncated,
            "the stream ended before `response.completed`",
        ))
    }

    fn is_over(&self) -> bool {
        self.done
    }
}
