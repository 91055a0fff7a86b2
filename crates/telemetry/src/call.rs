use surprisal_core::{AiMessage, AiMessageChunk, ChoiceChunk, Error};
use tokio::time::Instant;
use tracing::{Level, Span};

use crate::content;
#[cfg(feature = "metrics")]
use crate::meter::Meter;
use crate::span::TARGET;
use crate::summary::Summary;

/// A call under way: its span, and what has been seen of the answer. Dropped before its end, it was cancelled.
pub(crate) struct Call {
    span: Span,
    started: Instant,
    is_first_chunk: bool,
    /// Whether what is said is recorded.
    content: bool,
    summary: Summary,
    /// What a stream has said so far, if content is recorded.
    said: Option<Box<AiMessageChunk>>,
    has_ended: bool,
    #[cfg(feature = "metrics")]
    meter: Option<Meter>,
}

impl Call {
    pub(crate) fn new(span: Span, content: bool) -> Self {
        Self {
            said: (content && !span.is_disabled()).then(Box::default),
            span,
            started: Instant::now(),
            is_first_chunk: true,
            content,
            summary: Summary::default(),
            has_ended: false,
            #[cfg(feature = "metrics")]
            meter: None,
        }
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn with_meter(mut self, meter: Meter) -> Self {
        self.meter = Some(meter);
        self
    }

    pub(crate) fn span(&self) -> &Span {
        &self.span
    }

    /// A chunk of the stream has come.
    pub(crate) fn chunk(&mut self, chunk: &AiMessageChunk) {
        self.summary.push(chunk);
        if let Some(said) = &mut self.said {
            keep_content(said, chunk);
        }
        if self.is_first_chunk {
            self.is_first_chunk = false;
            let seconds = self.started.elapsed().as_secs_f64();
            self.span
                .record("gen_ai.response.time_to_first_chunk", seconds);
        }
        #[cfg(feature = "metrics")]
        if let Some(meter) = &mut self.meter {
            meter.chunk(self.started, &self.summary);
        }
    }

    /// The whole answer has come.
    pub(crate) fn answered(&mut self, message: &AiMessage) {
        self.summary = Summary::of(message);
        if self.said.take().is_some() {
            let said = content::output(message);
            self.span.record("gen_ai.output.messages", said);
        }
        self.end(&Outcome::Answered);
    }

    /// The stream has ended.
    pub(crate) fn complete(&mut self) {
        self.end(&Outcome::Answered);
    }

    pub(crate) fn failed(&mut self, error: &Error) {
        self.end(&Outcome::Failed(error));
    }

    fn end(&mut self, outcome: &Outcome<'_>) {
        self.has_ended = true;
        #[cfg(feature = "metrics")]
        if let Some(meter) = self.meter.take() {
            meter.end(self.started, &self.summary, outcome);
        }
        if self.span.is_disabled() {
            return;
        }
        self.summary.record(&self.span);
        if let Some(said) = self.said.take().filter(|said| !said.is_empty()) {
            let said = content::output(&(*said).into());
            self.span.record("gen_ai.output.messages", said);
        }
        match outcome {
            Outcome::Answered => {}
            Outcome::Cancelled => {
                self.span.record("surprisal.cancelled", true);
            }
            Outcome::Failed(error) => self.record_error(error),
        }
    }

    fn record_error(&self, error: &Error) {
        let kind = error_type(error);
        let (message, description) = match self.content {
            true => (Some(error.to_string()), error.to_string()),
            false => (None, without_words(error).to_string()),
        };
        self.span.record("error.type", kind.as_str());
        // In this order: the code alone would wipe out the description.
        self.span.record("otel.status_code", "ERROR");
        self.span.record("otel.status_description", description);
        tracing::event!(
            name: "gen_ai.client.operation.exception",
            target: TARGET,
            parent: &self.span,
            Level::WARN,
            exception.type = kind,
            exception.message = message,
        );
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if !self.has_ended {
            self.end(&Outcome::Cancelled);
        }
    }
}

/// How a call came to its end.
pub(crate) enum Outcome<'a> {
    Answered,
    Failed(&'a Error),
    Cancelled,
}

/// The error's kind as one word, such as `rate_limited`.
pub(crate) fn error_type(error: &Error) -> String {
    error.kind().as_str().replace(' ', "_")
}

/// What is known of an error but its words, which may repeat what was asked or answered.
fn without_words(error: &Error) -> Error {
    let mut bare = Error::new(error.kind(), "");
    if let Some(provider) = error.provider() {
        bare = bare.with_provider(provider.to_owned());
    }
    match error.status() {
        Some(status) => bare.with_status(status),
        None => bare,
    }
}

/// Appends what a chunk says. Its log probabilities, which are most of it, are left out.
fn keep_content(said: &mut AiMessageChunk, chunk: &AiMessageChunk) {
    for choice in chunk.choices() {
        let piece = ChoiceChunk::new(choice.index(), choice.content().clone())
            .with_finish_reason(choice.finish_reason().cloned());
        let calls = choice.tool_call_chunks().iter().cloned();
        said.push_choice(calls.fold(piece, ChoiceChunk::with_tool_call_chunk));
    }
}
