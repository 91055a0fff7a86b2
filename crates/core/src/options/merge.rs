use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{CallOptions, Options};

impl Options for CallOptions {
    fn or(self, defaults: &Self) -> Self {
        // Taken apart whole: an option that is forgotten here does not compile.
        let Self {
            logprobs,
            top_logprobs,
            temperature,
            top_p,
            max_tokens,
            stop,
            seed,
            frequency_penalty,
            presence_penalty,
            logit_bias,
            n,
            tools,
            tool_choice,
            parallel_tool_calls,
            response_format,
            reasoning_effort,
            timeout,
            idle_timeout,
            metadata,
            extra,
            headers,
            mut provider,
            on_unsupported,
            on_logprobs_missing,
            raw,
        } = self;
        for (name, options) in &defaults.provider {
            let own = provider.remove(name).unwrap_or_default();
            provider.insert(name.clone(), or_object(own, options));
        }
        Self {
            logprobs: logprobs.or(defaults.logprobs),
            top_logprobs: top_logprobs.or(defaults.top_logprobs),
            temperature: temperature.or(defaults.temperature),
            top_p: top_p.or(defaults.top_p),
            max_tokens: max_tokens.or(defaults.max_tokens),
            stop: stop.or_else(|| defaults.stop.clone()),
            seed: seed.or(defaults.seed),
            frequency_penalty: frequency_penalty.or(defaults.frequency_penalty),
            presence_penalty: presence_penalty.or(defaults.presence_penalty),
            logit_bias: or_map(logit_bias, &defaults.logit_bias),
            n: n.or(defaults.n),
            tools: tools.or_else(|| defaults.tools.clone()),
            tool_choice: tool_choice.or_else(|| defaults.tool_choice.clone()),
            parallel_tool_calls: parallel_tool_calls.or(defaults.parallel_tool_calls),
            response_format: response_format.or_else(|| defaults.response_format.clone()),
            reasoning_effort: reasoning_effort.or_else(|| defaults.reasoning_effort.clone()),
            timeout: timeout.or(defaults.timeout),
            idle_timeout: idle_timeout.or(defaults.idle_timeout),
            metadata: or_map(metadata, &defaults.metadata),
            extra: or_object(extra, &defaults.extra),
            headers: or_map(headers, &defaults.headers),
            provider,
            on_unsupported: on_unsupported.or(defaults.on_unsupported),
            on_logprobs_missing: on_logprobs_missing.or(defaults.on_logprobs_missing),
            raw: raw.or(defaults.raw),
        }
    }

    fn portable(&self) -> Option<&CallOptions> {
        Some(self)
    }
}

fn or_map<K: Ord + Clone, V: Clone>(
    own: BTreeMap<K, V>,
    defaults: &BTreeMap<K, V>,
) -> BTreeMap<K, V> {
    let mut all = defaults.clone();
    all.extend(own);
    all
}

fn or_object(own: Map<String, Value>, defaults: &Map<String, Value>) -> Map<String, Value> {
    let mut all = defaults.clone();
    all.extend(own);
    all
}
