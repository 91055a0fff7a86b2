use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::Stream;
use serde_json::{Map, Value};
use surprisal_core::{AiMessage, AiMessageChunk, ChoiceChunk, ChunkStream, Error, Result};

use super::escalation::Judgement;
use super::{CascadeAnswer, CascadeRecord};

/// Where records go.
#[derive(Clone)]
pub(super) struct Log(Arc<dyn Fn(CascadeRecord) + Send + Sync>);

impl Log {
    pub(super) fn new(sink: impl Fn(CascadeRecord) + Send + Sync + 'static) -> Self {
        Self(Arc::new(sink))
    }

    /// Begins the record of a call of which the small model has answered.
    pub(super) fn begin(&self, small: &AiMessage, judgement: Judgement) -> Entry {
        let record = CascadeRecord {
            signal: judgement.signal,
            threshold: judgement.threshold,
            value: judgement.value,
            escalated: judgement.escalates,
            shadow: false,
            small: CascadeAnswer::new(small.response_metadata(), small.usage()),
            big: None,
            agree: None,
            error: None,
        };
        Entry {
            log: self.clone(),
            small: Said::of(small),
            record: Some(record),
        }
    }
}

impl fmt::Debug for Log {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Log").finish_non_exhaustive()
    }
}

/// A record that is being made. It is written when it is dropped, so each call has one, however it ends.
pub(super) struct Entry {
    log: Log,
    small: Said,
    record: Option<CascadeRecord>,
}

impl Entry {
    pub(super) fn mark_shadow(&mut self) {
        if let Some(record) = &mut self.record {
            record.shadow = true;
        }
    }

    pub(super) fn see(&mut self, answer: &Result<AiMessage>) {
        match answer {
            Ok(answer) => self.answered(answer),
            Err(error) => self.failed(error),
        }
    }

    pub(super) fn failed(&mut self, error: &Error) {
        if let Some(record) = &mut self.record {
            record.error = Some(error.to_string());
        }
    }

    fn answered(&mut self, big: &AiMessage) {
        if let Some(record) = &mut self.record {
            record.big = Some(CascadeAnswer::new(big.response_metadata(), big.usage()));
            record.agree = Some(Said::of(big) == self.small);
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        if let Some(record) = self.record.take() {
            (self.log.0)(record);
        }
    }
}

/// What an answer says: its text without white space at its ends, and its tool calls without their ids, those that are
/// none as they were written.
#[derive(PartialEq)]
struct Said {
    text: String,
    calls: Vec<(String, Map<String, Value>)>,
    invalid_calls: Vec<(String, String)>,
}

impl Said {
    fn of(answer: &AiMessage) -> Self {
        let calls = answer.tool_calls().iter();
        let invalid = answer.invalid_tool_calls().iter();
        Self {
            text: answer.text().trim().to_owned(),
            calls: calls
                .map(|call| (call.name.clone(), call.arguments.clone()))
                .collect(),
            invalid_calls: invalid
                .map(|call| (call.name.clone(), call.arguments.clone()))
                .collect(),
        }
    }
}

/// The big model's stream, whose record is written at its end.
pub(super) struct Recorded {
    chunks: ChunkStream<AiMessageChunk>,
    entry: Option<Entry>,
    /// What has come, as far as the record is about it.
    whole: AiMessageChunk,
}

impl Recorded {
    pub(super) fn new(chunks: ChunkStream<AiMessageChunk>, entry: Entry) -> Self {
        Self {
            chunks,
            entry: Some(entry),
            whole: AiMessageChunk::default(),
        }
    }

    fn see(&mut self, chunk: &AiMessageChunk) {
        let said = ChoiceChunk::new(0, &*chunk.text());
        let said = said.with_finish_reason(chunk.finish_reason().cloned());
        let calls = chunk.tool_call_chunks().iter().cloned();
        let said = calls.fold(said, ChoiceChunk::with_tool_call_chunk);
        let mut piece = AiMessageChunk::default().with_choice(said);
        if let Some(usage) = chunk.usage() {
            piece = piece.with_usage(usage.clone());
        }
        if let Some(metadata) = chunk.response_metadata() {
            piece = piece.with_response_metadata(metadata.clone());
        }
        self.whole += piece;
    }

    fn end(&mut self, error: Option<&Error>) {
        if let Some(mut entry) = self.entry.take() {
            match error {
                Some(error) => entry.failed(error),
                None => entry.answered(&std::mem::take(&mut self.whole).into()),
            }
        }
    }
}

impl Stream for Recorded {
    type Item = Result<AiMessageChunk>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.entry.is_none() {
            return Poll::Ready(None);
        }
        let polled = this.chunks.as_mut().poll_next(cx);
        match &polled {
            Poll::Pending => {}
            Poll::Ready(Some(Ok(chunk))) => this.see(chunk),
            Poll::Ready(Some(Err(error))) => {
                this.chunks = Box::pin(futures::stream::empty());
                this.end(Some(error));
            }
            Poll::Ready(None) => {
                this.chunks = Box::pin(futures::stream::empty());
                this.end(None);
            }
        }
        polled
    }
}
