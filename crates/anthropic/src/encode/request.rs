use http::{HeaderName, HeaderValue};
use serde_json::{Map, Value, json};
use surprisal_core::{CallOptions, Error, Messages, ReasoningEffort, Result, Warning};
use surprisal_http::{JsonBody, WireRequest, refuse_names};

use super::content::{self, Content};
use super::format::{self, Format};
use super::{message, tool};
use crate::PROVIDER;
use crate::options::{BETAS, CACHE_SYSTEM, CACHE_TOOLS, CITATIONS, TOOLS};

/// Anthropic wants a limit. This is one that every model takes.
const MAX_TOKENS: u64 = 4096;

/// What files by their id need.
const FILES_BETA: &str = "files-api-2025-04-14";

/// The request of a call.
pub(crate) fn request(
    model: &str,
    messages: &Messages,
    options: &CallOptions,
    stream: bool,
    mut warnings: Vec<Warning>,
) -> Result<WireRequest> {
    // Taken apart whole: an option that is not answered here does not compile.
    #[rustfmt::skip]
    let CallOptions {
        temperature, top_p, max_tokens, stop, tools, tool_choice, parallel_tool_calls, response_format,
        reasoning_effort, provider, extra,
        // The capabilities refuse these.
        logprobs: _, top_logprobs: _, seed: _, frequency_penalty: _, presence_penalty: _, logit_bias: _, n: _,
        metadata: _,
        // These are for whoever sends the request and reads the answer.
        timeout: _, idle_timeout: _, headers: _, on_unsupported: _, on_logprobs_missing: _, raw: _,
    } = options;
    check(*temperature)?;
    refuse_names(messages, options, PROVIDER, &mut warnings)?;
    let mut own = provider.get(PROVIDER).cloned().unwrap_or_default();
    let mut betas = strings(own.shift_remove(BETAS));
    let own_tools = own.shift_remove(TOOLS);
    let cache_system = own.shift_remove(CACHE_SYSTEM);
    let cache_tools = own.shift_remove(CACHE_TOOLS);
    let cites = own.shift_remove(CITATIONS) == Some(Value::Bool(true));

    let mut blocks = Content::new(options, cites, &mut warnings);
    let (mut system, turns) = message::turns(messages, &mut blocks)?;
    if blocks.has_file_ids {
        betas.push(FILES_BETA.to_owned());
    }
    let mut output = Map::new();
    match response_format.as_ref().and_then(format::format) {
        Some(Format::Enforced(format)) => drop(output.insert("format".to_owned(), format)),
        Some(Format::Told(text)) => system.push(json!({"type": "text", "text": text})),
        None => {}
    }
    let thinking = reasoning_effort
        .as_ref()
        .map(|effort| reason(effort, &mut output));
    mark(&mut system, cache_system.as_ref())?;
    let mut tools: Vec<_> = tools.iter().flatten().map(tool::tool).collect();
    tools.extend(own_tools.and_then(list).into_iter().flatten());
    mark(&mut tools, cache_tools.as_ref())?;
    // Without tools it is an error.
    let choice =
        tool::choice(tool_choice.as_ref(), *parallel_tool_calls).filter(|_| !tools.is_empty());
    let limit = max_tokens.map_or_else(|| MAX_TOKENS.saturating_add(budget(&own)), u64::from);

    let mut rest = CallOptions::new().provider(PROVIDER, own);
    rest.extra.clone_from(extra);
    let body = JsonBody::new()
        .set("model", model)
        .set("max_tokens", limit)
        .set("system", some(system))
        .set("messages", turns)
        .set("tools", some(tools))
        .set("tool_choice", choice)
        .set("temperature", *temperature)
        .set("top_p", *top_p)
        .set(
            "stop_sequences",
            stop.clone().filter(|texts| !texts.is_empty()),
        )
        .set("thinking", thinking)
        .set("output_config", (!output.is_empty()).then_some(output))
        .set("stream", stream.then_some(true))
        .lay_over(&rest, PROVIDER);
    let mut request = body.post("messages");
    request.warnings = warnings;
    if !betas.is_empty() {
        let name = HeaderName::from_static("anthropic-beta");
        request.headers.insert(name, header(&betas.join(","))?);
    }
    Ok(request)
}

fn check(temperature: Option<f64>) -> Result<()> {
    match temperature {
        Some(temperature) if temperature > 1.0 => Err(Error::invalid_input(format!(
            "temperature is {temperature}: Anthropic takes from 0 to 1"
        ))
        .with_option("temperature")),
        _ => Ok(()),
    }
}

/// How much to think; the effort holds for all that is written.
fn reason(effort: &ReasoningEffort, output: &mut Map<String, Value>) -> Value {
    let level = match effort {
        ReasoningEffort::None => return json!({"type": "disabled"}),
        // There is none below.
        ReasoningEffort::Minimal => "low",
        other => other.as_str(),
    };
    output.insert("effort".to_owned(), level.into());
    json!({"type": "adaptive"})
}

/// The tokens that may be spent on thinking, which count as a part of the limit.
fn budget(own: &Map<String, Value>) -> u64 {
    let thinking = own.get("thinking");
    let budget = thinking.and_then(|thinking| thinking.get("budget_tokens")?.as_u64());
    budget.unwrap_or_default()
}

/// Marks the last of these as the end of what is cached, if there are any.
fn mark(blocks: &mut [Value], control: Option<&Value>) -> Result<()> {
    match control {
        Some(control) if !blocks.is_empty() => content::mark(blocks, control),
        _ => Ok(()),
    }
}

/// An empty list is not written.
fn some(list: Vec<Value>) -> Option<Vec<Value>> {
    Some(list).filter(|list| !list.is_empty())
}

fn list(value: Value) -> Option<Vec<Value>> {
    match value {
        Value::Array(list) => Some(list),
        _ => None,
    }
}

fn strings(value: Option<Value>) -> Vec<String> {
    let values = value.and_then(list).into_iter().flatten();
    values
        .filter_map(|value| value.as_str().map(str::to_owned))
        .collect()
}

fn header(betas: &str) -> Result<HeaderValue> {
    HeaderValue::from_str(betas).map_err(|_| {
        Error::invalid_input(format!(
            "the betas {betas:?} have a character that a header cannot have"
        ))
    })
}
