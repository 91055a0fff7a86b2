use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::Stream;
use surprisal_core::{
    AiMessage, AiMessageChunk, ChunkStream, Error, ResponseMetadata, Result, Usage,
};

use super::escalation::Judgement;
use super::{Asked, CascadeRecord};

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
            small: Asked::new(small.response_metadata(), small.usage()),
            big: None,
            agree: None,
            error: None,
        };
        Entry {
            log: self.clone(),
            small_text: small.text().into_owned(),
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
    small_text: String,
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
            Ok(answer) => self.answered(
                Asked::new(answer.response_metadata(), answer.usage()),
                &answer.text(),
            ),
            Err(error) => self.failed(error),
        }
    }

    pub(super) fn failed(&mut self, error: &Error) {
        if let Some(record) = &mut self.record {
            record.error = Some(error.to_string());
        }
    }

    fn answered(&mut self, big: Asked, text: &str) {
        if let Some(record) = &mut self.record {
            record.big = Some(big);
            record.agree = Some(text.trim() == self.small_text.trim());
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

/// The big model's stream, whose record is written at its end.
pub(super) struct Recorded {
    chunks: ChunkStream<AiMessageChunk>,
    entry: Option<Entry>,
    text: String,
    usage: Usage,
    metadata: ResponseMetadata,
}

impl Recorded {
    pub(super) fn new(chunks: ChunkStream<AiMessageChunk>, entry: Entry) -> Self {
        Self {
            chunks,
            entry: Some(entry),
            text: String::new(),
            usage: Usage::default(),
            metadata: ResponseMetadata::default(),
        }
    }

    fn see(&mut self, chunk: &AiMessageChunk) {
        self.text.push_str(&chunk.text());
        if let Some(usage) = chunk.usage() {
            self.usage += usage.clone();
        }
        if let Some(metadata) = chunk.response_metadata() {
            self.metadata += metadata.clone();
        }
    }

    fn end(&mut self, error: Option<&Error>) {
        if let Some(mut entry) = self.entry.take() {
            match error {
                Some(error) => entry.failed(error),
                None => entry.answered(Asked::new(&self.metadata, &self.usage), &self.text),
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
