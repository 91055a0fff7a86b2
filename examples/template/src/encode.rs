use serde_json::{Value, json};
use surprisal_core::{
    BaseMessage as _, CallOptions, ContentBlock, Error, Message, Messages, Result, Warning,
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
    let CallOptions {
        temperature,
        top_p,
        max_tokens,
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
        // These are laid over the body.
        provider: _,
        extra: _,
        // These are for whoever sends the request and reads the answer.
        timeout: _,
        idle_timeout: _,
        headers: _,
        on_unsupported: _,
        on_logprobs_missing: _,
        raw: _,
    } = options;
    refuse_names(messages, options, PROVIDER, warnings)?;
    let messages = messages.iter().map(message).collect::<Result<Vec<_>>>()?;
    // FILL: the service's own fields.
    Ok(JsonBody::new()
        .set("model", model)
        .set("stream", stream)
        .set("messages", messages)
        .set("temperature", *temperature)
        .set("top_p", *top_p)
        .set("max_tokens", *max_tokens)
        .lay_over(options, PROVIDER))
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
