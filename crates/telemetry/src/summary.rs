use std::collections::BTreeMap;

use surprisal_core::{AiMessage, AiMessageChunk, HasLogprobs, Measures, Usage};
use tracing::Span;

use crate::span::json_list;

/// What is told of an answer, but for its content: of a stream, running values.
#[derive(Default)]
pub(crate) struct Summary {
    id: Option<String>,
    model: Option<String>,
    /// By the index of the choice; `None` as long as it goes on.
    finish_reasons: BTreeMap<u32, Option<String>>,
    usage: Usage,
    measures: Measures,
}

impl Summary {
    /// That of a whole answer.
    pub(crate) fn of(message: &AiMessage) -> Self {
        let metadata = message.response_metadata();
        let reasons = message.choices().map(|choice| {
            let reason = choice.finish_reason().map(ToString::to_string);
            (choice.index(), reason)
        });
        Self {
            id: metadata.id.clone(),
            model: metadata.model.clone(),
            finish_reasons: reasons.collect(),
            usage: message.usage().clone(),
            measures: message.measures(),
        }
    }

    /// Takes the next chunk into account: constant work a token.
    pub(crate) fn push(&mut self, chunk: &AiMessageChunk) {
        if let Some(metadata) = chunk.response_metadata() {
            self.id = self.id.take().or_else(|| metadata.id.clone());
            self.model = self.model.take().or_else(|| metadata.model.clone());
        }
        for choice in chunk.choices() {
            let reason = self.finish_reasons.entry(choice.index()).or_default();
            if reason.is_none() {
                *reason = choice.finish_reason().map(ToString::to_string);
            }
        }
        if let Some(usage) = chunk.usage() {
            self.usage += usage.clone();
        }
        for token in chunk.tokens() {
            self.measures.push(token);
        }
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn usage(&self) -> &Usage {
        &self.usage
    }

    /// Writes it into the span. Where one choice has ended and another has not, the latter's reason is `error`.
    pub(crate) fn record(&self, span: &Span) {
        span.record("gen_ai.response.id", self.id.as_deref());
        span.record("gen_ai.response.model", self.model.as_deref());
        if self.finish_reasons.values().any(Option::is_some) {
            let reasons = self.finish_reasons.values();
            let reasons = reasons.map(|reason| reason.as_deref().unwrap_or("error"));
            span.record("gen_ai.response.finish_reasons", json_list(reasons));
        }
        for (field, tokens) in [
            ("gen_ai.usage.input_tokens", self.usage.input_tokens),
            ("gen_ai.usage.output_tokens", self.usage.output_tokens),
            (
                "gen_ai.usage.cache_read.input_tokens",
                self.usage.cached_tokens,
            ),
            (
                "gen_ai.usage.reasoning.output_tokens",
                self.usage.reasoning_tokens,
            ),
        ] {
            span.record(field, tokens.map(u64::cast_signed));
        }
        if self.measures.count() > 0 {
            let count = self.measures.count() as i64;
            span.record("surprisal.logprobs.count", count);
            span.record("surprisal.logprobs.mean", self.measures.mean());
            span.record("surprisal.logprobs.min", self.measures.min());
            span.record("surprisal.logprobs.perplexity", self.measures.perplexity());
        }
    }
}
