use serde_json::{Value, json};
use surprisal_core::{
    AiMessage, BaseMessage as _, CallOptions, ContentBlock, Error, Message, Messages,
    ResponseFormat, Result, ToolChoice, ToolDefinition, Warning,
};
use surprisal_http::{JsonBody, refuse_names};

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
        logprobs, top_logprobs, temperature, top_p, max_tokens, stop, tools, tool_choice,
        response_format,
        // The capabilities refuse these.
        seed: _, frequency_penalty: _, presence_penalty: _, logit_bias: _, n: _,
        parallel_tool_calls: _, reasoning_effort: _, metadata: _,
        // These are laid over the body.
        provider: _, extra: _,
        // These are for whoever sends the request and reads the answer.
        timeout: _, idle_timeout: _, headers: _, on_unsupported: _, on_logprobs_missing: _, raw: _,
    } = options;
    refuse_names(messages, options, PROVIDER, warnings)?;
    let turns = messages.iter().map(turn).collect::<Result<Vec<_>>>()?;
    let tools: Vec<_> = tools.iter().flatten().map(tool).collect();
    Ok(JsonBody::new()
        .set("model", model)
        .set("stream", stream)
        .set("turns", turns)
        .set("tokens", *logprobs)
        .set("alternatives", *top_logprobs)
        .set("heat", *temperature)
        .set("mass", *top_p)
        .set("limit", *max_tokens)
        .set("until", stop.clone())
        .set("tools", tools)
        .set("use", tool_choice.as_ref().map(choice))
        .set("shape", response_format.as_ref().map(shape))
        .lay_over(options, PROVIDER))
}

fn turn(message: &Message) -> Result<Value> {
    let text = text(message)?;
    Ok(match message {
        Message::System(_) | Message::Developer(_) => json!({"by": "guide", "text": text}),
        Message::Human(_) => json!({"by": "user", "text": text}),
        Message::Ai(answer) => json!({"by": "model", "text": text, "calls": calls(answer)}),
        Message::Tool(result) => {
            let (call, failed) = (result.tool_call_id(), result.is_error());
            json!({"by": "tool", "text": text, "call": call, "failed": failed})
        }
        other => {
            let message = format!("Acme has no turn of the role {}", other.role());
            return Err(Error::invalid_input(message));
        }
    })
}

/// The text. Acme keeps no reasoning of earlier turns, and nothing of other providers.
fn text(message: &Message) -> Result<String> {
    let texts = message.content().blocks().iter().map(|block| match block {
        ContentBlock::Text { text, .. } | ContentBlock::Refusal { text, .. } => Ok(text.as_str()),
        ContentBlock::Reasoning { .. } | ContentBlock::Opaque { .. } => Ok(""),
        other => Err(Error::invalid_input(format!(
            "Acme reads texts, and no {}: describe it",
            other.kind()
        ))),
    });
    texts.collect()
}

/// Also those that could not be made, so that the model sees what it wrote.
fn calls(answer: &AiMessage) -> Vec<Value> {
    let calls = answer.written_tool_calls().into_iter();
    calls
        .map(|call| json!({"id": call.id, "tool": call.name, "input": call.arguments}))
        .collect()
}

fn tool(tool: &ToolDefinition) -> Value {
    let (name, about, strict) = (tool.name(), tool.description(), tool.strict());
    json!({"tool": name, "about": about, "input": tool.parameters(), "strict": strict})
}

fn choice(choice: &ToolChoice) -> Value {
    match choice {
        ToolChoice::Tool(name) => json!({"tool": name}),
        ToolChoice::None => "never".into(),
        ToolChoice::Required => "must".into(),
        _ => "may".into(),
    }
}

#[rustfmt::skip]
fn shape(format: &ResponseFormat) -> Value {
    match format {
        ResponseFormat::JsonObject => "json".into(),
        ResponseFormat::JsonSchema { name, description, schema, strict, .. } => {
            json!({"name": name, "about": description, "schema": schema, "strict": strict})
        }
        _ => "text".into(),
    }
}
