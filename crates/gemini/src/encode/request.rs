use serde_json::{Map, Value, json};
use surprisal_core::{
    CallOptions, Error, Messages, ReasoningEffort, ResponseFormat, Result, Warning,
};
use surprisal_http::{JsonBody, refuse_names, titled};

use super::message::Conversation;
use super::{content, tool};
use crate::PROVIDER;
use crate::options::Place;
use crate::service::Service;

/// The body of a request.
pub(crate) fn body<S: Service>(
    model: &str,
    messages: &Messages,
    options: &CallOptions,
    warnings: &mut Vec<Warning>,
) -> Result<String> {
    // Taken apart whole: an option that is not answered here does not compile.
    #[rustfmt::skip]
    let CallOptions {
        logprobs, top_logprobs, temperature, top_p, max_tokens, stop, seed, frequency_penalty,
        presence_penalty, n, response_format, reasoning_effort, metadata, provider, extra,
        // The tools and which of them to call are read together.
        tools: _, tool_choice: _,
        // The capabilities refuse these.
        logit_bias: _, parallel_tool_calls: _,
        // These are for whoever sends the request and reads the answer.
        timeout: _, idle_timeout: _, headers: _, on_unsupported: _, on_logprobs_missing: _, raw: _,
    } = options;
    refuse_names(messages, options, S::PROVIDER, warnings)?;
    let mut conversation = Conversation::of::<S>(messages, model)?;
    let nothing = Map::new();
    let own = provider.get(PROVIDER).unwrap_or(&nothing);
    let is_thought_said = own.contains_key("thinkingBudget") || own.contains_key("thinkingLevel");
    let effort = reasoning_effort.as_ref().filter(|_| !is_thought_said);
    let thinking = match effort {
        Some(effort) => thinking(model, effort)?,
        None => JsonBody::new(),
    };
    let format = Format::of(response_format.as_ref());
    let instruction = format.instruction.as_deref().map(content::say);
    conversation.system.extend(instruction);
    let generation = JsonBody::new()
        .set("responseLogprobs", *logprobs)
        .set(
            "logprobs",
            top_logprobs.filter(|top| *top > 0 || S::ZERO_ALTERNATIVES),
        )
        .set("temperature", *temperature)
        .set("topP", *top_p)
        .set("maxOutputTokens", *max_tokens)
        .set("stopSequences", stop.clone())
        .set("seed", seed.map(in_32_bits).transpose()?)
        .set("frequencyPenalty", *frequency_penalty)
        .set("presencePenalty", *presence_penalty)
        .set("candidateCount", *n)
        .set("responseMimeType", format.media_type)
        .set("responseJsonSchema", format.schema)
        .set("thinkingConfig", add(thinking, own, Place::Thinking));
    let system = Some(conversation.system.clone()).filter(|parts| !parts.is_empty());
    let labels = Some(metadata).filter(|labels| !labels.is_empty());
    let body = JsonBody::new()
        .set("contents", conversation.contents())
        .set(
            "systemInstruction",
            system.map(|parts| json!({ "parts": parts })),
        )
        .set("tools", tool::tools(options, own.get("tools")))
        .set("toolConfig", tool::choice(options))
        .set("labels", labels.map(|labels| json!(labels)))
        .set("generationConfig", add(generation, own, Place::Generation));
    match Value::from(add(body, own, Place::Request)) {
        Value::Object(mut body) => {
            body.extend(extra.clone());
            Ok(Value::Object(body).to_string())
        }
        other => Ok(other.to_string()),
    }
}

/// Adds the options of Gemini's own that belong there.
fn add(body: JsonBody, own: &Map<String, Value>, place: Place) -> JsonBody {
    let own = own.iter().filter(|(name, _)| Place::of(name) == place);
    own.fold(body, |body, (name, value)| body.set(name, value.clone()))
}

/// How much to think. Models before Gemini 3 are told a number of tokens, those since then a level. The numbers are those
/// that Google gives for these words where it speaks OpenAI's protocol.
fn thinking(model: &str, effort: &ReasoningEffort) -> Result<JsonBody> {
    let thinking = JsonBody::new();
    if *effort == ReasoningEffort::None {
        return Ok(thinking.set("thinkingBudget", 0));
    }
    let name = model.rsplit('/').next().unwrap_or_default();
    if !name.starts_with("gemini-2") {
        return Ok(thinking.set("thinkingLevel", effort.as_str()));
    }
    let budget = match effort {
        ReasoningEffort::Minimal | ReasoningEffort::Low => 1_024,
        ReasoningEffort::Medium => 8_192,
        ReasoningEffort::High => 24_576,
        other => {
            let word = other.as_str();
            return Err(Error::invalid_input(format!(
                "reasoning_effort is {word:?}: {model} takes none, minimal, low, medium and high, \
                 or a number of tokens by GeminiOptions::thinking_budget"
            )));
        }
    };
    Ok(thinking.set("thinkingBudget", budget))
}

fn in_32_bits(seed: i64) -> Result<i32> {
    let too_large = |_| {
        let message = format!("seed is {seed}: Gemini's have 32 bits");
        Error::invalid_input(message).with_option("seed")
    };
    i32::try_from(seed).map_err(too_large)
}

/// How the form of the answer is asked for.
#[derive(Default)]
struct Format {
    media_type: Option<&'static str>,
    schema: Option<Value>,
    instruction: Option<String>,
}

impl Format {
    /// Gemini enforces every schema that it is told of. One that is not to be enforced is told to the model.
    fn of(format: Option<&ResponseFormat>) -> Self {
        let json = Self {
            media_type: Some("application/json"),
            ..Self::default()
        };
        match format {
            Some(ResponseFormat::JsonObject) => json,
            Some(ResponseFormat::JsonSchema {
                name,
                description,
                schema,
                strict,
                ..
            }) => {
                let schema = titled(schema, name, description.as_deref());
                match strict {
                    Some(false) => Self {
                        instruction: Some(format!(
                            "Answer in JSON that follows this schema: {schema}"
                        )),
                        ..json
                    },
                    _ => Self {
                        schema: Some(schema),
                        ..json
                    },
                }
            }
            _ => Self::default(),
        }
    }
}
