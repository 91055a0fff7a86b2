//! Spans and metrics of model calls, by the [OpenTelemetry semantic conventions for generative AI][conventions].
//!
//! [`with_telemetry`](TelemetryExt::with_telemetry) wraps any chat model. Each call is a [`tracing`] span, which
//! `tracing-opentelemetry` turns into one of OpenTelemetry; any other subscriber sees the same fields. Where nobody
//! listens, nothing is computed.
//!
//! ```
//! use surprisal_core::{CallOptions, RunnableExt};
//! use surprisal_telemetry::TelemetryExt;
//! use surprisal_testing::{FakeChatModel, token};
//!
//! # #[tokio::main(flavor = "current_thread")] async fn main() -> surprisal_core::Result<()> {
//! let model = FakeChatModel::new().say([token("Paris").p(0.9)]);
//! let model = model.with_telemetry().bind(CallOptions::new().logprobs(true));
//! let answer = model.invoke("What is the capital of France?").await?;
//! # Ok(()) }
//! ```
//!
//! # The span
//!
//! It is at the level `INFO`, with the target `surprisal_telemetry`, and lasts until the answer is whole: a stream's
//! until its end, an error, or its drop. What happens below, such as a request over HTTP, is within it.
//!
//! | field | value |
//! |---|---|
//! | `otel.name`, `otel.kind` | `chat {model}`, `client` |
//! | `gen_ai.operation.name` | `chat` |
//! | `gen_ai.provider.name` | the provider, by the conventions' name if it has one there |
//! | `gen_ai.request.model`, `.temperature`, `.top_p`, `.max_tokens`, `.seed`, `.stop_sequences`, `.frequency_penalty`, `.presence_penalty` | what holds for the call, be it set by the call, bound, or built in |
//! | `gen_ai.request.choice.count`, `.stream` | if there is to be more than one choice; if it is streamed |
//! | `gen_ai.output.type` | `text` or `json`, if a response format is set |
//! | `server.address`, `server.port` | where the requests go |
//! | `gen_ai.response.id`, `.model`, `.finish_reasons` | what the answer says |
//! | `gen_ai.response.time_to_first_chunk` | seconds from the call to the first chunk of a stream |
//! | `gen_ai.usage.input_tokens`, `.output_tokens`, `.cache_read.input_tokens`, `.reasoning.output_tokens` | what the call cost, as far as the answer says; nothing of an answer from a cache, which an earlier call has paid for |
//! | `error.type`, `otel.status_code`, `otel.status_description` | the words of an error's [kind](surprisal_core::ErrorKind), such as `rate_limited` or `connection_failed`; `ERROR`; provider, kind and HTTP status of the error, and its message where content is recorded |
//! | `gen_ai.input.messages`, `gen_ai.output.messages` | only [if asked for](Traced::with_content): the content, as JSON |
//! | `surprisal.logprobs.count`, `.mean`, `.min`, `.perplexity` | of the log probabilities of the first choice's text, where there are some |
//! | `surprisal.cached` | `true` where the answer was kept from an earlier call |
//! | `surprisal.cancelled` | `true` where the call or the stream was dropped before its end, which is no error |
//!
//! The number of tokens in `surprisal.logprobs.count` includes those without an exact score; the other three are over the
//! exact ones alone, in nats (a perplexity has no unit): see [`Measures`](surprisal_core::Measures). `tracing` has no
//! lists, so that `finish_reasons` and `stop_sequences` are JSON text.
//!
//! An error is also an event in the span, `gen_ai.client.operation.exception` at the level `WARN`. A provider may repeat in
//! its message what it was sent, so the message is content: `exception.message` is recorded [if asked
//! for](Traced::with_content). Headers, extra fields and provider options are never recorded.
//!
//! # Retries
//!
//! Outside of a retry, `model.with_retry(…).with_telemetry()`, the span is that of the whole call, as the conventions
//! want it. Inside, `model.with_telemetry().with_retry(…)`, each attempt is a span. The same holds for fallbacks and caches.
//! Retries of the HTTP client are within the span in both cases.
//!
//! # Metrics
//!
//! The feature `metrics` adds `Traced::with_metrics`, which gives histograms to the
//! [`metrics`](https://docs.rs/metrics) facade: `gen_ai.client.operation.duration`, `gen_ai.client.token.usage`,
//! `gen_ai.client.operation.time_to_first_chunk` and `gen_ai.client.operation.time_per_output_chunk`.
//!
//! The names are those of version 1.41 of the conventions, the last before those for generative AI moved to a
//! repository of their own, where they are in development.
//!
//! [conventions]: https://opentelemetry.io/docs/specs/semconv/gen-ai/

#![cfg_attr(docsrs, feature(doc_cfg))]

mod call;
mod content;
mod ext;
#[cfg(feature = "metrics")]
mod meter;
mod peer;
mod span;
mod summary;
mod traced;
mod watched;

pub use ext::TelemetryExt;
pub use traced::Traced;
