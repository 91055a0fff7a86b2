use std::borrow::Cow;

use serde_json::Value;
use surprisal_core::{CallOptions, Messages, ReasoningEffort, ResponseFormat, Result, Warning};
use surprisal_http::{JsonBody, WireRequest, refuse_names, titled};

use super::content::list;
use super::{message, own, prompt, tool};
use crate::PROVIDER;

/// The request of a call: to `generate` where the options make a prompt of the message, else to `chat`.
pub(crate) fn request(
    model: &str,
    messages: &Messages,
    mut options: Cow<'_, CallOptions>,
    stream: bool,
    warnings: &mut Vec<Warning>,
) -> Result<WireRequest> {
    refuse_names(messages, &options, PROVIDER, warnings)?;
    let body = JsonBody::new().set("model", model).set("stream", stream);
    let (path, body) = match prompt::is_prompt(&options) {
        true => (
            "generate",
            prompt::prompt(body, messages, &options, warnings)?,
        ),
        false => {
            let turns = message::turns(messages, &options, warnings)?;
            ("chat", body.set("messages", turns))
        }
    };
    let body = set_portable(body, &options);
    if let Some(flat) = options.provider.get(PROVIDER) {
        let nested = own::nested(flat);
        let provider = &mut options.to_mut().provider;
        provider.insert(PROVIDER.to_owned(), nested);
    }
    Ok(body.lay_over(&options, PROVIDER).post(path))
}

fn set_portable(body: JsonBody, options: &CallOptions) -> JsonBody {
    // Taken apart whole: an option that is not answered here does not compile.
    #[rustfmt::skip]
    let CallOptions {
        logprobs, top_logprobs, temperature, top_p, max_tokens, stop, seed, frequency_penalty, presence_penalty,
        tools, response_format, reasoning_effort,
        // The capabilities refuse these.
        logit_bias: _, n: _, tool_choice: _, parallel_tool_calls: _, metadata: _,
        // These are laid over the body.
        provider: _, extra: _,
        // These are for whoever sends the request and reads the answer.
        timeout: _, idle_timeout: _, headers: _, on_unsupported: _, on_logprobs_missing: _, raw: _,
    } = options;
    let sampling = JsonBody::new()
        .set("temperature", *temperature)
        .set("top_p", *top_p)
        .set("num_predict", *max_tokens)
        // An empty list takes back what an earlier layer set; to Ollama it would be one without the model's own.
        .set("stop", stop.clone().filter(|texts| !texts.is_empty()))
        .set("seed", *seed)
        .set("frequency_penalty", *frequency_penalty)
        .set("presence_penalty", *presence_penalty);
    let tools = tools.as_deref().unwrap_or_default();
    let definitions = tools.iter().map(tool::definition).collect();
    body.set("tools", list(definitions))
        .set("format", response_format.as_ref().and_then(format))
        .set("think", reasoning_effort.as_ref().map(think))
        .set("logprobs", *logprobs)
        .set("top_logprobs", *top_logprobs)
        .set("options", sampling)
}

/// Ollama knows four levels, of which `max` has no name of its own here.
fn think(effort: &ReasoningEffort) -> Value {
    match effort {
        ReasoningEffort::None => false.into(),
        ReasoningEffort::Minimal => ReasoningEffort::Low.as_str().into(),
        level => level.as_str().into(),
    }
}

fn format(format: &ResponseFormat) -> Option<Value> {
    match format {
        ResponseFormat::JsonObject => Some("json".into()),
        ResponseFormat::JsonSchema {
            name,
            description,
            schema,
            strict,
            ..
        } => {
            let mut schema = titled(schema, name, description.as_deref());
            // Every schema is enforced; in it the word constrains nothing.
            if *strict == Some(false)
                && let Value::Object(fields) = &mut schema
            {
                fields.entry("strict").or_insert(false.into());
            }
            Some(schema)
        }
        _ => None,
    }
}
