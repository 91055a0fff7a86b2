use serde_json::Value;
use surprisal_core::{CallOptions, Messages, Result, Warning};
use surprisal_http::{JsonBody, refuse_names};

use super::format::{Format, format};
use super::message::{message, system};
use super::thinking::thinking;
use super::tool;
use crate::PROVIDER;

/// The body of a request.
pub(crate) fn body(
    model: &str,
    messages: &Messages,
    options: &CallOptions,
    stream: bool,
    warnings: &mut Vec<Warning>,
) -> Result<JsonBody> {
    // Taken apart whole: an option that is not answered here does not compile.
    #[rustfmt::skip]
    let CallOptions {
        logprobs, temperature, top_p, max_tokens, stop, seed, frequency_penalty, presence_penalty,
        tools, tool_choice, response_format, reasoning_effort,
        // The capabilities refuse these.
        top_logprobs: _, logit_bias: _, n: _, parallel_tool_calls: _, metadata: _,
        // These are laid over the body.
        provider: own, extra: _,
        // These are for whoever sends the request and reads the answer.
        timeout: _, idle_timeout: _, headers: _, on_unsupported: _, on_logprobs_missing: _, raw: _,
    } = options;
    refuse_names(messages, options, PROVIDER, warnings)?;
    let Format { enforced, told } = response_format.as_ref().map(format).unwrap_or_default();
    let mut turns: Vec<Value> = told.as_deref().map(system).into_iter().collect();
    for one in messages {
        turns.push(message(one)?);
    }
    // The two say the same, and would be mixed where one is laid over the other.
    let has_own = own
        .get(PROVIDER)
        .is_some_and(|own| own.contains_key("thinking"));
    let thinking = match reasoning_effort {
        Some(effort) if !has_own => thinking(effort, options, warnings)?,
        _ => Value::Null,
    };
    let tools = tool::offered(tools.as_deref().unwrap_or_default(), tool_choice.as_ref());
    let strict = tool::strict(&tools, options, warnings)?;
    let stop = stop.clone().filter(|texts| !texts.is_empty());
    let definitions: Vec<Value> = tools.into_iter().map(tool::definition).collect();
    let definitions = (!definitions.is_empty()).then_some(definitions);
    Ok(JsonBody::new()
        .set("model", model)
        .set("messages", turns)
        .set("stream", stream)
        .set("logprobs", *logprobs)
        .set("temperature", *temperature)
        .set("p", *top_p)
        .set("max_tokens", *max_tokens)
        .set("stop_sequences", stop)
        .set("seed", *seed)
        .set("frequency_penalty", *frequency_penalty)
        .set("presence_penalty", *presence_penalty)
        .set("tools", definitions)
        .set("strict_tools", strict)
        .set("tool_choice", tool_choice.as_ref().and_then(tool::choice))
        .set("response_format", enforced)
        .set("thinking", thinking)
        .lay_over(options, PROVIDER))
}
