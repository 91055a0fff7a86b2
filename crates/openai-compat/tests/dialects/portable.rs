//! Portable options, each by its feature, and where it goes in a request.

use serde_json::{Value, json};
use surprisal_core::{CallOptions, Feature, ResponseFormat, ToolChoice, ToolDefinition};

fn tools() -> CallOptions {
    CallOptions::new().tools([ToolDefinition::new("f", json!({"type": "object"}))])
}

/// Options that ask for this feature, and for nothing else that can be done without; `None` where no option
/// of a chat does.
pub(crate) fn asking(feature: Feature) -> Option<CallOptions> {
    let options = CallOptions::new();
    Some(match feature {
        Feature::Logprobs | Feature::StreamLogprobs => options.logprobs(true),
        Feature::TopLogprobs => options.logprobs(true).top_logprobs(2),
        Feature::Stop => options.stop(["x"]),
        Feature::Seed => options.seed(7),
        Feature::FrequencyPenalty => options.frequency_penalty(0.5),
        Feature::PresencePenalty => options.presence_penalty(0.25),
        Feature::LogitBias => options.logit_bias(7, 1.0),
        Feature::N => options.n(2),
        Feature::Tools => tools(),
        Feature::ToolChoice => tools().tool_choice(ToolChoice::Auto),
        Feature::ParallelToolCalls => tools().parallel_tool_calls(false),
        Feature::JsonObject => options.response_format(ResponseFormat::JsonObject),
        Feature::JsonSchema => {
            let schema = json!({"type": "object"});
            options.response_format(ResponseFormat::json_schema("s", schema))
        }
        Feature::ReasoningEffort => options.reasoning_effort("low"),
        Feature::Metadata => options.metadata("a", "b"),
        Feature::ScoreText => return None,
        other => panic!("a new feature has its option here: {other}"),
    })
}

/// The option by whose name a feature is refused.
pub(crate) fn option(feature: Feature) -> &'static str {
    match feature {
        Feature::StreamLogprobs => "logprobs",
        Feature::JsonObject | Feature::JsonSchema => "response_format",
        other => other.as_str(),
    }
}

/// Where in the request of a service the option goes, and as what.
pub(crate) fn field(provider: &str, feature: Feature) -> (&'static str, Value) {
    let is = |name: &str| provider == name;
    match feature {
        Feature::Logprobs | Feature::StreamLogprobs if is("together") => ("logprobs", 1.into()),
        Feature::TopLogprobs if is("together") => ("logprobs", 2.into()),
        Feature::Logprobs | Feature::StreamLogprobs => ("logprobs", true.into()),
        Feature::TopLogprobs => ("top_logprobs", 2.into()),
        Feature::Stop => ("stop", json!(["x"])),
        Feature::Seed => ("seed", 7.into()),
        Feature::FrequencyPenalty => ("frequency_penalty", 0.5.into()),
        Feature::PresencePenalty => ("presence_penalty", 0.25.into()),
        Feature::LogitBias => ("logit_bias", json!({"7": 1.0})),
        Feature::N => ("n", 2.into()),
        Feature::Tools => {
            let function = json!({"name": "f", "parameters": {"type": "object"}});
            ("tools", json!([{"type": "function", "function": function}]))
        }
        Feature::ToolChoice => ("tool_choice", "auto".into()),
        Feature::ParallelToolCalls => ("parallel_tool_calls", false.into()),
        Feature::JsonObject => ("response_format", json!({"type": "json_object"})),
        Feature::JsonSchema => {
            let schema = json!({"name": "s", "schema": {"type": "object"}, "strict": true});
            (
                "response_format",
                json!({"type": "json_schema", "json_schema": schema}),
            )
        }
        Feature::ReasoningEffort if is("openrouter") => ("reasoning", json!({"effort": "low"})),
        Feature::ReasoningEffort => ("reasoning_effort", "low".into()),
        Feature::Metadata => ("metadata", json!({"a": "b"})),
        other => panic!("a new feature has its place here: {other}"),
    }
}
