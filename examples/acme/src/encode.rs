use serde_json::{Value, json};
use surprisal_core::{
    AiMessage, AiMessageChunk, BaseMessage as _, CallOptions, ContentBlock, Error, Message,
    Messages, ResponseFormat, Result, ToolChoice, ToolDefinition, Warning, unsupported,
};

use crate::PROVIDER;

/// The body of a request. Of options that are not set Acme takes `null`.
pub(crate) fn body(
    model: &str,
    messages: &Messages,
    options: &CallOptions,
    stream: bool,
    warnings: &mut Vec<Warning>,
) -> Result<Value> {
    // Taken apart whole: an option that is not answered here does not compile.
    #[rustfmt::skip]
    let CallOptions {
        logprobs, top_logprobs, temperature, top_p, max_tokens, stop, tools, tool_choice,
        response_format, provider, extra,
        // The capabilities refuse these.
        seed: _, frequency_penalty: _, presence_penalty: _, logit_bias: _, n: _,
        parallel_tool_calls: _, reasoning_effort: _, metadata: _,
        // These are for whoever sends the request and reads the answer.
        timeout: _, idle_timeout: _, headers: _, on_unsupported: _, on_logprobs_missing: _, raw: _,
    } = options;
    if messages.iter().any(is_named) {
        let instead = "say in the text who speaks";
        unsupported(options, warnings, PROVIDER, "name", instead)?;
    }
    let turns = messages.iter().map(turn).collect::<Result<Vec<_>>>()?;
    let tools: Vec<_> = tools.iter().flatten().map(tool).collect();
    let mut body = json!({
        "model": model, "stream": stream, "turns": turns,
        "tokens": logprobs, "alternatives": top_logprobs,
        "heat": temperature, "mass": top_p, "limit": max_tokens, "until": stop,
        "tools": tools, "use": tool_choice.as_ref().map(choice),
        "shape": response_format.as_ref().map(shape),
    });
    if let Some(body) = body.as_object_mut() {
        body.extend(provider.get(PROVIDER).cloned().unwrap_or_default());
        body.extend(extra.clone());
    }
    Ok(body)
}

fn is_named(message: &Message) -> bool {
    message.name().is_some() && !matches!(message, Message::Tool(_))
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
    let whole = AiMessageChunk::from(answer.clone());
    let calls = whole.tool_call_chunks().iter();
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
