use serde_json::{Map, Value, json};
use surprisal_core::{
    CallOptions, Messages, ResponseFormat, Result, ToolChoice, ToolDefinition, Warning, unsupported,
};

use super::message::message;
use crate::PROVIDER;
use crate::api::API;
use crate::capabilities::NOT_HERE;

/// What asks for log probabilities.
const LOGPROBS: &str = "message.output_text.logprobs";

/// The body of a request to a provider's model; options that are left out are among the warnings.
pub(crate) fn body(
    (provider, model): (&'static str, &str),
    messages: &Messages,
    options: &CallOptions,
    stream: bool,
    warnings: &mut Vec<Warning>,
) -> Result<Map<String, Value>> {
    // Taken apart whole: an option that is not answered here does not compile.
    let CallOptions {
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
        metadata,
        extra,
        provider: own_options,
        // These are for whoever sends the request and reads the answer.
        timeout: _,
        idle_timeout: _,
        headers: _,
        on_unsupported: _,
        on_logprobs_missing: _,
        raw: _,
    } = options;
    let mut own = own_options.get(PROVIDER).cloned().unwrap_or_default();
    own.remove(API);
    if own.remove("prediction").is_some() {
        unsupported(options, warnings, provider, "prediction", NOT_HERE)?;
    }

    let stored = own.get("store") != Some(&Value::Bool(false));
    let mut input = Vec::new();
    for one in messages {
        message(one, stored, (provider, options), warnings, &mut input)?;
    }
    let mut body = Map::new();
    let mut set = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            body.insert(key.to_owned(), value);
        }
    };
    set("model", Some(model.into()));
    set("input", Some(input.into()));
    set(
        "include",
        (*logprobs == Some(true)).then(|| json!([LOGPROBS])),
    );
    set("top_logprobs", top_logprobs.map(Value::from));
    set("temperature", temperature.map(Value::from));
    set("top_p", top_p.map(Value::from));
    set("max_output_tokens", max_tokens.map(Value::from));
    // OpenAI has none of these here. A server of which it is said that it has is asked as in Chat Completions.
    let stop = stop.clone().filter(|texts| !texts.is_empty());
    set("stop", stop.map(Value::from));
    set("seed", seed.map(Value::from));
    set("frequency_penalty", frequency_penalty.map(Value::from));
    set("presence_penalty", presence_penalty.map(Value::from));
    let biases = (!logit_bias.is_empty()).then(|| json!(logit_bias));
    set("logit_bias", biases);
    set("n", n.filter(|n| *n > 1).map(Value::from));
    let tools = tools.as_ref().filter(|tools| !tools.is_empty());
    set("tools", tools.map(|tools| tools.iter().map(tool).collect()));
    set("tool_choice", tool_choice.as_ref().map(choice));
    set("parallel_tool_calls", parallel_tool_calls.map(Value::from));
    let mut text = Map::new();
    if let Some(response_format) = response_format {
        text.insert("format".to_owned(), format(response_format));
    }
    text.extend(
        own.remove("verbosity")
            .map(|level| ("verbosity".to_owned(), level)),
    );
    set("text", (!text.is_empty()).then(|| text.into()));
    let mut reasoning = Map::new();
    if let Some(effort) = reasoning_effort {
        reasoning.insert("effort".to_owned(), effort.as_str().into());
    }
    let summary = own.remove("reasoning_summary");
    reasoning.extend(summary.map(|kind| ("summary".to_owned(), kind)));
    set(
        "reasoning",
        (!reasoning.is_empty()).then(|| reasoning.into()),
    );
    set("metadata", (!metadata.is_empty()).then(|| json!(metadata)));
    set("stream", stream.then_some(true.into()));
    for (key, value) in own {
        match (body.get_mut(&key), value) {
            // Both have a say in these: `include`, `tools`, `reasoning`, `text`.
            (Some(Value::Array(known)), Value::Array(more)) => {
                for one in more {
                    if !known.contains(&one) {
                        known.push(one);
                    }
                }
            }
            (Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
            (_, Value::Array(none)) if none.is_empty() => {}
            (_, value) => {
                body.insert(key, value);
            }
        }
    }
    body.extend(extra.clone());
    Ok(body)
}

fn tool(tool: &ToolDefinition) -> Value {
    let mut function = Map::new();
    let mut set = |key: &str, value: Value| function.insert(key.to_owned(), value);
    set("type", "function".into());
    set("name", tool.name().into());
    if let Some(description) = tool.description() {
        set("description", description.into());
    }
    set("parameters", tool.parameters().clone());
    // Left out, it is on here and off in Chat Completions.
    set("strict", tool.strict().unwrap_or(false).into());
    function.into()
}

fn choice(choice: &ToolChoice) -> Value {
    match choice {
        ToolChoice::Tool(name) => json!({"type": "function", "name": name}),
        ToolChoice::None => "none".into(),
        ToolChoice::Required => "required".into(),
        _ => "auto".into(),
    }
}

fn format(format: &ResponseFormat) -> Value {
    match format {
        ResponseFormat::JsonObject => json!({"type": "json_object"}),
        ResponseFormat::JsonSchema {
            name,
            description,
            schema,
            strict,
            ..
        } => {
            let mut format = Map::new();
            let mut set = |key: &str, value: Value| format.insert(key.to_owned(), value);
            set("type", "json_schema".into());
            set("name", name.as_str().into());
            set("schema", schema.clone());
            if let Some(description) = description {
                set("description", description.as_str().into());
            }
            if let Some(strict) = strict {
                set("strict", (*strict).into());
            }
            format.into()
        }
        _ => json!({"type": "text"}),
    }
}
