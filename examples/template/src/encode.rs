use serde_json::{Value, json};
use surprisal_core::{
    BaseMessage as _, CallOptions, ContentBlock, Error, Message, Messages, Result, Warning,
    unsupported,
};

use crate::PROVIDER;

/// The body of a request.
pub(crate) fn body(
    model: &str,
    messages: &Messages,
    options: &CallOptions,
    stream: bool,
    warnings: &mut Vec<Warning>,
) -> Result<Value> {
    // Taken apart whole: an option that is not answered here does not compile.
    let CallOptions {
        temperature,
        top_p,
        max_tokens,
        provider,
        extra,
        // FILL: the capabilities refuse these. Whoever says `yes` there sends them here.
        logprobs: _,
        top_logprobs: _,
        stop: _,
        seed: _,
        frequency_penalty: _,
        presence_penalty: _,
        logit_bias: _,
        n: _,
        tools: _,
        tool_choice: _,
        parallel_tool_calls: _,
        response_format: _,
        reasoning_effort: _,
        metadata: _,
        // These are for whoever sends the request and reads the answer.
        timeout: _,
        idle_timeout: _,
        headers: _,
        on_unsupported: _,
        on_logprobs_missing: _,
        raw: _,
    } = options;
    if messages.iter().any(|message| message.name().is_some()) {
        let instead = "say in the text who speaks";
        unsupported(options, warnings, PROVIDER, "name", instead)?;
    }
    let messages = messages.iter().map(message).collect::<Result<Vec<_>>>()?;
    // FILL: the service's own fields.
    let mut body = json!({
        "model": model,
        "stream": stream,
        "messages": messages,
        "temperature": temperature,
        "top_p": top_p,
        "max_tokens": max_tokens,
    });
    if let Some(body) = body.as_object_mut() {
        body.extend(provider.get(PROVIDER).cloned().unwrap_or_default());
        body.extend(extra.clone());
    }
    Ok(body)
}

/// FILL: a message. What the service cannot be told is an error, and is never left out.
fn message(message: &Message) -> Result<Value> {
    let role = match message {
        Message::System(_) | Message::Developer(_) => "system",
        Message::Human(_) => "user",
        Message::Ai(_) => "assistant",
        other => {
            let message = format!("{PROVIDER} has no message of the role {}", other.role());
            return Err(Error::invalid_input(message));
        }
    };
    Ok(json!({"role": role, "text": text(message)?}))
}

fn text(message: &Message) -> Result<String> {
    let texts = message.content().blocks().iter().map(|block| match block {
        ContentBlock::Text { text, .. } | ContentBlock::Refusal { text, .. } => Ok(text.as_str()),
        ContentBlock::Reasoning { .. } | ContentBlock::Opaque { .. } => Ok(""),
        other => Err(Error::invalid_input(format!(
            "{PROVIDER} reads texts, and no {}: describe it",
            other.kind()
        ))),
    });
    texts.collect()
}
