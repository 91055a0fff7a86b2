//! Every option there is.

use std::time::Duration;

use proptest::arbitrary::any;
use proptest::collection::vec;
use proptest::strategy::Strategy;
use serde_json::{Map, Value};
use surprisal_core::{
    CallOptions, Options, Policy, ReasoningEffort, ResponseFormat, Secret, ToolChoice,
    ToolDefinition,
};

/// Each option alone, with a value that tells who set it. The values of a seed of 0 are the zero, the
/// empty and the off of each.
pub(crate) fn each(seed: u32) -> Vec<CallOptions> {
    let on = seed % 2 == 1;
    let small = f64::from(seed) / 16.0;
    let key = format!("k{}", seed % 3);
    let policy = if on { Policy::Warn } else { Policy::Error };
    let pause = Duration::from_secs(seed.into());
    let texts = |count: u32| (0..count).map(|i| i.to_string()).collect::<Vec<_>>();
    let effort = ["none", "low", "xhigh"][seed as usize % 3];
    let format = match seed % 3 {
        0 => ResponseFormat::Text,
        1 => ResponseFormat::JsonObject,
        _ => ResponseFormat::json_schema(seed.to_string(), Value::Null),
    };
    let choice = match seed % 3 {
        0 => ToolChoice::None,
        1 => ToolChoice::Required,
        _ => ToolChoice::Tool(seed.to_string()),
    };
    let tools = texts(seed % 4).into_iter().map(|name| {
        let tool = ToolDefinition::new(name, Value::Bool(true));
        tool.with_description("what it is for").with_strict(on)
    });
    let fields = Map::from_iter([(key.clone(), Value::from(seed))]);
    vec![
        CallOptions::new().logprobs(on),
        CallOptions::new().top_logprobs(seed),
        CallOptions::new().temperature(small),
        CallOptions::new().top_p(small),
        CallOptions::new().max_tokens(seed),
        CallOptions::new().stop(texts(seed % 4)),
        CallOptions::new().seed(seed.into()),
        CallOptions::new().frequency_penalty(small),
        CallOptions::new().presence_penalty(small),
        CallOptions::new().logit_bias(seed % 3, small),
        CallOptions::new().n(seed),
        CallOptions::new().tools(tools),
        CallOptions::new().tool_choice(choice),
        CallOptions::new().parallel_tool_calls(on),
        CallOptions::new().response_format(format),
        CallOptions::new().reasoning_effort(ReasoningEffort::from(effort)),
        CallOptions::new().timeout(pause),
        CallOptions::new().idle_timeout(pause),
        CallOptions::new().metadata(key.clone(), seed.to_string()),
        CallOptions::new().extra(key.clone(), seed),
        CallOptions::new().header(key.clone(), Secret::from(seed.to_string())),
        CallOptions::new().provider(format!("p{}", seed % 2), fields),
        CallOptions::new().on_unsupported(policy),
        CallOptions::new().on_logprobs_missing(policy),
        CallOptions::new().raw(on),
    ]
}

/// An arbitrary subset of all options.
pub(crate) fn options() -> impl Strategy<Value = CallOptions> {
    let count = each(0).len();
    (0..16_u32, vec(any::<bool>(), count)).prop_map(|(seed, chosen)| {
        let chosen = each(seed).into_iter().zip(chosen);
        chosen
            .filter(|(_, chosen)| *chosen)
            .fold(CallOptions::new(), |all, (one, _)| one.or(&all))
    })
}
