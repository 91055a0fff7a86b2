use std::cell::LazyCell;

use serde_json::Value;
use surprisal_core::{CallOptions, ResponseFormat};
use tracing::Span;
use tracing::field::Empty;

use crate::peer::Peer;

/// The target of spans and events.
pub(crate) const TARGET: &str = "surprisal_telemetry";

/// Opens the span of a call, with all that is known before it is made.
///
/// Nothing is asked of `peer` and `content` unless somebody listens. Whole numbers are recorded as `i64`:
/// OpenTelemetry has no unsigned ones, and `tracing-opentelemetry` makes texts of them.
pub(crate) fn open(
    peer: &LazyCell<Peer, impl FnOnce() -> Peer>,
    options: &CallOptions,
    stream: bool,
    content: impl FnOnce() -> Option<String>,
) -> Span {
    tracing::info_span!(
        target: TARGET,
        "chat",
        otel.name = peer.span_name.as_str(),
        otel.kind = "client",
        otel.status_code = Empty,
        otel.status_description = Empty,
        error.type = Empty,
        gen_ai.operation.name = "chat",
        gen_ai.provider.name = peer.provider.as_deref(),
        gen_ai.request.model = peer.model.as_deref(),
        gen_ai.request.stream = stream.then_some(true),
        gen_ai.request.choice.count = options.n.or(peer.options.n).filter(|n| *n != 1).map(i64::from),
        gen_ai.request.seed = options.seed.or(peer.options.seed),
        gen_ai.request.max_tokens = options.max_tokens.or(peer.options.max_tokens).map(i64::from),
        gen_ai.request.temperature = options.temperature.or(peer.options.temperature),
        gen_ai.request.top_p = options.top_p.or(peer.options.top_p),
        gen_ai.request.frequency_penalty = options.frequency_penalty.or(peer.options.frequency_penalty),
        gen_ai.request.presence_penalty = options.presence_penalty.or(peer.options.presence_penalty),
        gen_ai.request.stop_sequences = options.stop.as_ref().or(peer.options.stop.as_ref()).map(|stop| json_list(stop.iter().map(String::as_str))),
        gen_ai.output.type = options.response_format.as_ref().or(peer.options.response_format.as_ref()).and_then(output_type),
        server.address = peer.address.as_deref(),
        server.port = peer.port.map(i64::from),
        gen_ai.response.id = Empty,
        gen_ai.response.model = Empty,
        gen_ai.response.finish_reasons = Empty,
        gen_ai.response.time_to_first_chunk = Empty,
        gen_ai.usage.input_tokens = Empty,
        gen_ai.usage.output_tokens = Empty,
        gen_ai.usage.cache_read.input_tokens = Empty,
        gen_ai.usage.reasoning.output_tokens = Empty,
        gen_ai.input.messages = content(),
        gen_ai.output.messages = Empty,
        surprisal.logprobs.count = Empty,
        surprisal.logprobs.mean = Empty,
        surprisal.logprobs.min = Empty,
        surprisal.logprobs.perplexity = Empty,
        surprisal.cached = Empty,
        surprisal.cancelled = Empty,
    )
}

/// A list as JSON text.
pub(crate) fn json_list<'a>(items: impl IntoIterator<Item = &'a str>) -> String {
    items.into_iter().collect::<Value>().to_string()
}

fn output_type(format: &ResponseFormat) -> Option<&'static str> {
    match format {
        ResponseFormat::Text => Some("text"),
        ResponseFormat::JsonObject | ResponseFormat::JsonSchema { .. } => Some("json"),
        _ => None,
    }
}
