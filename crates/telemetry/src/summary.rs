use surprisal_core::{AiMessage, AiMessageChunk, HasLogprobs, Measures, Usage};
use tracing::Span;

use crate::span::json_list;

/// What is told of an answer, but for its content: of a stream, running values.
#[derive(Default)]
pub(crate) struct Summary {
    id: Option<String>,
    model: Option<String>,
    /// By the index of the choice, in its order; `None` as long as it goes on.
    finish_reasons: Vec<(u32, Option<String>)>,
    usage: Usage,
    is_cached: bool,
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
            is_cached: metadata.cached,
            measures: message.measures(),
        }
    }

    /// Takes the next chunk into account: constant work a token.
    pub(crate) fn push(&mut self, chunk: &AiMessageChunk) {
        if let Some(metadata) = chunk.response_metadata() {
            self.id = self.id.take().or_else(|| metadata.id.clone());
            self.model = self.model.take().or_else(|| metadata.model.clone());
            self.is_cached |= metadata.cached;
        }
        for choice in chunk.choices() {
            let reason = self.finish_reason(choice.index());
            if let Some(reason) = reason.filter(|reason| reason.is_none()) {
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

    /// The place for the reason of a choice.
    fn finish_reason(&mut self, index: u32) -> Option<&mut Option<String>> {
        let reasons = &mut self.finish_reasons;
        let at = reasons.partition_point(|(known, _)| *known < index);
        if reasons.get(at).is_none_or(|(known, _)| *known != index) {
            reasons.insert(at, (index, None));
        }
        reasons.get_mut(at).map(|(_, reason)| reason)
    }

    #[cfg(feature = "metrics")]
    pub(crate) fn model(&self) -> Option<&str> {
        self.model.as_deref()
    }

    /// Whether it was kept from an earlier call.
    #[cfg(feature = "metrics")]
    pub(crate) fn is_cached(&self) -> bool {
        self.is_cached
    }

    /// What the call cost: an answer that was kept was paid for, and told of, by an earlier one.
    pub(crate) fn usage(&self) -> Usage {
        match self.is_cached {
            true => Usage::default(),
            false => self.usage.clone(),
        }
    }

    /// Writes it into the span. Where one choice has ended and another has not, the latter's reason is `error`.
    pub(crate) fn record(&self, span: &Span) {
        span.record("gen_ai.response.id", self.id.as_deref());
        span.record("gen_ai.response.model", self.model.as_deref());
        if self
            .finish_reasons
            .iter()
            .any(|(_, reason)| reason.is_some())
        {
            let reasons = self.finish_reasons.iter();
            let reasons = reasons.map(|(_, reason)| reason.as_deref().unwrap_or("error"));
            span.record("gen_ai.response.finish_reasons", json_list(reasons));
        }
        span.record("surprisal.cached", self.is_cached.then_some(true));
        let usage = self.usage();
        for (field, tokens) in [
            ("gen_ai.usage.input_tokens", usage.input_tokens),
            ("gen_ai.usage.output_tokens", usage.output_tokens),
            ("gen_ai.usage.cache_read.input_tokens", usage.cached_tokens),
            (
                "gen_ai.usage.reasoning.output_tokens",
                usage.reasoning_tokens,
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
