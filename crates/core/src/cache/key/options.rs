use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::canonical::{Canonical, Text};
use crate::{
    CallOptions, Policy, ReasoningEffort, ResponseFormat, Secret, ToolChoice, ToolDefinition,
};

impl Canonical for CallOptions {
    fn write(&self, text: &mut Text) {
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
            provider,
            on_unsupported,
            on_logprobs_missing,
            raw,
        } = self;
        let provider: BTreeMap<_, _> = provider
            .iter()
            .map(|(name, fields)| (name, sorted(fields)))
            .collect();
        text.record(|text| {
            text.set("logprobs", *logprobs)
                .set("top_logprobs", *top_logprobs)
                .set("temperature", *temperature)
                .set("top_p", *top_p)
                .set("max_tokens", *max_tokens)
                .set("stop", stop.as_ref())
                .set("seed", *seed)
                .set("frequency_penalty", *frequency_penalty)
                .set("presence_penalty", *presence_penalty)
                .set("logit_bias", some(logit_bias))
                .set("n", *n)
                .set("tools", tools.as_ref())
                .set("tool_choice", tool_choice.as_ref())
                .set("parallel_tool_calls", *parallel_tool_calls)
                .set("response_format", response_format.as_ref())
                .set("reasoning_effort", reasoning_effort.as_ref())
                .set("timeout", *timeout)
                .set("idle_timeout", *idle_timeout)
                .set("metadata", some(metadata))
                .set("extra", some(&sorted(extra)))
                .set("headers", some(headers))
                .set("provider", some(&provider))
                .set("on_unsupported", *on_unsupported)
                .set("on_logprobs_missing", *on_logprobs_missing)
                .set("raw", *raw);
        });
    }
}

/// An option that is a map is set where there is something in it.
fn some<K, V>(map: &BTreeMap<K, V>) -> Option<&BTreeMap<K, V>> {
    (!map.is_empty()).then_some(map)
}

fn sorted(fields: &Map<String, Value>) -> BTreeMap<&String, &Value> {
    fields.iter().collect()
}

impl<T: Canonical> Canonical for Vec<T> {
    fn write(&self, text: &mut Text) {
        text.list(self.iter());
    }
}

impl Canonical for ToolDefinition {
    fn write(&self, text: &mut Text) {
        text.record(|text| {
            text.add(self.name())
                .set("description", self.description())
                .add(self.parameters())
                .set("strict", self.strict());
        });
    }
}

impl Canonical for ToolChoice {
    fn write(&self, text: &mut Text) {
        match self {
            Self::Auto => text.add("auto"),
            Self::None => text.add("none"),
            Self::Required => text.add("required"),
            Self::Tool(name) => text.set("tool", Some(name)),
        };
    }
}

impl Canonical for ResponseFormat {
    fn write(&self, text: &mut Text) {
        match self {
            Self::Text => {
                text.add("text");
            }
            Self::JsonObject => {
                text.add("json_object");
            }
            Self::JsonSchema {
                name,
                description,
                schema,
                strict,
            } => text.record(|text| {
                text.add(name)
                    .set("description", description.as_ref())
                    .add(schema)
                    .set("strict", *strict);
            }),
        }
    }
}

impl Canonical for ReasoningEffort {
    fn write(&self, text: &mut Text) {
        self.as_str().write(text);
    }
}

impl Canonical for Secret {
    fn write(&self, text: &mut Text) {
        self.expose().write(text);
    }
}

impl Canonical for Policy {
    fn write(&self, text: &mut Text) {
        text.add(match self {
            Self::Error => "error",
            Self::Warn => "warn",
        });
    }
}
