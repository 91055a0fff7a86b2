//! Programs of combinators around a model, as arbitrary as they come.

use std::sync::Arc;
use std::time::Duration;

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::json;
use surprisal::telemetry::TelemetryExt as _;
use surprisal::{
    Branch, CallOptions, ChatModel, MemoryCache, Messages, Options as _, RateLimiter, RetryPolicy,
    RunnableExt as _, TimeLimits, ToolDefinition, lambda,
};

use crate::probe::Probe;

/// A model behind any number of layers.
pub(crate) type Model = Arc<dyn ChatModel>;

/// One layer.
#[derive(Clone, Debug)]
pub(crate) enum Layer {
    Bind(Box<CallOptions>),
    Retry,
    Fallbacks,
    Timeout,
    RateLimit,
    ConcurrencyLimit,
    Cache,
    Inspect,
    Telemetry,
    Pipe,
    Branch,
}

impl Layer {
    fn around(&self, model: Model) -> Model {
        match self {
            Self::Bind(options) => Arc::new(model.bind((**options).clone())),
            Self::Retry => Arc::new(model.with_retry(RetryPolicy::default())),
            Self::Fallbacks => Arc::new(model.with_fallbacks([Probe::default()])),
            Self::Timeout => {
                let hour = Duration::from_secs(3600);
                let limits = TimeLimits::new().whole(hour).between_chunks(hour);
                Arc::new(model.with_timeout(limits.first_chunk(hour)))
            }
            Self::RateLimit => {
                let limiter = RateLimiter::new().requests_per_second(20.0);
                Arc::new(model.with_rate_limit(limiter.tokens_per_minute(1_000_000.0)))
            }
            Self::ConcurrencyLimit => Arc::new(model.with_concurrency_limit(3)),
            Self::Cache => Arc::new(model.with_cache(MemoryCache::new(8)).with_namespace("p")),
            Self::Inspect => Arc::new(model.inspect(|_, _| {})),
            Self::Telemetry => Arc::new(model.with_telemetry()),
            Self::Pipe => Arc::new(lambda(async |said: Messages| Ok(said)).pipe(model)),
            Self::Branch => {
                let other: Model = Arc::new(Probe::default());
                Arc::new(Branch::new(model).when(|said: &Messages| said.is_empty(), other))
            }
        }
    }
}

/// These layers around a model, the first innermost.
pub(crate) fn build(layers: &[Layer], probe: &Probe) -> Model {
    let bare: Model = Arc::new(probe.clone());
    layers.iter().fold(bare, |model, layer| layer.around(model))
}

/// The options that the model must get: the call's over those of the outer layers over those of the inner.
pub(crate) fn expected(layers: &[Layer], call: &CallOptions) -> CallOptions {
    let outermost_first = layers.iter().rev();
    outermost_first.fold(call.clone(), |options, layer| match layer {
        Layer::Bind(bound) => options.or(bound),
        _ => options,
    })
}

pub(crate) fn layers() -> impl Strategy<Value = Vec<Layer>> {
    let layer = prop_oneof![
        3 => options().prop_map(|options| Layer::Bind(Box::new(options))),
        1 => Just(Layer::Retry),
        1 => Just(Layer::Fallbacks),
        1 => Just(Layer::Timeout),
        1 => Just(Layer::RateLimit),
        1 => Just(Layer::ConcurrencyLimit),
        1 => Just(Layer::Cache),
        1 => Just(Layer::Inspect),
        1 => Just(Layer::Telemetry),
        1 => Just(Layer::Pipe),
        1 => Just(Layer::Branch),
    ];
    vec(layer, 0..8)
}

/// Some options, of those that are replaced as a whole and of those that are layered key by key.
pub(crate) fn options() -> impl Strategy<Value = CallOptions> {
    let words = || btree_map("[a-c]", "[a-c]", 0..3);
    let plain = (
        option::of(any::<bool>()),
        option::of(0..4_u32),
        option::of(0.0..2.0),
        option::of(any::<i64>()),
        option::of(vec("[a-c]", 0..2)),
    );
    let maps = (words(), words(), words());
    (plain, maps, option::of(any::<bool>())).prop_map(|(plain, maps, tools)| {
        let (logprobs, top_logprobs, temperature, seed, stop) = plain;
        let (metadata, headers, provider) = maps;
        let mut options = CallOptions {
            logprobs,
            top_logprobs,
            temperature,
            seed,
            stop,
            metadata,
            ..CallOptions::default()
        };
        if let Some(strict) = tools {
            let tool = ToolDefinition::new("f", json!({"type": "object"})).with_strict(strict);
            options = options.tools([tool]);
        }
        for (name, value) in headers {
            options = options.header(name, value);
        }
        for (name, value) in provider {
            let own = json!({ name.as_str(): value });
            options = options.provider("acme", own.as_object().unwrap().clone());
        }
        options
    })
}
